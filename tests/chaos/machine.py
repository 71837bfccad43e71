"""A node as a process of the simulation: it can be started, drained, stopped and continued, and killed at any point.

A killed one never runs again: nothing of it is cleaned up, and what it had sent still arrives. `bury` it when the run is
over, so that its tasks end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random
from typing import cast

import msgspec

from rooms.commands import AnyCommand
from rooms.terms import Actor
from signaling.cluster.registry import Registry, Unreachable
from signaling.mailbox import Outcome
from signaling.memory_duty import MemoryDuty, MemoryNotices
from signaling.node import Node
from signaling.ports import Directory, EventLog, NotSaved, Socket, Tickets
from signaling.wire import PROTOCOL_VERSION, Hello
from tests.chaos.history import Map
from tests.chaos.lines import BusLine, Exchange, Far, Line, RecordedLog
from tests.chaos.link import Link
from tests.chaos.loop import SimulatedLoop
from tests.chaos.page import Page
from tests.chaos.servers import Servers
from tests.support.memory_ports import MemoryMedia


class SimulatedClock:
    """Implements `signaling.ports.Clock`. `skew`: seconds before (or, below zero, behind) the world; in quarters."""

    def __init__(self, loop: SimulatedLoop, skew: float = 0.0) -> None:
        self._loop, self.skew = loop, skew

    def now(self) -> float:
        return self._loop.time() + self.skew

    def call_at(self, when: float, call: Callable[[], None]) -> Callable[[], None]:
        return self._loop.call_at(when - self.skew, call).cancel


class Machine:
    def __init__(self, id: str, loop: SimulatedLoop, servers: Servers, exchange: Exchange, seed: int) -> None:
        random = Random(f"{id} {seed}")
        self.id, self._loop = id, loop
        self.process = loop.process(id)
        self.clock = SimulatedClock(loop, random.choice((0.0, 0.0, 0.25, -0.5, 1.0, -1.5, 2.0)))
        self.log_line, self.registry_line, self.bus_line = (
            Line(loop, self.process, random) for _ in range(3)
        )
        self.bus = BusLine(exchange, self.bus_line)
        log = RecordedLog(servers.log, id, loop.time, servers.wrote)
        self._log = Far(lambda: log, self.log_line, lambda: NotSaved("the log does not answer"))
        self._directory = Far(lambda: servers.directory, self.log_line, lambda: OSError("no directory"))
        self._tickets = Far(lambda: servers.tickets, self.log_line, lambda: OSError("no tickets"))
        self._registry = Far(lambda: servers.registry, self.registry_line, lambda: Unreachable(id))
        self._servers = servers
        self._tasks: asyncio.TaskGroup | None = None
        self._node: Node | None = None
        self._drain = asyncio.Event()
        self.is_dead = False
        self._running = loop.create_task(self._run(), context=self.process.context)

    @property
    def lines(self) -> tuple[Line, Line, Line]:
        return (self.log_line, self.registry_line, self.bus_line)

    @property
    def takes_people(self) -> bool:
        """A stopped one does, too: its kernel accepts connections."""
        return self._node is not None and not self.is_dead

    async def _run(self) -> None:
        node = Node(
            log=cast("EventLog", self._log),
            bus=self.bus,
            tickets=cast("Tickets", self._tickets),
            directory=cast("Directory", self._directory),
            media=MemoryMedia(),
            duty=MemoryDuty(),
            notices=MemoryNotices(),
            read_marks=self._servers.read_marks,
            clock=self.clock,
            id=self.id,
            registry=cast("Registry", self._registry),
        )
        async with asyncio.TaskGroup() as self._tasks, node:
            self._node = node
            await self._drain.wait()
            self._node = None
        self.is_dead = True

    def connect(self, page: Page, hear: Callable[[Map], None], over: Callable[[int | None], None]) -> Link:
        ticket = f"{page.name}/{page.role}/{page.session}"
        hello = msgspec.msgpack.encode(Hello(PROTOCOL_VERSION, ticket, page.device))
        return Link(self._loop, self.process, page.random, self.serve, hello, hear, over)

    def serve(self, socket: Socket) -> None:
        """In its own time."""
        self._loop.call_soon(self._serve, socket, context=self.process.context)

    def _serve(self, socket: Socket) -> None:
        if self._tasks is not None and self._node is not None:
            self._tasks.create_task(self._node.serve(socket))

    async def ask(self, room: str, command: AnyCommand, actor: Actor) -> Outcome | None:
        """As `Node.ask`."""
        assert self._node is not None
        asking = self._node.ask(room, command, actor)
        return await self._loop.create_task(asking, context=self.process.context)

    # ------------------------------------------------------------ what happens to it

    def drain(self) -> None:
        """It is asked to end."""
        self._loop.call_soon(self._drain.set, context=self.process.context)

    def stop(self) -> None:
        self.process.is_stopped = True

    def go_on(self) -> None:
        self.process.is_stopped = self.is_dead

    def kill(self) -> None:
        self.is_dead = True
        self.process.is_stopped = True
        for line in self.lines:
            line.cuts += 1

    async def bury(self) -> None:
        """One that was killed may run again, reaching nobody, to be cancelled."""
        self.process.is_stopped = False
        while not self._running.done():
            self._running.cancel()
            await asyncio.wait([self._running], timeout=1)

    def failure(self) -> BaseException | None:
        """What a node died of by itself."""
        return self._running.exception() if self._running.done() and not self._running.cancelled() else None
