"""What a page says of pictures that stood still reaches the media of rooms that it is in."""

from __future__ import annotations

import pytest

from signaling.media_lines import DeviceLine
from signaling.wire_media import PicturesFroze
from tests.support.node import cluster, running, settled

pytestmark = pytest.mark.anyio

LINE = DeviceLine("bo", "bo-device", 0.1, 0.0, 40, None, 2.5, [])


async def test_it_is_told_to_media_for_rooms_one_is_in() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        for room in ("study", "zone"):
            page.send_request(PicturesFroze(room, {"0": 2.5}))
        await page.sync()
        assert rig.media.frozen == [("study", "ada-device", {"0": 2.5})]


async def test_it_reaches_the_node_that_has_the_media() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo = await two.seated("bo")
        bo.send_request(PicturesFroze("study", {"3": 1.0}))
        await settled()
        assert one.media.frozen == [("study", "bo-device", {"3": 1.0})]
        assert two.media.frozen == []


async def test_lines_are_asked_of_the_node_that_has_the_media() -> None:
    async with cluster("one", "two") as (one, two):
        one.media.devices = [LINE]
        await one.seated("ada")
        await two.seated("bo")
        assert await two.node.lines("study") == [LINE]
        assert await one.node.lines("study") == [LINE]


async def test_a_room_that_is_not_there_has_no_lines() -> None:
    async with running() as rig:
        rig.media.devices = [LINE]
        assert await rig.node.lines("nowhere") == []
