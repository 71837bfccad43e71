"""Light clients before another server: the same publisher and viewers meet in Janus's video room."""

from __future__ import annotations

import asyncio

import pytest

from loadtests.janus import janus_server
from loadtests.light_member import cast
from loadtests.media_scenario import Plan, audience_of_janus

pytestmark = pytest.mark.anyio


async def test_a_viewer_gets_the_publishers_picture() -> None:
    async with asyncio.timeout(60), cast() as members, janus_server() as janus:
        feed = await janus.publish(members, 500_000)
        assert await janus.view(members, feed) > 0
        assert dict(members.probe.viewers())["bad_tags"] == 0


async def test_each_step_of_an_audience_is_a_row_with_the_servers_own_cpu_time() -> None:
    async with asyncio.timeout(60):
        rows = await audience_of_janus(Plan((1, 2), (), 0.5), {})
    assert [(row.scenario, row.viewers) for row in rows] == [("Janus", 1), ("Janus", 2)]
    assert all(row.us_per_packet > 0 and row.web_cpu == 0 for row in rows)
