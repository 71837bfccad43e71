"""The media process binds, says where, obeys, and is gone as soon as nobody is at the other end."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import signal
import socket
import sys
from pathlib import Path

import msgspec
import psutil
import pytest

from media.addresses import LOOPBACK, Address, Sockets
from media.commands import AddPeer, AnyCommand, TakeStatistics
from media.events import AnyEvent, Ready, SlotsAssigned, Statistics
from media.framing import encode_frame, read_frame
from media.process import EXIT_CANNOT_BIND, bind, serve

pytestmark = pytest.mark.anyio

SECONDS = 20.0
ROOT = Path(__file__).parents[2]
FOREIGN_ADDRESS = "198.51.100.77"  # RFC 5737: nobody's


class Child:
    """A media process at the other end of a socket pair."""

    def __init__(self, process: asyncio.subprocess.Process, link: socket.socket) -> None:
        self.process = process
        self.link = link
        self._decoder: msgspec.msgpack.Decoder[AnyEvent] = msgspec.msgpack.Decoder(AnyEvent)

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(sock=self.link)

    async def event(self) -> AnyEvent:
        frame = await read_frame(self.reader)
        assert frame is not None
        return self._decoder.decode(frame)

    def send(self, command: AnyCommand) -> None:
        self.writer.write(encode_frame(command))

    async def ended(self) -> int:
        async with asyncio.timeout(SECONDS):
            return await self.process.wait()

    async def log_lines(self) -> list[dict[str, str]]:
        """What it logged until its end; fails for anything that is not one JSON object per line."""
        assert self.process.stderr is not None
        return [json.loads(line) for line in (await self.process.stderr.read()).splitlines()]


async def start(*addresses: Address) -> Child:
    ours, theirs = socket.socketpair()
    with theirs:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "media.process", "--fd", str(theirs.fileno())),
            *("--sockets", Sockets(udp=addresses).as_argument()),
            pass_fds=[theirs.fileno()],
            cwd=ROOT,
            stderr=asyncio.subprocess.PIPE,
        )
    child = Child(process, ours)
    await child.open()
    return child


def udp_socket(port: int = 0) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    bound.bind((LOOPBACK, port))
    return bound


async def test_it_says_where_it_is_bound_then_obeys_then_ends_with_the_stream() -> None:
    child = await start((LOOPBACK, 0))
    ready = await child.event()
    assert isinstance(ready, Ready)
    ((host, port),) = ready.addresses
    assert (host, port > 0) == (LOOPBACK, True)
    child.send(AddPeer("ann", "room", frozenset()))
    child.send(TakeStatistics(7))
    assert await child.event() == SlotsAssigned("ann", [], 0, 0)
    statistics = await child.event()
    assert isinstance(statistics, Statistics)
    assert (statistics.ref, statistics.peers) == (7, 1)
    child.writer.close()
    assert await child.ended() == 0
    assert [line["event"] for line in await child.log_lines()] == ["the other end is gone"]
    udp_socket(port).close()  # free for a successor


async def test_a_frame_that_is_no_command_ends_it_and_nothing_else() -> None:
    child = await start((LOOPBACK, 0))
    await child.event()
    child.writer.write(b"\x00\x00\x00\x01\xc0")
    assert await child.ended() != 0
    (line,) = await child.log_lines()
    assert (line["level"], line["logger"]) == ("error", "media.process")
    assert "ValidationError" in line["exception"]
    child.writer.close()


async def test_an_address_that_is_not_ours_is_an_exit_status_of_its_own() -> None:
    child = await start((FOREIGN_ADDRESS, 0))
    assert await child.ended() == EXIT_CANNOT_BIND
    child.writer.close()


async def test_only_a_taken_port_is_waited_for() -> None:
    with pytest.raises(OSError, match="assign") as refused:
        async with asyncio.timeout(SECONDS):
            await bind(Sockets(udp=((FOREIGN_ADDRESS, 0),)), patience=2 * SECONDS)
    assert refused.value.errno == errno.EADDRNOTAVAIL


async def test_a_port_that_is_freed_in_time_is_bound() -> None:
    holder = udp_socket()
    port = holder.getsockname()[1]
    asyncio.get_running_loop().call_later(0.15, holder.close)
    plane = await bind(Sockets(udp=((LOOPBACK, port),)), patience=SECONDS)
    assert plane.local_addresses() == [(LOOPBACK, port)]
    plane.close()


async def test_a_port_that_stays_taken_is_an_error_after_some_patience() -> None:
    with udp_socket() as holder:
        with pytest.raises(OSError, match="in use"):
            await bind(Sockets(udp=((LOOPBACK, holder.getsockname()[1]),)), patience=0.1)


def epoll_descriptors() -> set[int]:
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the one that lists them is gone by now
            if "eventpoll" in os.readlink(entry):
                found.add(int(entry.name))
    return found


async def test_a_process_whose_plane_has_no_thread_any_more_ends() -> None:
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours)
    before = epoll_descriptors()
    with pytest.RaisesGroup(pytest.RaisesExc(RuntimeError, match="plane has ended"), flatten_subgroups=True):
        async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
            tasks.create_task(serve(theirs, Sockets(udp=((LOOPBACK, 0),))))
            frame = await read_frame(reader)
            assert frame is not None
            ready = msgspec.msgpack.decode(frame, type=Ready)
            waits_on = epoll_descriptors() - before
            with udp_socket() as stranger:
                for descriptor in waits_on:
                    os.dup2(stranger.fileno(), descriptor)  # its next wait is an error
                stranger.sendto(b"wake up", ready.addresses[0])
    writer.close()


PARENT = """
import asyncio
from media.addresses import Sockets
from media.link import MediaLink

class Listener:
    def media_ready(self, ready):
        print(link.pid, ready.addresses[0][1], flush=True)
    def media_lost(self): ...
    def media_event(self, event): ...

link = MediaLink(Sockets(udp=(("127.0.0.1", 0),)), Listener())
asyncio.run(link.run())
"""


async def test_when_the_parent_is_killed_the_child_ends_and_the_port_is_free() -> None:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert parent.stdout is not None
    pid, port = map(int, (await parent.stdout.readline()).split())
    child = psutil.Process(pid)
    os.kill(parent.pid, signal.SIGKILL)
    await parent.wait()
    await asyncio.to_thread(child.wait, SECONDS)
    udp_socket(port).close()
