"""A real media process behind its link, for tests: commands go in, events are recorded, waiting is bounded."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import pytest

from media.addresses import LOOPBACK, Address, Sockets, default_addresses
from media.commands import AddPeer, Direction, Negotiate, Source, TakeStatistics
from media.events import Answered, AnyEvent, Ready, Refused, SlotsAssigned, Statistics
from media.link import MediaLink
from media.threads import RECEIVERS_AT_HOME

SECONDS = 20.0
EVERY_SOURCE = frozenset(Source)

EventT = TypeVar("EventT", bound=AnyEvent)


class MediaServer:
    """Records what the link tells, and waits for it."""

    def __init__(self, sockets: Sockets) -> None:
        self.link = MediaLink(sockets, self)
        self.bound: list[Address] = []
        self.tcp: list[Address] = []
        self.events: list[AnyEvent] = []
        self.times_ready = 0
        self.times_lost = 0
        self.hear: Callable[[AnyEvent], None] = lambda event: None
        self._news = asyncio.Event()

    # -- what the link tells

    def media_ready(self, ready: Ready) -> None:
        self.bound, self.tcp = ready.addresses, ready.tcp_addresses
        self.times_ready += 1
        self._news.set()

    def media_lost(self) -> None:
        self.times_lost += 1
        self._news.set()

    def media_event(self, event: AnyEvent) -> None:
        self.events.append(event)
        self.hear(event)
        self._news.set()

    # -- what tests do

    async def until(self, condition: Callable[[], bool], seconds: float = SECONDS) -> None:
        """Returns when `condition` holds; it is asked again after each thing that the link tells."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._news.clear()
                await self._news.wait()

    async def event(self, kind: type[EventT], fits: Callable[[EventT], bool] = lambda _: True) -> EventT:
        """The first event of `kind` that fits, past or future."""
        await self.until(lambda: any(isinstance(e, kind) and fits(e) for e in self.events))
        return next(e for e in self.events if isinstance(e, kind) and fits(e))

    def slots(self, peer: str) -> SlotsAssigned:
        """The latest list of `peer`."""
        return [e for e in self.events if isinstance(e, SlotsAssigned) and e.peer == peer][-1]

    def add(self, peer: str, group: str = "room", may_publish: frozenset[Source] = EVERY_SOURCE) -> None:
        self.link.send(AddPeer(peer, group, may_publish))

    async def negotiate(
        self, peer: str, direction: Direction, sdp: str, sources: dict[str, Source] | None = None
    ) -> Answered | Refused:
        answer = await self.link.request(Negotiate(0, peer, direction, sdp, sources or {}))
        assert isinstance(answer, Answered | Refused)
        return answer

    async def statistics(self, group: str | None = None) -> Statistics:
        answer = await self.link.request(TakeStatistics(0, group))
        assert isinstance(answer, Statistics)
        return answer

    async def statistics_until(
        self, condition: Callable[[Statistics], bool], seconds: float = SECONDS
    ) -> float:
        """Ask until `condition` holds; returns how long that took."""
        started = time.monotonic()
        async with asyncio.timeout(seconds):
            while not condition(await self.statistics()):
                pass
        return time.monotonic() - started


@contextlib.asynccontextmanager
async def media_server(
    addresses: list[Address] | None = None,
    *,
    threads: int = 1,
    receivers_at_home: int = RECEIVERS_AT_HOME,
    is_edge: bool = False,
) -> AsyncIterator[MediaServer]:
    """Started and ready; by default on a port of the kernel's choice at each address of this machine."""
    bound = tuple(default_addresses(0) if addresses is None else addresses)
    relay = tuple(default_addresses(0)) if is_edge else ()
    server = MediaServer(
        Sockets(bound, bound, relay=relay, threads=threads, receivers_at_home=receivers_at_home)
    )
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(server.link.run())
        await server.until(lambda: server.times_ready == 1)
        try:
            yield server
        finally:
            running.cancel()


needs_a_network_address = pytest.mark.skipif(
    [host for host, _ in default_addresses(0)] == [LOOPBACK],
    reason="this machine has no address but 127.0.0.1, which aiortc clients never use",
)
