"""A whole node on in-memory ports: people connect, enter, talk, leave, and come back."""

from __future__ import annotations

import pytest

from rooms.events import MessagePosted
from signaling.wire import Ok, RoomEvent
from tests.support.node import running

pytestmark = pytest.mark.anyio


async def test_two_people_in_a_room_see_what_each_posts() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        answer = await ada.post("study", "hello")
        assert isinstance(answer, Ok)
        for page in (ada, bo):
            event = await page.until(RoomEvent, lambda frame: isinstance(frame.event, MessagePosted))
            assert event.seq == answer.seq
