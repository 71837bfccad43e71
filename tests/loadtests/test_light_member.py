"""A member with light media hears and sees in a real room, and one whom nobody sends to says so."""

from __future__ import annotations

import asyncio

import pytest

from loadtests import light_member
from loadtests.client import Client
from loadtests.light_member import NoMedia, cast
from loadtests.target import Target

pytestmark = pytest.mark.anyio

ROOM = "study-room"


async def test_what_one_member_publishes_another_counts(target: Target) -> None:
    async with (
        Client(target.student, name="Ada") as ada,
        Client(target.student, name="Ben") as ben,
        cast() as members,
    ):
        await ada.enter_room(ROOM)
        await ben.enter_room(ROOM)
        await members.publish(ada, ROOM, 1_000_000)
        join = await members.view(ben, ROOM, tracks=1)
        assert 0 < join < light_member.MEDIA_SECONDS
        assert await asyncio.to_thread(members.probe.wait_for_packets, 100, 10.0)
        counts = dict(members.probe.viewers())
        assert (counts["expected"] - counts["received"], counts["bad_tags"]) == (0, 0)


async def test_a_viewer_without_anything_to_view_gives_up(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(light_member, "MEDIA_SECONDS", 0.2)
    async with Client(target.student, name="Ada") as ada, cast() as members:
        await ada.enter_room(ROOM)
        with pytest.raises(NoMedia, match="Ada"):
            await members.view(ada, ROOM, tracks=1)
