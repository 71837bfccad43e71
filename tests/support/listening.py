"""The listener of the server around an application of a test's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from server.config import Config
from server.http.listener import bind, listener


@asynccontextmanager
async def listening(*routes: BaseRoute, config: Config | None = None) -> AsyncIterator[int]:
    """The port on loopback of an application made of `routes`."""
    sockets = bind("127.0.0.1", 0)
    web = listener(Starlette(routes=routes), config or Config(data=Path("unused")))
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(web.serve(sockets))
            await web.accepting.wait()
            yield sockets[0].getsockname()[1]
            web.should_exit = True
    finally:
        for bound in sockets:
            bound.close()
