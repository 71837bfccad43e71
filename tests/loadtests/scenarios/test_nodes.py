"""Nodes of our own share rooms, and one that is killed is gone with its media process."""

from __future__ import annotations

import psutil
import pytest

from loadtests.client import Client
from loadtests.scenarios.nodes import shared_nodes

pytestmark = pytest.mark.anyio


async def test_nodes_share_a_room_until_one_is_killed() -> None:
    async with shared_nodes() as nodes:
        first, second = await nodes.start(), await nodes.start()
        async with Client(first.student, name="Ada") as ada, Client(second.student, name="Bo") as bo:
            for client in (ada, bo):
                await client.enter_room("lounge")
            await ada.post("lounge", "hello")
            assert (await bo.event("lounge", "message_posted"))["body"] == "hello"
            assert sum((await nodes.statements.read()).values()) > 0
            nodes.kill(first)
            assert await ada.until_closed() == 1006
        assert nodes.running == [second]
    assert not psutil.pid_exists(second.web)
