"""Three processes: who publishes is at the owner of the room, and viewers at the other two are served by these."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from loadtests.client import Client
from loadtests.media_client import Participant
from rooms.roles import Role
from tests.media.media_server import needs_a_network_address
from tests.support.postgres import PostgresServer
from tests.support.redis import RedisServer
from tests.support.running_nodes import running_nodes
from tests.support.running_server import ServerProcess

pytestmark = [pytest.mark.anyio, needs_a_network_address]

ROOM = "study-room"
PATIENCE_SECONDS = 20.0
REPARENT_SECONDS = 3.0
TOKEN = "for this test"


@pytest.fixture
async def nodes(
    postgres: PostgresServer, redis: RedisServer, tmp_path: Path
) -> AsyncIterator[list[ServerProcess]]:
    options = ("--edge-from", "0", "--metrics-token", TOKEN)
    async with running_nodes(postgres, redis.url, tmp_path, *options) as made:
        await until_media(made)
        yield made


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


async def sees_and_hears(
    viewer: Participant, publisher: Participant, within: float = PATIENCE_SECONDS
) -> None:
    """More of both, from now on."""
    received = [viewer.of(me(publisher), source) for source in ("mic", "camera")]
    before = [each.frames for each in received]
    await viewer.until(
        lambda: all(each.frames > was for each, was in zip(received, before, strict=True)), within
    )


async def until_media(nodes: list[ServerProcess]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS), httpx.AsyncClient(trust_env=False) as client:
        for node in nodes:
            while not (await client.get(f"http://127.0.0.1:{node.port}/healthz")).json()["media"]:
                pass


async def packets_out(node: ServerProcess) -> int:
    async with httpx.AsyncClient(trust_env=False, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        metrics = (await client.get(f"http://127.0.0.1:{node.port}/metrics")).text
    found = re.search(r'^studyhall_media_packets_total\{direction="out"\} (\S+)$', metrics, re.MULTILINE)
    assert found is not None, metrics
    return round(float(found[1]))


async def test_viewers_at_other_nodes_are_served_there_and_the_owner_sends_each_node_one_copy(
    nodes: list[ServerProcess],
) -> None:
    async with AsyncExitStack() as stack:
        cast = Cast(stack, nodes)
        ada = await cast.publisher()
        viewers = [await cast.joins(f"Viewer {number}", 1 + number % 2) for number in range(4)]
        for number, viewer in enumerate(viewers):
            await viewer.receive()
            await sees_and_hears(viewer, ada)
            assert viewer.received_from() <= set(nodes[1 + number % 2].media_ports)
        before = [await packets_out(node) for node in nodes]
        heard = [viewer.of(me(ada), "mic").frames for viewer in viewers]
        await viewers[0].until(lambda: viewers[0].of(me(ada), "mic").frames >= heard[0] + 100, 20)
        at_owner, *at_edges = [await packets_out(node) - was for node, was in zip(nodes, before, strict=True)]
        assert at_owner < 0.75 * sum(at_edges), "two copies, for four"


@pytest.mark.row("F18")
async def test_viewers_of_an_edge_that_is_killed_are_served_by_another_within_three_seconds(
    nodes: list[ServerProcess],
) -> None:
    async with AsyncExitStack() as stack:
        cast = Cast(stack, nodes)
        ada = await cast.publisher()
        bo, cy = await cast.joins("Bo", 1), await cast.joins("Cy", 2)
        for viewer in (bo, cy):
            await viewer.receive()
            await sees_and_hears(viewer, ada)
        killed = time.monotonic()
        await nodes[1].kill()
        await bo.client.until_closed()
        again = await cast.joins("Bo again", 2)  # as the page does, whatever is in front of the nodes
        await again.receive()
        await sees_and_hears(again, ada)
        assert time.monotonic() - killed <= REPARENT_SECONDS
        assert again.received_from() <= set(nodes[2].media_ports)
        await sees_and_hears(cy, ada)


async def test_a_killed_media_process_of_the_owner_or_the_edge_is_recovered_from(
    nodes: list[ServerProcess],
) -> None:
    async with AsyncExitStack() as stack:
        cast = Cast(stack, nodes)
        ada = await cast.publisher()
        bo = await cast.joins("Bo", 1)
        await bo.receive()
        await sees_and_hears(bo, ada)
        nodes[1].kill_media()
        await bo.client.frame("media_lost", within=PATIENCE_SECONDS)
        await sees_and_hears(bo, ada)
        assert bo.received_from() <= set(nodes[1].media_ports)
        nodes[0].kill_media()
        await ada.client.frame("media_lost", within=PATIENCE_SECONDS)
        await ada.restart()
        await sees_and_hears(bo, ada)
        assert bo.received_from() <= set(nodes[1].media_ports)


def me(participant: Participant) -> str:
    return str(participant.client.welcome["member"])
