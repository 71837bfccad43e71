"""How other servers are started, and what their clients say, without any of them: they are installed on demand only."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import psutil
import pytest
import studyhall_probe
from websockets.asyncio.server import ServerConnection, serve

from loadtests import rival_servers
from loadtests.chat_server import upgrade
from loadtests.rival_servers import (
    HOST,
    PROGRAMS,
    RIVALS,
    SOCKET_IO,
    check_installed,
    plain_dialect,
    socket_io_dialect,
    started,
)
from loadtests.target import TargetError

pytestmark = pytest.mark.anyio


async def speak_socket_io(client: ServerConnection) -> None:
    """The server's half of Engine.IO 4 and Socket.IO 5, for one client: https://socket.io/docs/v4/socket-io-protocol/."""
    await client.send(
        '0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}'
    )
    assert await client.recv() == "40"
    await client.send('40{"sid":"b"}')
    await client.send("2")
    assert await client.recv() == "3"
    async for posted in client:
        event = str(posted).replace('42["post",', '42["message",')
        await client.send(event)


async def echo(client: ServerConnection) -> None:
    async for posted in client:
        await client.send(posted)


async def counted(dialect: studyhall_probe.Dialect, path: str, port: int) -> dict[str, int]:
    readers = studyhall_probe.Readers(dialect)
    try:
        readers.add(HOST, port, upgrade(HOST, port, path))
        assert await asyncio.to_thread(readers.wait_until_ready, 1, 5.0)
        readers.post(100.0, 1)
        assert await asyncio.to_thread(readers.wait_until_received, 3, 5.0)
        return dict(readers.counts())
    finally:
        readers.close()


async def test_a_client_of_socket_io_connects_answers_pings_and_counts() -> None:
    async with serve(speak_socket_io, HOST, 0) as server:
        port: int = next(iter(server.sockets)).getsockname()[1]
        counts = await counted(socket_io_dialect(), SOCKET_IO, port)
    assert (counts["closed"], counts["twice"]) == (0, 0)


async def test_a_plain_client_is_a_member_by_its_upgrade() -> None:
    async with serve(echo, HOST, 0) as server:
        port: int = next(iter(server.sockets)).getsockname()[1]
        counts = await counted(plain_dialect(), "/", port)
    assert (counts["closed"], counts["twice"]) == (0, 0)


async def test_a_program_is_there_once_it_listens_and_gone_after_the_block() -> None:
    command = (sys.executable, "-m", "http.server", "--bind", HOST)
    async with started("socketio", command) as (pid, port):
        _, writer = await asyncio.open_connection(HOST, port)
        writer.close()
        assert psutil.pid_exists(pid)
    assert not psutil.pid_exists(pid)


async def test_a_program_that_ends_is_said_so() -> None:
    with pytest.raises(TargetError, match="socketio ended"):
        async with started("socketio", (sys.executable, "-c", "pass")):
            pass


async def test_what_is_not_installed_is_said_with_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rival_servers, "INSTALLED", tmp_path)
    with pytest.raises(TargetError, match="make rivals"):
        check_installed()
    for rival in RIVALS:
        with pytest.raises(TargetError, match="make rivals"):
            async with rival():
                pass


def test_every_program_has_its_lock() -> None:
    locks = {path.parent.name for path in PROGRAMS.glob("*/*lock*")}
    assert locks == {"python_socketio", "django_channels", "socketio"}
