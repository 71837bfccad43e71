"""One SFU in this process, for what takes too long or never happens with a whole server."""

from __future__ import annotations

import asyncio

import pytest
from studyhall_plane import Plane

from media.commands import AddPeer, CheckPath, Direction, Negotiate, RemovePeer, Source
from media.events import (
    Answered,
    AnyEvent,
    Disconnected,
    RefusalCode,
    Refused,
    SlotsAssigned,
)
from media.sfu import Sfu
from tests.media.media_server import EVERY_SOURCE
from tests.media.offers import captured

pytestmark = pytest.mark.anyio

MIC, CAMERA = Source.MIC, Source.CAMERA


class Inside:
    """An SFU on a plane of its own, and what it says."""

    def __init__(self, plane: Plane, tasks: asyncio.TaskGroup, **limits: float) -> None:
        self.events: list[AnyEvent] = []
        self._news = asyncio.Event()
        self.sfu = Sfu(
            plane,
            (("192.0.2.1", 7000),),
            (),
            tasks,
            self._take,
            max_connections=int(limits.get("max_connections", 10)),
            consent_seconds=limits.get("consent_seconds", 25.0),
            check_seconds=limits.get("check_seconds", 20.0),
        )

    def _take(self, event: AnyEvent) -> None:
        self.events.append(event)
        self._news.set()

    def negotiate(self, peer: str) -> AnyEvent:
        self.sfu.handle(
            Negotiate(1, peer, Direction.PUBLISH, captured("chromium_publish"), {"0": MIC, "1": CAMERA})
        )
        return next(event for event in self.events if isinstance(event, Answered | Refused))

    async def until_told(self, event: AnyEvent) -> None:
        async with asyncio.timeout(10):
            while event not in self.events:
                self._news.clear()
                await self._news.wait()


async def test_a_peer_that_is_never_heard_is_disconnected_and_its_tracks_are_gone(plane: Plane) -> None:
    async with asyncio.TaskGroup() as tasks:
        inside = Inside(plane, tasks, consent_seconds=0.01)
        inside.sfu.handle(AddPeer("ann", "room", EVERY_SOURCE))
        inside.sfu.handle(AddPeer("ben", "room", EVERY_SOURCE))
        inside.negotiate("ann")
        await inside.until_told(SlotsAssigned("ben", [], 1, 1))
        inside.events.clear()
        await inside.until_told(Disconnected("ann", Direction.PUBLISH))
        await inside.until_told(SlotsAssigned("ben", [], 0, 0))


async def test_when_there_are_too_many_connections_the_next_one_is_refused(plane: Plane) -> None:
    async with asyncio.TaskGroup() as tasks:
        inside = Inside(plane, tasks, max_connections=1)
        for name in ("ann", "ben"):
            inside.sfu.handle(AddPeer(name, "room", EVERY_SOURCE))
        assert isinstance(inside.negotiate("ann"), Answered)
        inside.events.clear()
        refused = inside.negotiate("ben")
        assert isinstance(refused, Refused)
        assert refused.code is RefusalCode.FULL
        inside.sfu.handle(RemovePeer("ann"))
        inside.events.clear()
        assert isinstance(inside.negotiate("ben"), Answered)
        inside.sfu.handle(RemovePeer("ben"))


async def test_without_its_plane_the_sfu_asks_to_be_ended_and_still_answers(plane: Plane) -> None:
    async with asyncio.TaskGroup() as tasks:
        inside = Inside(plane, tasks)
        inside.sfu.handle(AddPeer("ann", "room", EVERY_SOURCE))
        plane.close()
        refused = inside.negotiate("ann")
        assert isinstance(refused, Refused)
        assert inside.sfu.plane_ended.is_set()


async def test_the_end_of_the_plane_is_noticed_without_a_command(plane: Plane) -> None:
    async with asyncio.TaskGroup() as tasks:
        inside = Inside(plane, tasks)
        plane.close()
        inside.sfu.take_plane_events()
        assert inside.sfu.plane_ended.is_set()


async def test_who_only_tried_the_way_is_forgotten_after_a_while(plane: Plane) -> None:
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:  # which ends with the last connection
        inside = Inside(plane, tasks, max_connections=1, check_seconds=0.01)
        inside.sfu.handle(CheckPath(1, captured("chromium_receive")))
        inside.sfu.handle(CheckPath(2, captured("chromium_receive")))
        assert [type(event) for event in inside.events] == [Answered, Refused]
    with pytest.raises(KeyError):
        plane.transport_statistics(1)
