"""A line over a real WebSocket, by the reference client: what is said before it stands waits, what it cannot carry is lost.

A client has one line at a time: the next one first ends whatever is left of the former.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
from websockets.exceptions import InvalidHandshake

from loadtests.client import Client, Disconnected
from tests.chaos.history import Map

WITHOUT_A_GOODBYE = 1006
CONNECTED_WITHIN_SECONDS = 10.0
LONGEST_SECONDS = 3600.0


class SocketLine:
    """Implements `page.Line`, to the node at `origin`."""

    def __init__(
        self,
        client: Client,
        origin: str,
        hear: Callable[[Map], None],
        over: Callable[[int | None], None],
    ) -> None:
        self._client, self._origin = client, origin
        self._hear, self._over = hear, over
        self._said: asyncio.Queue[bytes] = asyncio.Queue()
        self._tasks: asyncio.TaskGroup | None = None
        self._running: asyncio.Task[None] | None = None
        self._is_over = False
        self._is_lost = False

    def begin(self, tasks: asyncio.TaskGroup) -> None:
        self._tasks = tasks
        self._running = tasks.create_task(self._run())

    def say(self, data: bytes) -> None:
        if not self._is_lost:
            self._said.put_nowait(data)

    def hang_up(self, *, clean: bool) -> None:
        self._is_over = True
        self._end(clean=clean)

    def reset(self) -> None:
        self._end(clean=False)
        self._report(None)

    def lose(self) -> None:
        self._is_lost = True

    def _end(self, *, clean: bool) -> None:
        if self._tasks is not None and self._running is not None and not self._running.done():
            self._running.cancel()
            self._tasks.create_task(self._client.close() if clean else self._client.cut())

    async def _run(self) -> None:
        try:
            await self._client.cut()
            self._client.listeners[:] = [self._take]
            async with asyncio.timeout(CONNECTED_WITHIN_SECONDS):
                await self._client.reconnect(self._origin)
            async with asyncio.TaskGroup() as tasks:
                carrying = tasks.create_task(self._carry())
                code = await self._client.until_closed(LONGEST_SECONDS)
                carrying.cancel()
        except (OSError, TimeoutError, httpx.HTTPError, InvalidHandshake, Disconnected):
            self._report(None)
        else:
            self._report(None if code == WITHOUT_A_GOODBYE else code)

    async def _carry(self) -> None:
        try:
            while True:
                await self._client.send_raw(await self._said.get())
        except Disconnected:
            pass  # whoever waits for the close code reports it

    def _take(self, frame: Map) -> None:
        if not self._is_over and not self._is_lost:
            self._hear(frame)

    def _report(self, code: int | None) -> None:
        if not self._is_over and not self._is_lost:
            self._is_over = True
            self._over(code)
