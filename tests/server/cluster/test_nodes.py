"""Three processes, one PostgreSQL, one Redis: people at any of them share rooms, whichever is killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from loadtests.client import Client, Refused
from rooms.roles import Role
from tests.support.postgres import PostgresServer
from tests.support.redis import RedisServer
from tests.support.running_nodes import running_nodes
from tests.support.running_server import ServerProcess

pytestmark = pytest.mark.anyio

ROOM = "question-zone"
PATIENCE_SECONDS = 20.0


@pytest.fixture
async def nodes(
    postgres: PostgresServer, redis: RedisServer, tmp_path: Path
) -> AsyncIterator[list[ServerProcess]]:
    async with running_nodes(postgres, redis.url, tmp_path) as made:
        yield made


async def posted(client: Client, text: str) -> None:
    """As a page does it: what was not saved is sent again, under the same client id."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                await client.post(ROOM, text, cid=f"client-id-{text}")
            except Refused as refused:
                if refused.retry_ms is None:
                    raise
            else:
                return


async def heard(client: Client, count: int) -> list[str]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        return [(await client.event(ROOM, "message_posted"))["body"] for _ in range(count)]


@pytest.mark.row("D1")
async def test_people_at_three_nodes_read_the_same_and_go_on_when_the_owner_is_killed(
    nodes: list[ServerProcess],
) -> None:
    async with AsyncExitStack() as stack:
        ada, bo, cy = [
            await stack.enter_async_context(Client(node.links[Role.STUDENT], name=name))
            for node, name in zip(nodes, ("Ada", "Bo", "Cy"), strict=True)
        ]
        for client in (ada, bo, cy):
            await client.enter_room(ROOM)
        for client, text in ((ada, "one"), (bo, "two"), (cy, "three")):
            await posted(client, text)
        assert await heard(ada, 3) == await heard(bo, 3) == await heard(cy, 3) == ["one", "two", "three"]
        await nodes[0].kill()  # where the room was opened first
        await posted(bo, "four")
        await posted(cy, "five")
        assert await heard(bo, 2) == await heard(cy, 2) == ["four", "five"]
        history = await cy.read_history(ROOM)
        assert [message["body"] for message in history["messages"]] == "one two three four five".split()


@pytest.mark.row("F3")
async def test_without_redis_everybody_reads_on_and_together_again_once_it_is_back(
    nodes: list[ServerProcess], redis: RedisServer
) -> None:
    async with (
        Client(nodes[0].links[Role.STUDENT], name="Ada") as ada,
        Client(nodes[1].links[Role.STUDENT], name="Bo") as bo,
    ):
        await ada.enter_room(ROOM)
        await bo.enter_room(ROOM)
        await posted(ada, "before")
        await heard(bo, 1)
        await redis.kill()
        await posted(ada, "without")
        assert await heard(ada, 2) == ["before", "without"]
        await redis.start()
        assert await heard(bo, 1) == ["without"]
        await posted(bo, "after")
        assert await heard(ada, 1) == ["after"]
