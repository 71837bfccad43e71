"""A Redis Cluster of our own on loopback: three masters without replicas, each with a third of the slots."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

MASTERS = 3
SLOTS = 16384
PATIENCE_SECONDS = 60.0


@asynccontextmanager
async def redis_cluster(directory: Path) -> AsyncIterator[str]:
    """The address of one of its servers."""
    async with AsyncExitStack() as stack:
        homes = [directory / f"master-{number}" for number in range(MASTERS)]
        for home in homes:
            await asyncio.to_thread(home.mkdir)
        masters = [await stack.enter_async_context(_master(home)) for home in homes]
        for number, (redis, _, _) in enumerate(masters):
            first, end = number * SLOTS // MASTERS, (number + 1) * SLOTS // MASTERS
            await _ask(redis, "ADDSLOTSRANGE", first, end - 1)
        one, port, _ = masters[0]
        for _, other, its_bus in masters[1:]:
            await _ask(one, "MEET", "127.0.0.1", other, its_bus)
        async with asyncio.timeout(PATIENCE_SECONDS):
            for redis, _, _ in masters:
                while not await _knows_all(redis):
                    pass
        yield f"redis+cluster://127.0.0.1:{port}"


async def _ask(redis: Redis, *command: str | int) -> object:
    return await redis.execute_command("CLUSTER", *command)  # type: ignore[no-untyped-call]


async def _knows_all(redis: Redis) -> bool:
    info = await _ask(redis, "INFO")
    assert isinstance(info, bytes)
    return b"cluster_state:ok" in info and f"cluster_known_nodes:{MASTERS}".encode() in info


@asynccontextmanager
async def _master(directory: Path) -> AsyncIterator[tuple[Redis, int, int]]:
    """A client, and the ports for clients and for the others."""
    port, bus = _free_port(), _free_port()
    process = await asyncio.create_subprocess_exec(
        *("redis-server", "--bind", "127.0.0.1", "--port", str(port), "--cluster-port", str(bus)),
        *("--cluster-enabled", "yes", "--save", "", "--appendonly", "no", "--dir", str(directory)),
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with Redis(host="127.0.0.1", port=port) as redis:
            while not await _answers(redis):
                pass
            yield redis, port, bus
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def _answers(redis: Redis) -> bool:
    try:
        return bool(await redis.ping())
    except (RedisError, OSError):
        return False
