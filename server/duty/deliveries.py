"""The outbox: what must still be sent, to which address, and when it is tried next. A delivery is tried for a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, func, select, update

from server.duty.notice import OF_MEMBERS, Address, Channel, GivenNotice, Lane, Reason
from server.storage.database import Database
from server.storage.tables import deliveries, notices, obligations

WAITING, SENT, DEAD, NEEDLESS = "waiting", "sent", "dead", "needless"
"""Dead: given up. Needless: the person had seen the notice before it was sent, or was not to be told any more."""
LOOKED_THROUGH = 200

_IS_OVER: ColumnElement[bool] = and_(
    notices.c.obligation > 0,
    notices.c.reason.not_in(
        [
            Reason.HANDED_OVER,
            Reason.BRIEF,
            Reason.GAP,
            Reason.HELD,
            Reason.DAILY,
        ]  # these name no cycle of an obligation
    ),
    notices.c.reason.not_in(OF_MEMBERS),  # an answer is told when it is over (`subjects.py`)
    (obligations.c.closed_at.is_not(None)) | (obligations.c.cycle != notices.c.cycle),
)


class Delivery(Struct, frozen=True):
    """`tries` counts those that failed; `made_at` is UTC seconds."""

    id: int
    tries: int
    made_at: float
    notice: GivenNotice


class Outcome(Struct, frozen=True):
    """What became of the last delivery to an address: `state` as above, `problem` as `sending.problem` writes it."""

    at: float
    state: str
    tries: int
    problem: str


class Deliveries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def lanes(self) -> list[tuple[Lane, float]]:
        """All to which something must be sent, and when it is due: the longest due first."""
        due_at = func.min(deliveries.c.next_at)
        key = (notices.c.space, notices.c.person, deliveries.c.channel, deliveries.c.address)
        query = (
            select(*key, due_at)
            .join(notices, deliveries.c.notice == notices.c.id)
            .where(deliveries.c.state == WAITING)
            .group_by(*key)
            .order_by(due_at)
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [
                (Lane(space, person, Address(Channel(channel), to)), at)
                for space, person, channel, to, at in rows
            ]

    async def due(self, lane: Lane, now: float, limit: int) -> list[Delivery]:
        """The longest due first."""
        query = (
            select(
                *(deliveries.c[name].label(f"d_{name}") for name in ("id", "tries", "made_at")),
                *notices.c,
                _IS_OVER.label("is_over"),
            )
            .join(notices, deliveries.c.notice == notices.c.id)
            .outerjoin(
                obligations,
                and_(obligations.c.stream == notices.c.room, obligations.c.id == notices.c.obligation),
            )
            .where(
                deliveries.c.state == WAITING,
                deliveries.c.next_at <= now,
                deliveries.c.channel == lane.address.channel,
                deliveries.c.address == lane.address.to,
                notices.c.space == lane.space,
                notices.c.person == lane.person,
            )
            .order_by(deliveries.c.next_at, deliveries.c.id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [_delivery(row) for row in (await connection.execute(query)).mappings()]

    async def claim(self, ids: Sequence[int], now: float, until: float) -> set[int]:
        """Those of them that nobody else is sending now; until UTC second `until` nobody else does."""
        claimed = (
            update(deliveries)
            .where(deliveries.c.id.in_(ids), deliveries.c.state == WAITING, deliveries.c.next_at <= now)
            .values(next_at=until)
            .returning(deliveries.c.id)
        )
        async with self._database.writing() as connection:
            return set(await connection.scalars(claimed))

    async def settle(self, ids: Sequence[int], state: str, problem: str = "") -> None:
        await self._update(ids, state=state, problem=problem)

    async def postpone(self, ids: Sequence[int], next_at: float, problem: str) -> None:
        """One more try has failed."""
        await self._update(ids, tries=deliveries.c.tries + 1, next_at=next_at, problem=problem)

    async def outcomes(self, space: str) -> dict[str, Outcome]:
        """Of the newest delivery to each webhook of the space that was tried, as far as one looks back."""
        query = (
            select(deliveries)
            .join(notices, deliveries.c.notice == notices.c.id)
            .where(
                notices.c.space == space,
                deliveries.c.channel.in_([Channel.WEBHOOK, Channel.CHAT]),
                (deliveries.c.state != WAITING) | (deliveries.c.tries > 0),
            )
            .order_by(deliveries.c.id.desc())
            .limit(LOOKED_THROUGH)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return {
            row.address: Outcome(row.made_at, row.state, row.tries, row.problem) for row in reversed(rows)
        }

    async def _update(self, ids: Sequence[int], **values: Any) -> None:
        async with self._database.writing() as connection:
            await connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(**values))


def _delivery(row: Any) -> Delivery:
    return Delivery(
        id=row["d_id"],
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
            cycle=row["cycle"],
            is_seen=row["seen_at"] is not None,
            is_over=bool(row["is_over"]),
        ),
    )
