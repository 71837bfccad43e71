"""What some people are owed, from the rows of obligations: for questions that are about few of very many.

`asker` of a row is who is owed, also of what was asked anonymously: what is given out is what staff see, and no more.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from server.storage.database import Database
from server.storage.obligation_rows import decode_obligation
from server.storage.tables import obligations
from signaling.ports import StoredObligation

ASKED_AT_ONCE = 500
"""Databases bound how much one statement may name."""


async def owed_to(
    database: Database, rooms: Sequence[str], people: Sequence[str], closed_since: float
) -> list[StoredObligation]:
    """As `EventLog.board` of these rooms, of what these people are owed alone."""
    columns = obligations.c
    found: list[StoredObligation] = []
    async with database.reading() as connection:
        for start in range(0, len(people), ASKED_AT_ONCE):
            some = people[start : start + ASKED_AT_ONCE]
            rows = await connection.execute(
                select(columns.stream, columns.body)
                .where(columns.home.in_(rooms), columns.asker.in_(some))
                .where(or_(columns.closed_at.is_(None), columns.closed_at >= closed_since))
                .order_by(columns.opened_at, columns.stream, columns.id)
            )
            found += [StoredObligation(row.stream, decode_obligation(row.body)) for row in rows]
    return found
