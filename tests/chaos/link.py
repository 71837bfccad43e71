"""One client's connection to one node: in order both ways, with delays, and it may break without either end knowing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from random import Random

import msgpack

from tests.chaos.history import Map
from tests.chaos.loop import Process, SimulatedLoop
from tests.support.sockets import MemorySocket


class Link:
    """Implements `page.Line`. The server's end is given to `serve`, and `hello` is what it hears first."""

    def __init__(
        self,
        loop: SimulatedLoop,
        server: Process,
        random: Random,
        serve: Callable[[MemorySocket], None],
        hello: bytes,
        hear: Callable[[Map], None],
        over: Callable[[int | None], None],
    ) -> None:
        self.server = MemorySocket()
        self._serve, self._hello = serve, hello
        self._hear, self._over = hear, over
        self._there = _Way(loop, random, server)
        self._back = _Way(loop, random, loop.world)
        self._is_over = False
        self._is_lost = False

    def begin(self, tasks: asyncio.TaskGroup) -> None:
        tasks.create_task(self._run())
        self._serve(self.server)
        self.say(self._hello)

    async def _run(self) -> None:
        """Carries what the server writes, until it closes or everything is lost."""
        written = 0
        while self.server.close_code is None and not self._is_lost:
            self.server.arrival.clear()
            for message in self.server.messages[written:]:
                self._back.carry(partial(self._give, message))
            written = len(self.server.messages)
            await self.server.arrival.wait()
        code = self.server.close_code
        self._back.carry(lambda: self._end(code))

    def say(self, data: bytes) -> None:
        if not self._is_lost:
            self._there.carry(lambda: self.server.to_server.put_nowait(data))

    def hang_up(self, *, clean: bool) -> None:
        self._is_over = True
        if not self._is_lost:
            self._there.carry(lambda: self.server.hang_up(clean=clean))

    def reset(self) -> None:
        self._there.carry(lambda: self.server.hang_up(clean=False))
        self._back.carry(lambda: self._end(None))

    def lose(self) -> None:
        self._is_lost = True

    def _give(self, data: bytes) -> None:
        if not self._is_over and not self._is_lost:
            unpacker = msgpack.Unpacker()
            unpacker.feed(data)
            for frame in unpacker:
                self._hear(frame)

    def _end(self, code: int | None) -> None:
        if not self._is_over and not self._is_lost:
            self._is_over = True
            self._over(code)


class _Way:
    """One direction: what is sent first arrives first."""

    def __init__(self, loop: SimulatedLoop, random: Random, to: Process) -> None:
        self._loop, self._random, self._to = loop, random, to
        self._last = 0.0

    def carry(self, arrive: Callable[[], None]) -> None:
        delay = self._random.choice((0.002, 0.01, 0.04))
        self._last = max(self._last, self._loop.time() + delay)
        self._loop.call_at(self._last, arrive, context=self._to.context)
