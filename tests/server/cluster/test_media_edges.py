"""Three processes: who publishes is at the owner of the room, and viewers at the other two are served by these."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from loadtests.client import Client
from loadtests.media_client import Participant
from rooms.roles import Role
from tests.media.media_server import needs_a_network_address
from tests.support.postgres import PostgresServer
from tests.support.redis import RedisServer, redis_server
from tests.support.running_server import ServerProcess, server_process

pytestmark = [pytest.mark.anyio, needs_a_network_address]

ROOM = "study-room"
PATIENCE_SECONDS = 20.0
REPARENT_SECONDS = 3.0
TOKEN = "for this test"


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[RedisServer]:
    async with redis_server(tmp_path) as server:
        yield server


@pytest.fixture
async def nodes(
    postgres: PostgresServer, redis: RedisServer, tmp_path: Path
) -> AsyncIterator[list[ServerProcess]]:
    async with AsyncExitStack() as stack:
        url = (await stack.enter_async_context(postgres.database())).replace("+asyncpg", "")
        options = ("--database", url, "--redis", redis.url, "--edge-from", "0", "--metrics-token", TOKEN)
        yield [
            await stack.enter_async_context(server_process(tmp_path / f"node-{number}", *options))
            for number in range(3)
        ]


class Cast:
    """Everybody in the room, by node."""

    def __init__(self, stack: AsyncExitStack, nodes: list[ServerProcess]) -> None:
        self._stack, self._nodes = stack, nodes

    async def joins(self, name: str, node: int) -> Participant:
        client = await self._stack.enter_async_context(
            Client(self._nodes[node].links[Role.STUDENT], name=name)
        )
        await client.enter_room(ROOM)
        return await self._stack.enter_async_context(Participant(client, ROOM))

    async def publisher(self, node: int = 0) -> Participant:
        """The first who comes makes their node the owner."""
        ada = await self.joins("Ada", node)
        await ada.publish()
        return ada


async def sees_and_hears(viewer: Participant, publisher: Participant, within: float = PATIENCE_SECONDS) -> None:
    """More of both, from now on."""
    me = publisher.client.welcome["member"]
    received = [viewer.of(me, source) for source in ("mic", "camera")]
    before = [each.frames for each in received]
    await viewer.until(
        lambda: all(each.frames > was for each, was in zip(received, before, strict=True)), within
    )


def serving_ports(viewer: Participant) -> set[int]:
    """Of the media that the viewer's last answer named."""
    assert viewer.receiving_answer is not None
    return {int(port) for port in re.findall(r"^a=candidate:.* udp \d+ \S+ (\d+) ", viewer.receiving_answer, re.M)}
