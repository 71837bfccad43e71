"""`make cluster`: Redis, PostgreSQL and three nodes on loopback, until Ctrl+C. Nothing of it is kept.

What a node logs stands in a file that is named.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from rooms.roles import Role
from tests.support.postgres import postgres_server
from tests.support.redis import redis_server
from tests.support.running_server import ServerProcess

FIRST_PORT = 8081


async def run(directory: Path, nodes: int) -> None:
    async with AsyncExitStack() as stack:
        postgres = stack.enter_context(postgres_server())
        redis = await stack.enter_async_context(redis_server(directory))
        url = (await stack.enter_async_context(postgres.database())).replace("+asyncpg", "")
        options = ("--database", url, "--redis", redis.url)
        running = []
        for number in range(1, nodes + 1):
            node = ServerProcess(directory / f"node-{number}", FIRST_PORT + number - 1, options)
            await node.start()
            stack.push_async_callback(node.stop)
            running.append(node)
        sys.stdout.write(_announcement(running, redis.url, url))
        sys.stdout.flush()
        await _interrupted()


def _announcement(nodes: list[ServerProcess], redis: str, database: str) -> str:
    lines = [f"\nRedis       {redis}", f"PostgreSQL  {database}\n"]
    for number, node in enumerate(nodes, 1):
        lines.append(f"Node {number}, process {node.pid}, logging to {node.data}.stderr")
        lines += [
            f"  {role.value:9} {node.links[role]}" for role in (Role.OPERATOR, Role.TEACHER, Role.STUDENT)
        ]
    lines.append(
        "\nOpen links of different nodes side by side, and kill one: kill -9 and its process. Stop with Ctrl+C.\n"
    )
    return "\n".join(lines)


async def _interrupted() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


def main() -> None:
    with TemporaryDirectory(prefix="studyhall-cluster-") as directory:
        asyncio.run(run(Path(directory), 3))


if __name__ == "__main__":
    main()
