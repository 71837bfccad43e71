"""Forgets what nobody needs any more: old notices with their deliveries, old deliveries, escalations and tidings long
dealt with, links for addresses that are too old to be opened.

A little at a time, so that rooms never wait for it. What is forgotten could be told a second time; nothing here looks
back as far as notices are kept (`config.py` sees to that).
"""

from __future__ import annotations

import logging
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.duty.bell import Bell
from server.duty.deliveries import WAITING
from server.storage.database import Database
from server.storage.notice_tables import email_links, tidings
from server.storage.tables import deliveries, escalations, notices
from signaling.ports import Clock

logger = logging.getLogger(__name__)

DAY = 86_400.0
AT_ONCE = 500
"""Rows of each table in one transaction."""
SECONDS_BETWEEN = 1.0
LOOKED_AT_EVERY = 6 * 3600.0
RETRY_SECONDS = 600.0
LINKS_KEPT = 2 * DAY
"""Seconds: longer than any works, and longer than they are counted."""


class Keep(Struct, frozen=True):
    """Days. A delivery goes with its notice, if not before."""

    notices: int
    deliveries: int


class Retention:
    def __init__(self, database: Database, keep: Keep, clock: Clock) -> None:
        self._database, self._keep, self._clock = database, keep, clock
        self._bell = Bell(clock)

    async def run(self) -> None:
        """Until cancelled: after the start, and a few times a day."""
        while True:
            try:
                wait = SECONDS_BETWEEN if await self.forget() else LOOKED_AT_EVERY
            except Exception:
                logger.exception("what is old cannot be forgotten")
                wait = RETRY_SECONDS
            await self._bell.wait(self._clock.now() + wait)

    async def forget(self) -> int:
        """Some of what is old, the oldest first; how many rows, 0 when there are no more. Raises a database error."""
        now = self._clock.now()
        long_ago, lately = now - self._keep.notices * DAY, now - self._keep.deliveries * DAY
        sent = await self._old(deliveries.c.id, deliveries.c.made_at < lately, deliveries.c.state != WAITING)
        told = await self._old(notices.c.id, notices.c.at < long_ago)
        done = await self._old(escalations.c.number, escalations.c.at < long_ago, escalations.c.handled)
        heard = await self._old(tidings.c.number, tidings.c.at < long_ago, tidings.c.handled)
        links = await self._old(email_links.c.id, email_links.c.at < now - LINKS_KEPT)
        if sent or told or done or heard or links:
            async with self._database.writing() as connection:
                await _forget(connection, deliveries, deliveries.c.id, sent)
                await _forget(connection, deliveries, deliveries.c.notice, told)
                await _forget(connection, notices, notices.c.id, told)
                await _forget(connection, escalations, escalations.c.number, done)
                await _forget(connection, tidings, tidings.c.number, heard)
                await _forget(connection, email_links, email_links.c.id, links)
        return len(sent) + len(told) + len(done) + len(heard) + len(links)

    async def _old(self, key: ColumnElement[Any], *conditions: ColumnElement[bool]) -> list[Any]:
        async with self._database.reading() as connection:
            return list(await connection.scalars(select(key).where(*conditions).order_by(key).limit(AT_ONCE)))


async def _forget(
    connection: AsyncConnection, table: Table, key: ColumnElement[Any], keys: list[Any]
) -> None:
    if keys:
        await connection.execute(delete(table).where(key.in_(keys)))
