"""The load tests' Redis, which a test may freeze as well."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from loadtests import redis_server as servers


class RedisServer(servers.RedisServer):
    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        os.kill(self._process.pid, number)


@asynccontextmanager
async def redis_server(
    directory: Path, host: str = "127.0.0.1", prefix: tuple[str, ...] = ()
) -> AsyncIterator[RedisServer]:
    server = RedisServer(directory, host, prefix)
    await server.start()
    try:
        yield server
    finally:
        await server.kill()
