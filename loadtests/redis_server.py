"""A Redis of our own, with nothing on disk: one that is killed comes back empty."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

PATIENCE_SECONDS = 20.0


class RedisServer:
    """The distribution's `redis-server`, on a port that is free now.

    `prefix` are words before the command, such as those that run it in another network namespace, where it is `host`."""

    def __init__(self, directory: Path, host: str = "127.0.0.1", prefix: tuple[str, ...] = ()) -> None:
        self._directory = directory
        self._host, self._prefix = host, prefix
        self._process: asyncio.subprocess.Process | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    @property
    def url(self) -> str:
        return f"redis://{self._host}:{self.port}/0"

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(*self._prefix, "redis-server", "--bind", self._host, "--port", str(self.port)),
            *("--protected-mode", "no"),
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
