"""What everybody was told: implements `signaling.ports.NoticeBoard` in SQL, each notice once.

A notice, its deliveries, and the mark that an escalation or a tiding is dealt with stand in one transaction: a crash before it
leaves everything to be done again, after it nothing. Whoever is connected hears of it at any node.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import Any

from msgspec import MsgspecError, msgpack
from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms.obligations.terms import ObligationClass
from server.duty.deliveries import WAITING
from server.duty.notice import OF_MEMBERS, OF_MESSAGES, Draft, Reason
from server.storage.database import Database
from server.storage.notice_tables import tidings
from server.storage.people import IS_STAFF
from server.storage.tables import deliveries, escalations, notices, people
from signaling.bus import MemoryBus
from signaling.ports import Bus
from signaling.wire_duty import Notice

logger = logging.getLogger(__name__)

MOST_UNSEEN = 500
"""So many are told after the welcome, the newest; the others wait until those were seen."""
LOOKED_UP_AT_ONCE = 500

Changed = Callable[[list[Notice]], None]
_ONCE = ("person", "room", "obligation", "cycle", "target", "level", "reason")
_columns = notices.c


CHANNEL = "notices"
"""The bus channel on which nodes tell each other what was given, and what was seen."""
TOLD_AT_ONCE = 500

_encode = msgpack.Encoder().encode
_decoder = msgpack.Decoder(list[tuple[str, Notice]])


class SqlNotices:
    """`bus` None: there are no other nodes."""

    def __init__(self, database: Database, now: Callable[[], float], bus: Bus | None = None) -> None:
        self._database, self._now = database, now
        self._listeners: dict[str, dict[int, Changed]] = {}
        self._numbers = count()
        self._given: Callable[[], None] = _nobody
        self._bus = bus or MemoryBus()
        self._bus.subscribe(CHANNEL, self._receive)

    def on_given(self, listener: Callable[[], None]) -> None:
        """Called when there may be something to send; must not block. One listener."""
        self._given = listener

    async def unseen(self, person: str) -> list[Notice]:
        """Of what is for staff, none for whoever is not of the staff any more."""
        query = (
            select(notices)
            .join(people, (people.c.id == _columns.person) & (people.c.space == _columns.space))
            .where(_columns.person == person, _columns.seen_at.is_(None), people.c.shut_out_at.is_(None))
            .where(IS_STAFF | _columns.reason.in_(OF_MEMBERS))
            .order_by(_columns.id.desc())
            .limit(MOST_UNSEEN)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [_notice(row) for row in reversed(rows)]

    async def mark_seen(self, person: str, ids: Sequence[int]) -> None:
        mark = (
            update(notices)
            .where(_columns.person == person, _columns.id.in_(ids), _columns.seen_at.is_(None))
            .values(seen_at=self._now())
            .returning(*notices.c)
        )
        async with self._database.writing() as connection:
            rows = (await connection.execute(mark)).all()
        self._tell([(person, _notice(row)) for row in sorted(rows, key=lambda row: row.id)])

    def listen(self, person: str, changed: Changed) -> Callable[[], None]:
        listener = next(self._numbers)
        self._listeners.setdefault(person, {})[listener] = changed
        return partial(self._ignore, person, listener)

    async def tell_again(self) -> None:
        """Everybody who listens here hears of all that they have not seen: some of it may have been lost on the way.

        Raises a database error.
        """
        for person in tuple(self._listeners):
            self._hear([(person, notice) for notice in await self.unseen(person)])

    async def is_given(self, draft: Draft) -> bool:
        async with self._database.reading() as connection:
            return bool(await _given(connection, [draft]))

    async def give(
        self, drafts: Sequence[Draft], handled: Sequence[int] = (), *, heard: Sequence[int] = ()
    ) -> int:
        """Those that are new, with their deliveries; how many they are. `handled` are escalations dealt with by this,
        and `heard` are tidings.

        All or nothing. A database error when another process gave one of them at this moment: ask again.
        """
        async with self._database.writing() as connection:
            known = await _given(connection, drafts)
            fresh = list({_key(draft): draft for draft in drafts if _key(draft) not in known}.values())
            rows = await _insert(connection, fresh)
            for table, numbers in ((escalations, handled), (tidings, heard)):
                if numbers:
                    await connection.execute(
                        update(table).where(table.c.number.in_(numbers)).values(handled=True)
                    )
        self._tell([(row.person, _notice(row)) for row in rows])
        if any(draft.addresses for draft in fresh):
            self._given()
        return len(rows)

    def _tell(self, changes: Sequence[tuple[str, Notice]]) -> None:
        for start in range(0, len(changes), TOLD_AT_ONCE):
            self._bus.publish(CHANNEL, _encode(changes[start : start + TOLD_AT_ONCE]))

    def _receive(self, data: bytes) -> None:
        try:
            self._hear(_decoder.decode(data))
        except MsgspecError:
            logger.warning("notices of a newer version were dropped")

    def _hear(self, changes: Sequence[tuple[str, Notice]]) -> None:
        of_people: dict[str, list[Notice]] = {}
        for person, notice in changes:
            if person in self._listeners:
                of_people.setdefault(person, []).append(notice)
        for person, notices_of_person in of_people.items():
            for changed in tuple(self._listeners.get(person, {}).values()):
                changed(notices_of_person)

    def _ignore(self, person: str, listener: int) -> None:
        listening = self._listeners.get(person, {})
        listening.pop(listener, None)
        if not listening:
            self._listeners.pop(person, None)


def _nobody() -> None:
    pass


async def _given(connection: AsyncConnection, drafts: Sequence[Draft]) -> set[tuple[Any, ...]]:
    """The keys of those that are there. Asked for in parts: databases bound how much one statement may name."""
    once = [notices.c[name] for name in _ONCE]
    found: set[tuple[Any, ...]] = set()
    for start in range(0, len(drafts), LOOKED_UP_AT_ONCE):
        keys = [_key(draft) for draft in drafts[start : start + LOOKED_UP_AT_ONCE]]
        rows = await connection.execute(select(*once).where(tuple_(*once).in_(keys)))
        found.update(tuple(row) for row in rows)
    return found


async def _insert(connection: AsyncConnection, drafts: Sequence[Draft]) -> Sequence[Any]:
    """The rows of the notices, in the order of `drafts`."""
    if not drafts:
        return []
    stored = insert(notices).returning(*notices.c, sort_by_parameter_order=True)
    rows = (await connection.execute(stored, [_values(draft) for draft in drafts])).all()
    waiting = [
        {
            "notice": row.id,
            "channel": address.channel,
            "address": address.to,
            "state": WAITING,
            "tries": 0,
            "next_at": draft.at + draft.wait,
            "made_at": draft.at,
            "problem": "",
        }
        for row, draft in zip(rows, drafts, strict=True)
        for address in dict.fromkeys(draft.addresses)
    ]
    if waiting:
        await connection.execute(insert(deliveries), waiting)
    return rows


def _values(draft: Draft) -> dict[str, Any]:
    same = {name: getattr(draft, name) for name in (*_ONCE, "space", "room_title", "at", "excerpt", "rings")}
    return {**same, "class": draft.class_}


def _key(draft: Draft) -> tuple[Any, ...]:
    return tuple(getattr(draft, name) for name in _ONCE)


def _notice(row: Any) -> Notice:
    class_ = getattr(row, "class")  # no name that Python can say
    reason = Reason(row.reason)
    is_held = reason is Reason.HELD  # its number is none of an obligation
    return Notice(
        id=row.id,
        at=row.at,
        reason=reason.value,
        room=row.room,
        room_title=row.room_title,
        obligation=None if is_held else row.obligation or None,
        class_=ObligationClass(class_) if class_ else None,
        level=row.level,
        excerpt=row.excerpt,
        seen=row.seen_at is not None,
        rings=row.rings,
        message=row.cycle if reason in OF_MESSAGES else None,
    )
