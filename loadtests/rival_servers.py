"""Other chat servers, each as its documentation has it, beside ours: started here on loopback, and ended here.

Their programs and locks are in `rivals/`; what they need is in `.make/rivals`, where `make rivals` puts it. Nothing is
said of them but how they are started and what their clients say.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import studyhall_probe

from loadtests.chat_server import BODY, ChatServer, nothing_to_say, upgrade
from loadtests.redis_server import RedisServer
from loadtests.target import TargetError, stop_process

PROGRAMS = Path(__file__).parent / "rivals"
INSTALLED = Path(__file__).parents[1] / ".make" / "rivals"
HOST = "127.0.0.1"
START_SECONDS = 20.0
UVICORN = ("-m", "uvicorn", "server:app", "--host", HOST, "--loop", "uvloop", "--ws", "websockets-sansio")
"""The quickest of its implementations."""

SOCKET_IO = "/socket.io/?EIO=4&transport=websocket"


def socket_io_dialect() -> studyhall_probe.Dialect:
    """Engine.IO 4 and Socket.IO 5: a client asks to be connected after the open packet, and answers pings."""
    return studyhall_probe.Dialect(
        text=True,
        post=f'42["post","{BODY}"]'.encode(),
        ready=b'40{"sid"',
        answers=[(b"0{", b"40"), (b"2", b"3")],
    )


def plain_dialect() -> studyhall_probe.Dialect:
    return studyhall_probe.Dialect(text=True, post=BODY.encode())


@asynccontextmanager
async def python_socketio() -> AsyncIterator[ChatServer]:
    command = (_python("python_socketio"), *UVICORN)
    async with started("python_socketio", command, "--port") as (pid, port):
        yield _chat("python-socketio", pid, port, SOCKET_IO, socket_io_dialect())


@asynccontextmanager
async def socket_io() -> AsyncIterator[ChatServer]:
    _installed("socketio", "node_modules")
    program = str(INSTALLED / "socketio" / "server.mjs")
    async with started("socketio", ("node", program)) as (pid, port):
        yield _chat("socket.io", pid, port, SOCKET_IO, socket_io_dialect())


@asynccontextmanager
async def channels_in_memory() -> AsyncIterator[ChatServer]:
    command = (_python("django_channels"), *UVICORN)
    async with started("django_channels", command, "--port") as (pid, port):
        yield _chat("Channels", pid, port, "/", plain_dialect())


@asynccontextmanager
async def channels_on_redis() -> AsyncIterator[ChatServer]:
    """Of its Redis layers the one on publish and subscribe. What Redis costs is not counted."""
    command = (_python("django_channels"), *UVICORN)
    async with AsyncExitStack() as stack:
        redis = RedisServer(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        stack.push_async_callback(redis.kill)
        await redis.start()
        running = started("django_channels", command, "--port", REDIS_URL=redis.url)
        pid, port = await stack.enter_async_context(running)
        yield _chat("Channels, Redis", pid, port, "/", plain_dialect())


RIVALS: tuple[Callable[[], AbstractAsyncContextManager[ChatServer]], ...] = (
    socket_io,
    python_socketio,
    channels_in_memory,
    channels_on_redis,
)


def check_installed() -> None:
    """Raises TargetError."""
    _python("python_socketio")
    _python("django_channels")
    _installed("socketio", "node_modules")


def _python(name: str) -> str:
    return str(_installed(name, "bin", "python"))


def _installed(name: str, *parts: str) -> Path:
    path = INSTALLED.joinpath(name, *parts)
    if not path.exists():
        raise TargetError(f"{name} is not installed: make rivals")
    return path


def _chat(name: str, pid: int, port: int, path: str, dialect: studyhall_probe.Dialect) -> ChatServer:
    return ChatServer(
        name=name,
        pid=pid,
        host=HOST,
        port=port,
        upgrade=upgrade(HOST, port, path),
        dialect=dialect,
        opening=nothing_to_say,
        careful=True,
    )


@asynccontextmanager
async def started(
    name: str, command: tuple[str, ...], *port_option: str, **environment: str
) -> AsyncIterator[tuple[int, int]]:
    """The process and its port, once it listens. Raises TargetError."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(*command, *port_option, str(port)),
        cwd=PROGRAMS / name,
        env=os.environ | environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            await _listens(name, process, port)
        yield process.pid, port
    finally:
        await stop_process(process)


async def _listens(name: str, process: asyncio.subprocess.Process, port: int) -> None:
    while process.returncode is None:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(HOST, port)
            writer.close()
            return
        await asyncio.sleep(0.05)
    raise TargetError(f"{name} ended before it listened")
