"""A Redis of our own on loopback, with nothing on disk: one that is killed comes back empty."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

PATIENCE_SECONDS = 20.0


class RedisServer:
    """The distribution's `redis-server`, on a port that is free now."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._process: asyncio.subprocess.Process | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *("redis-server", "--bind", "127.0.0.1", "--port", str(self.port)),
            *("--save", "", "--appendonly", "no", "--dir", str(self._directory), "--daemonize", "no"),
            stdout=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C is for whoever started us
        )
        async with asyncio.timeout(PATIENCE_SECONDS), Redis.from_url(self.url) as redis:
            while not await _answers(redis):
                pass

    async def kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
            self._process = None


async def _answers(redis: Redis) -> bool:
    try:
        return bool(await redis.ping())
    except (RedisError, OSError):
        return False
