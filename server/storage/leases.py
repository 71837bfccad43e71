"""Work that one node of all does: whoever has its lease, as long as they are seen to beat.

No clocks are compared: each node watches by its own whether the beats of the holder go on. A holder that cannot beat stops
by itself before the others give it up; one that was only slow finds that the epoch is not its own any more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from sqlalchemy import ColumnElement, insert, select, update

from server.storage.cluster_tables import leases
from server.storage.database import DATABASE_ERRORS, Database
from signaling.ports import Clock
from signaling.timing import sleep

logger = logging.getLogger(__name__)

_own = leases.c

BEAT_SECONDS = 1.0
TRUSTED_SECONDS = 3.0
"""A holder that could not beat for so long holds it no more."""
LAPSES_SECONDS = 5.0
"""A holder whose beats stood still for so long is dead to the others."""

Work = Callable[[], Awaitable[None]]
Seen = tuple[str, int, int]
"""Holder, epoch, beat."""


class Turn(Protocol):
    async def run(self, work: Work) -> None:
        """Until cancelled: `work` whenever it is this node's turn. It is cancelled when the turn is over."""
        ...


class Always:
    """Implements `Turn` for a server that is alone."""

    async def run(self, work: Work) -> None:
        await work()


class Lease:
    """Implements `Turn` among the nodes of a database. `node` is an id that no other process has."""

    def __init__(self, database: Database, name: str, node: str, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._name, self._node = name, node
        self._seen: Seen | None = None
        self._seen_at = 0.0

    async def run(self, work: Work) -> None:
        while True:
            epoch = await self._taken()
            logger.info("%s is this node's, epoch %d", self._name, epoch)
            try:
                await self._while_held(epoch, work)
            finally:
                await self._give_back(epoch)
            logger.warning("%s is not this node's any more", self._name)

    # ------------------------------------------------------------ taking it

    async def _taken(self) -> int:
        """The epoch of this node, once nobody else holds it."""
        while True:
            try:
                epoch = await self._try_to_take()
            except DATABASE_ERRORS as error:  # or another node was there first
                logger.debug("%s cannot be taken: %s", self._name, type(error).__name__)
                epoch = None
            if epoch is not None:
                return epoch
            await sleep(self._clock, BEAT_SECONDS)

    async def _try_to_take(self) -> int | None:
        seen = await self._look()
        if seen is None:
            return await self._make()
        if seen != self._seen:
            self._seen, self._seen_at = seen, self._clock.now()
        holder, epoch, beat = seen
        if holder and self._clock.now() < self._seen_at + LAPSES_SECONDS:
            return None
        is_unchanged = _own.holder == holder, _own.epoch == epoch, _own.beat == beat
        taken = await self._change(*is_unchanged, holder=self._node, epoch=epoch + 1, beat=0)
        return epoch + 1 if taken else None

    async def _look(self) -> Seen | None:
        query = select(_own.holder, _own.epoch, _own.beat).where(_own.name == self._name)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else (row.holder, row.epoch, row.beat)

    async def _make(self) -> int:
        async with self._database.writing() as connection:
            await connection.execute(
                insert(leases).values(name=self._name, holder=self._node, epoch=1, beat=0)
            )
        return 1

    # ------------------------------------------------------------ holding it

    async def _while_held(self, epoch: int, work: Work) -> None:
        async with asyncio.TaskGroup() as tasks:
            working = tasks.create_task(_done(work), name=self._name)
            try:
                await self._beat_until_lost(epoch)
            finally:
                working.cancel()

    async def _beat_until_lost(self, epoch: int) -> None:
        trusted_until = self._clock.now() + TRUSTED_SECONDS
        while True:
            await sleep(self._clock, BEAT_SECONDS)
            began = self._clock.now()
            try:
                async with asyncio.timeout(max(trusted_until - began, 0.0)):
                    is_held = await self._change(*self._is_own(epoch), beat=_own.beat + 1)
            except DATABASE_ERRORS as error:  # TimeoutError is an OSError
                logger.warning("%s cannot be held: %s", self._name, type(error).__name__)
                if self._clock.now() >= trusted_until:
                    return
            else:
                if not is_held:
                    return
                trusted_until = began + TRUSTED_SECONDS

    async def _give_back(self, epoch: int) -> None:
        """So that the next node need not wait."""
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                await self._change(*self._is_own(epoch), holder="")
        except DATABASE_ERRORS:
            logger.debug("%s is not given back: the others will notice", self._name)

    def _is_own(self, epoch: int) -> tuple[ColumnElement[bool], ...]:
        return (_own.holder == self._node, _own.epoch == epoch)

    async def _change(self, *where: ColumnElement[bool], **values: Any) -> bool:
        """Whether it was so until now."""
        async with self._database.writing() as connection:
            changed = await connection.execute(
                update(leases).where(_own.name == self._name, *where).values(**values)
            )
        return bool(changed.rowcount)


async def _done(work: Work) -> None:
    await work()
