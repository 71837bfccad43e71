"""Three processes, one PostgreSQL, one Redis: every node is emptied and replaced while people talk, as a deploy does it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from loadtests.client import Client, Disconnected, Refused
from loadtests.login import Invite
from rooms.roles import Role
from server.running import end
from tests.support.postgres import PostgresServer
from tests.support.redis import RedisServer
from tests.support.running_nodes import running_nodes

pytestmark = pytest.mark.anyio

ROOM = "question-zone"
PATIENCE_SECONDS = 60.0
POST_EVERY_SECONDS = 0.25
LONGEST_GAP_SECONDS = 3.0


class Talker:
    """Posts one message after the other, each until it is acknowledged, at whichever node takes it in: as a page does."""

    def __init__(self, client: Client, links: list[str]) -> None:
        self._client, self._links = client, links
        self.acknowledged: list[str] = []
        self.longest_gap = 0.0
        self._said = asyncio.Event()

    async def talk(self, over: asyncio.Event) -> None:
        last = time.monotonic()
        while not over.is_set():
            await self._post(f"{self._client.device} says {len(self.acknowledged)}")
            now = time.monotonic()
            self.longest_gap, last = max(self.longest_gap, now - last), now
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), POST_EVERY_SECONDS)

    async def said(self, more: int) -> None:
        """Returns when so many more were acknowledged."""
        count = len(self.acknowledged) + more
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.acknowledged) < count:
                self._said.clear()
                await self._said.wait()

    async def _post(self, text: str) -> None:
        cid = text.replace(" ", "-")
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    await self._client.post(ROOM, text, cid=cid)
                except Refused as refused:
                    if refused.retry_ms is None:
                        raise
                except (Disconnected, OSError):
                    await self._come_again()
                else:
                    self.acknowledged.append(text)
                    self._said.set()
                    return

    async def _come_again(self) -> None:
        """At the next node, as a proxy before them would have it."""
        self._links.append(self._links.pop(0))
        with contextlib.suppress(Disconnected, Refused, OSError):
            await self._client.reconnect(Invite.parse(self._links[0]).origin)


async def everything(client: Client) -> list[str]:
    """Every message of the room, oldest first."""
    found: list[str] = []
    before = None
    while True:
        page = (await client.read_history(ROOM, before=before))["messages"]
        if not page:
            return found
        found = [message["body"] for message in page] + found
        before = page[0]["id"]


@pytest.mark.row("F13")
@pytest.mark.timeout(240)
async def test_while_every_node_is_emptied_and_replaced_nobody_waits_long_and_nothing_is_lost(
    postgres: PostgresServer, redis: RedisServer, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        nodes = await stack.enter_async_context(running_nodes(postgres, redis.url, tmp_path))
        links = [node.links[Role.STUDENT] for node in nodes]
        talkers = []
        for number, name in enumerate(("Ada", "Bo")):
            order = links[number:] + links[:number]
            client = await stack.enter_async_context(Client(order[0], name=name, device=f"device-of-{name}"))
            await client.enter_room(ROOM)
            talkers.append(Talker(client, order))
        over = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            for talker in talkers:
                tasks.create_task(talker.talk(over))
            for node in nodes:
                await asyncio.gather(*(talker.said(3) for talker in talkers))
                await asyncio.to_thread(end, node.data, node.port)
                await asyncio.gather(*(talker.said(3) for talker in talkers))
                await node.stop()
                await node.start()
            over.set()
        reader = await stack.enter_async_context(Client(links[0], name="Cy"))
        await reader.enter_room(ROOM)
        told = await everything(reader)
        assert sorted(told) == sorted(talkers[0].acknowledged + talkers[1].acknowledged)
        for talker in talkers:
            assert [text for text in told if text in talker.acknowledged] == talker.acknowledged
            assert talker.longest_gap <= LONGEST_GAP_SECONDS
