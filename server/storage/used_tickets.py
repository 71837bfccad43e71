"""The tickets that were used at any server of this database: implements `server.auth.tickets.UsedTickets`."""

from __future__ import annotations

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from server.storage.cluster_tables import used_tickets
from server.storage.database import Database

KEPT_SECONDS = 600.0
"""Longer than they can be used: servers' clocks differ."""
SECONDS_BETWEEN_SWEEPS = 60.0


class SqlUsedTickets:
    scope = ""
    """Every server with this database's signing key."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._swept_at = 0.0

    async def use(self, id: str, until: float, now: float) -> bool:
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(used_tickets).values(id=id, until=until))
        except IntegrityError:
            return False
        if now >= self._swept_at + SECONDS_BETWEEN_SWEEPS:
            self._swept_at = now
            async with self._database.writing() as connection:
                await connection.execute(
                    delete(used_tickets).where(used_tickets.c.until < now - KEPT_SECONDS)
                )
        return True
