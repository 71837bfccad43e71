"""The link keeps one media process alive, says when it was lost, and never waits for ever."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator

import psutil
import pytest
from typing_extensions import override

from media.addresses import LOOPBACK, Sockets
from media.commands import Direction, Negotiate, RemovePeer, TakeStatistics
from media.events import AnyEvent, Refused, SlotsAssigned
from media.framing import MAX_UNREAD_BYTES
from media.link import LinkError, LinkErrorCode, MediaLink
from tests.media.media_server import MediaServer, media_server

pytestmark = pytest.mark.anyio

SECONDS = 20.0
FOREIGN_ADDRESS = "198.51.100.77"  # RFC 5737: nobody's


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    async with media_server([(LOOPBACK, 0)]) as started:
        yield started


def pid_of(server: MediaServer) -> int:
    assert server.link.pid is not None
    return server.link.pid


async def test_commands_go_in_and_events_come_out(server: MediaServer) -> None:
    server.add("ann")
    assert await server.event(SlotsAssigned) == SlotsAssigned("ann", [], 0, 0)


async def test_requests_are_answered_each_its_own_however_many(server: MediaServer) -> None:
    async def ask(peer: str) -> AnyEvent:
        return await server.link.request(Negotiate(0, peer, Direction.PUBLISH, "hello"))

    server.add("known")
    async with asyncio.TaskGroup() as tasks:
        asked = [tasks.create_task(ask(peer)) for peer in ("known", "nobody") * 20]
    codes = [
        refused.code.value for refused in map(asyncio.Task.result, asked) if isinstance(refused, Refused)
    ]
    assert codes == ["bad_sdp", "unknown_peer"] * 20


@pytest.mark.row("F1")
async def test_a_killed_process_is_replaced_within_three_seconds_and_told_so() -> None:
    async with media_server() as server:
        server.add("ann")
        await server.event(SlotsAssigned)
        first, bound = pid_of(server), server.bound
        started = time.monotonic()
        os.kill(first, signal.SIGKILL)
        await server.until(lambda: server.times_ready == 2)
        assert time.monotonic() - started <= 3.0
        assert server.times_lost == 1
        assert pid_of(server) != first
        assert len(server.bound) == len(bound)
        assert (await server.statistics()).peers == 0, "the listener tells its peers again, the link does not"


async def test_a_request_that_waits_when_the_process_dies_fails_at_once(server: MediaServer) -> None:
    pid = pid_of(server)
    os.kill(pid, signal.SIGSTOP)
    asyncio.get_running_loop().call_soon(os.kill, pid, signal.SIGKILL)
    with pytest.raises(LinkError) as error:
        await _statistics(server.link, SECONDS)
    assert error.value.code is LinkErrorCode.DOWN


async def _statistics(link: MediaLink, seconds: float) -> AnyEvent:
    return await link.request(TakeStatistics(0), seconds)


async def test_a_request_to_a_process_that_hangs_times_out(server: MediaServer) -> None:
    pid = pid_of(server)
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(LinkError) as error:
        await _statistics(server.link, 0.1)
    os.kill(pid, signal.SIGCONT)
    assert error.value.code is LinkErrorCode.TIMEOUT
    assert (await server.statistics()).peers == 0


async def test_a_process_that_does_not_read_its_commands_is_replaced(server: MediaServer) -> None:
    os.kill(pid_of(server), signal.SIGSTOP)
    long_name = "x" * 500_000
    for _ in range(3 * MAX_UNREAD_BYTES // len(long_name)):
        server.link.send(RemovePeer(long_name))
    await server.until(lambda: server.times_ready == 2)
    assert server.times_lost == 1


async def test_while_there_is_no_process_commands_are_discarded_and_requests_fail() -> None:
    link = MediaLink(Sockets(udp=((LOOPBACK, 0),)), MediaServer(Sockets(())))
    link.send(RemovePeer("ann"))
    with pytest.raises(LinkError) as error:
        await link.request(TakeStatistics(0))
    assert error.value.code is LinkErrorCode.DOWN
    assert link.pid is None


async def test_a_process_that_never_comes_up_is_an_error_of_run() -> None:
    link = MediaLink(Sockets(udp=((FOREIGN_ADDRESS, 0),)), MediaServer(Sockets(())))
    with pytest.raises(LinkError) as error:
        await link.run()
    assert error.value.code is LinkErrorCode.NOT_STARTED


async def test_a_cancelled_link_leaves_no_process() -> None:
    async with media_server([(LOOPBACK, 0)]) as server:
        child = psutil.Process(pid_of(server))
    assert not child.is_running()


class Failing(MediaServer):
    @override
    def media_event(self, event: AnyEvent) -> None:
        super().media_event(event)
        raise RuntimeError("a bug of the listener")


async def test_a_listener_that_fails_does_not_stop_the_link() -> None:
    server = Failing(Sockets(((LOOPBACK, 0),)))
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(server.link.run())
        await server.until(lambda: server.times_ready == 1)
        server.add("ann")
        server.add("ben")
        await server.event(SlotsAssigned, lambda e: e.peer == "ben")
        running.cancel()
