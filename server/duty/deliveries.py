"""The outbox: what must still be sent, to which address, and when it is tried next. A delivery is tried for a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import select, update

from server.duty.notice import Address, Channel, GivenNotice, Reason
from server.storage.database import Database
from server.storage.tables import deliveries, notices

WAITING, SENT, DEAD, NEEDLESS = "waiting", "sent", "dead", "needless"
"""Dead: given up. Needless: the person had seen the notice before it was sent."""
LONGEST_PROBLEM = 300


class Delivery(Struct, frozen=True):
    """`tries` counts those that failed; `made_at` is UTC seconds."""

    id: int
    address: Address
    tries: int
    made_at: float
    notice: GivenNotice


class Deliveries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: float, limit: int) -> list[Delivery]:
        """The longest due first."""
        query = (
            select(*(column.label(f"d_{column.name}") for column in deliveries.c), *notices.c)
            .join(notices, deliveries.c.notice == notices.c.id)
            .where(deliveries.c.state == WAITING, deliveries.c.next_at <= now)
            .order_by(deliveries.c.next_at, deliveries.c.id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [_delivery(row) for row in (await connection.execute(query)).mappings()]

    async def next_at(self) -> float | None:
        """When the next one is due; None: nothing waits."""
        query = select(deliveries.c.next_at).where(deliveries.c.state == WAITING)
        async with self._database.reading() as connection:
            at: float | None = await connection.scalar(query.order_by(deliveries.c.next_at).limit(1))
        return at

    async def settle(self, ids: Sequence[int], state: str, problem: str = "") -> None:
        await self._update(ids, state=state, problem=problem[:LONGEST_PROBLEM])

    async def postpone(self, id: int, tries: int, next_at: float, problem: str) -> None:
        await self._update([id], tries=tries, next_at=next_at, problem=problem[:LONGEST_PROBLEM])

    async def _update(self, ids: Sequence[int], **values: Any) -> None:
        async with self._database.writing() as connection:
            await connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(**values))


def _delivery(row: Any) -> Delivery:
    return Delivery(
        id=row["d_id"],
        address=Address(Channel(row["d_channel"]), row["d_address"]),
        tries=row["d_tries"],
        made_at=row["d_made_at"],
        notice=GivenNotice(
            id=row["id"],
            space=row["space"],
            person=row["person"],
            room=row["room"],
            room_title=row["room_title"],
            obligation=row["obligation"],
            level=row["level"],
            reason=Reason(row["reason"]),
            class_=row["class"],
            at=row["at"],
            excerpt=row["excerpt"],
            is_seen=row["seen_at"] is not None,
        ),
    )
