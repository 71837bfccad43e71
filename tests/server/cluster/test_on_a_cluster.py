"""Two whole servers on a Redis Cluster: people at both share a room."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from loadtests.client import Client
from rooms.roles import Role
from tests.support.postgres import PostgresServer
from tests.support.redis_cluster import redis_cluster
from tests.support.running_nodes import running_nodes

pytestmark = pytest.mark.anyio

ROOM = "question-zone"


@pytest.mark.timeout(120)
async def test_people_at_two_nodes_read_each_other(postgres: PostgresServer, tmp_path: Path) -> None:
    async with (
        redis_cluster(tmp_path) as redis,
        running_nodes(postgres, redis, tmp_path, count=2) as (one, two),
    ):
        async with (
            Client(one.links[Role.STUDENT], name="Ada") as ada,
            Client(two.links[Role.STUDENT], name="Bo") as bo,
        ):
            for client in (ada, bo):
                await client.enter_room(ROOM)
            await ada.post(ROOM, "from one")
            await bo.post(ROOM, "from two")
            async with asyncio.timeout(20):
                for client in (ada, bo):
                    told = [(await client.event(ROOM, "message_posted"))["body"] for _ in range(2)]
                    assert told == ["from one", "from two"]
