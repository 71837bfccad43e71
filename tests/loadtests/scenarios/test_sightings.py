"""Each way of missing, seeing twice or overhearing is noticed; the frames are given to the listeners by hand."""

from __future__ import annotations

import pytest
from typing_extensions import override

from loadtests.client import Client
from loadtests.room_copy import Frame
from loadtests.scenarios.notebook import Notebook
from loadtests.scenarios.sightings import Sightings

pytestmark = pytest.mark.anyio


class Saying(Client):
    """Somebody whose commands a server would acknowledge."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1/i/secret")
        self.bodies: list[str] = []

    @override
    async def command(self, room: str, command: Frame) -> int:
        self.bodies.append(command["body"])
        return len(self.bodies)

    def sees(self, body: str, room: str = "study") -> None:
        self.listeners[0]({"t": "event", "room": room, "event": {"t": "message_posted", "body": body}})


def post(text: str) -> Frame:
    return {"t": "post_message", "body": text}


async def one_said(*others: Client) -> tuple[Sightings, Saying, str]:
    """And acknowledged, to the speaker and these others."""
    sightings = Sightings(Notebook())
    ada = Saying()
    for client in (ada, *others):
        sightings.follow(client, "study")
    assert await sightings.say(ada, "study", "chat", post) == "~0"
    return sightings, ada, ada.bodies[0]


async def test_what_everybody_saw_once_is_neither_lost_nor_twice() -> None:
    bo = Saying()
    sightings, ada, body = await one_said(bo)
    ada.sees(body)
    bo.sees(body)
    await sightings.complete(10)
    assert sightings.figures() == {"acknowledged": 1, "deliveries": 2, "lost": 0, "twice": 0, "strays": 0}


async def test_what_somebody_never_saw_is_lost() -> None:
    sightings, ada, body = await one_said(Saying(), Saying())
    ada.sees(body)
    await sightings.complete(0.01)
    assert sightings.figures()["lost"] == 2


async def test_what_is_seen_again_is_twice_and_in_another_room_a_stray() -> None:
    sightings, ada, body = await one_said()
    ada.sees(body)
    ada.sees(body)
    ada.sees(body, room="other")
    figures = sightings.figures()
    assert (figures["twice"], figures["strays"]) == (2, 1)


async def test_what_was_read_later_is_not_lost_and_not_twice() -> None:
    bo = Saying()
    sightings, ada, body = await one_said(bo)
    ada.sees(body)
    sightings.read(ada, [{"body": body}])
    sightings.read(bo, [{"body": body}, {"body": "something else"}])
    await sightings.complete(10)
    figures = sightings.figures()
    assert (figures["lost"], figures["twice"]) == (0, 0)


async def test_entries_that_are_not_for_this_audience_count_as_deliveries() -> None:
    sightings, ada, _ = await one_said()
    ada.listeners[0]({"t": "event", "room": "study", "event": None})
    ada.listeners[0]({"t": "pong"})
    assert sightings.figures()["deliveries"] == 1
