"""How one member stands with the answers that they are owed, as staff see it on the board.

What somebody asked anonymously is not theirs here: staff are not told whose it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import select

from rooms.obligations.changes import is_open
from rooms.obligations.terms import ObligationClass, ObligationState
from rooms.obligations.view import ObligationView
from server.storage.database import Database
from server.storage.obligation_rows import decode_obligation
from server.storage.tables import obligations
from signaling.ports import RoomSpec

NEWEST = 200
"""Of what somebody was ever owed, so many of the newest are looked at."""


class OpenTurn(Struct, frozen=True):
    """Something that they wait for. `late`: its deadline passed."""

    room: str
    room_title: str
    id: int
    class_: ObligationClass
    excerpt: str
    opened_at: float
    late: bool


class Standing(Struct, frozen=True):
    """`open` oldest first. `answered_at`: when a person last answered them, None if nobody has. `reopened`: how often
    they said that an answer was none."""

    open: list[OpenTurn]
    answered_at: float | None
    answered_by: str
    reopened: int


class Standings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, person: str, rooms: Sequence[RoomSpec]) -> Standing:
        """In these rooms and their sub-rooms."""
        titles = {spec.id: spec.title for spec in rooms}
        query = (
            select(obligations.c.stream, obligations.c.home, obligations.c.body)
            .where(obligations.c.home.in_(titles), obligations.c.asker == person)
            .order_by(obligations.c.opened_at.desc())
            .limit(NEWEST)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        found = [(row.stream, titles[row.home], decode_obligation(row.body)) for row in reversed(rows)]
        told = [each for each in found if each[2].asker == person]
        answers = [view for _, _, view in told if _is_answered(view)]
        last = max(answers, key=lambda view: view.resolved_at or 0.0, default=None)
        return Standing(
            open=[_open(*each) for each in told if is_open(each[2])],
            answered_at=None if last is None else last.resolved_at,
            answered_by="" if last is None else last.resolved_by,
            reopened=sum(view.cycle - 1 for _, _, view in told),
        )


def _is_answered(view: ObligationView) -> bool:
    """By a person: what solved itself has nobody's name."""
    return view.state is ObligationState.ANSWERED and view.resolved_by not in ("", view.asker)


def _open(room: str, title: str, view: ObligationView) -> OpenTurn:
    late = view.breached_at is not None
    return OpenTurn(room, title, view.id, view.class_, view.excerpt, view.opened_at, late)
