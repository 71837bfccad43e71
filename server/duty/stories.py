"""What stands behind a number: each item with its words, who was told of it and when, and who answered.

It reads; what is listed, and who may see it, is decided elsewhere. Staff see the words of an item as they do on the board.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from sqlalchemy import select, tuple_

from community.metrics.outcomes import Outcome
from rooms.obligations.view import ObligationView
from server.duty.notice import SPACE_ITSELF, Reason
from server.storage.database import Database
from server.storage.people import People
from server.storage.tables import notices
from signaling.ports import Directory, EventLog
from signaling.room_ids import home_of

AT_ONCE = 200
_Key = tuple[str, int]


class Telling(Struct, frozen=True):
    """Somebody was told that it had reached `level` percent. `name` is empty for the webhooks of the space."""

    at: float
    name: str
    level: int


class Story(Struct, frozen=True, kw_only=True):
    """One cycle of an obligation. Times are UTC seconds, `target` seconds; None: it has not happened, or there is none.

    Names are empty for who chose none. `promised_by`: of the last promise; `reason`: why it was waived.
    """

    room: str
    room_title: str
    obligation: int
    cycle: int
    class_: str = field(name="class")
    excerpt: str
    asker_name: str
    opened_at: float
    target: float | None
    breached_at: float | None
    level: int
    owner_name: str
    told: list[Telling]
    answered_by: str
    answered_at: float | None
    resolved_at: float | None
    ended_at: float | None
    reason: str
    promised_by: str
    promise_due: float | None


class Stories:
    def __init__(self, database: Database, log: EventLog, directory: Directory, people: People) -> None:
        self._database, self._log, self._directory, self._people = database, log, directory, people

    async def of(self, space: str, rows: Sequence[Outcome]) -> list[Story]:
        """In their order. Raises a database error."""
        keys = [_key(row) for row in rows]
        views: dict[_Key, ObligationView] = {}
        tellings: dict[tuple[str, int, int], list[tuple[float, str, int]]] = defaultdict(list)
        for start in range(0, len(keys), AT_ONCE):
            some = list(dict.fromkeys(keys[start : start + AT_ONCE]))
            for each in await self._log.obligations(some):
                views[each.room, each.obligation.id] = each.obligation
            await self._read_tellings(some, tellings)
        titles = {spec.id: spec.title for spec in await self._directory.rooms(space)}
        names = await self._people.names(_people(rows, tellings))
        return [_story(row, views.get(_key(row)), titles, names, tellings) for row in rows]

    async def _read_tellings(
        self, keys: Sequence[_Key], into: dict[tuple[str, int, int], list[tuple[float, str, int]]]
    ) -> None:
        columns = notices.c
        query = (
            select(columns.room, columns.obligation, columns.cycle, columns.at, columns.person, columns.level)
            .where(
                columns.reason == Reason.ESCALATED, tuple_(columns.room, columns.obligation).in_(list(keys))
            )
            .order_by(columns.at, columns.id)
        )
        async with self._database.reading() as connection:
            for room, id, cycle, at, person, level in await connection.execute(query):
                into[room, id, cycle].append((at, person, level))


def _key(row: Outcome) -> _Key:
    return row.room, int(row.id.rpartition("/")[2])


def _people(
    rows: Sequence[Outcome], tellings: Mapping[tuple[str, int, int], list[tuple[float, str, int]]]
) -> set[str]:
    told = {person for each in tellings.values() for _, person, _ in each if person != SPACE_ITSELF}
    promised = {each.by for row in rows for each in row.promises}
    others = {person for row in rows for person in (row.responder, row.owner) if person}
    return told | promised | others


def _story(
    row: Outcome,
    view: ObligationView | None,
    titles: Mapping[str, str],
    names: Mapping[str, str],
    tellings: Mapping[tuple[str, int, int], list[tuple[float, str, int]]],
) -> Story:
    room, id = _key(row)
    promise = row.promises[-1] if row.promises else None
    return Story(
        room=room,
        room_title=titles.get(home_of(room), ""),
        obligation=id,
        cycle=row.cycle,
        class_=row.class_,
        excerpt="" if view is None else view.excerpt,
        asker_name="" if view is None else view.asker_name,
        opened_at=row.opened_at,
        target=None if row.target_ms is None else row.target_ms / 1000,
        breached_at=row.breached_at,
        level=row.level,
        owner_name=names.get(row.owner or "", ""),
        told=[
            Telling(at, names.get(person, ""), level)
            for at, person, level in tellings.get((room, id, row.cycle), ())
        ],
        answered_by=names.get(row.responder or "", ""),
        answered_at=row.first_human_at,
        resolved_at=row.resolved_at,
        ended_at=row.ended_at,
        reason="" if view is None else view.reason,
        promised_by="" if promise is None else names.get(promise.by, ""),
        promise_due=None if promise is None else promise.due_at,
    )
