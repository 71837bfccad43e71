"""Participants with camera and microphone, by unmodified aiortc, through a real server."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import pytest

from loadtests.client import Client
from loadtests.media_client import Participant
from loadtests.synthetic import Picture, Tone
from loadtests.target import Target
from tests.media.media_server import needs_a_network_address

pytestmark = [pytest.mark.anyio, needs_a_network_address]

ROOM = "study-room"


@contextlib.asynccontextmanager
async def participant(link: str, name: str, blue: int) -> AsyncIterator[Participant]:
    """In the room, sending a picture of this colour and a tone, and receiving one of each."""
    async with Client(link, name=name) as client:
        await client.enter_room(ROOM)
        async with Participant(client, ROOM) as joined:
            await joined.publish({"mic": Tone(), "camera": Picture(blue=blue, red=128)})
            await joined.receive()
            yield joined


def is_seen_and_heard(watcher: Participant, other: Participant, blue: int) -> bool:
    member = other.client.welcome["member"]
    camera, mic = watcher.of(member, "camera"), watcher.of(member, "mic")
    return camera.frames > 5 and abs(camera.chroma[0] - blue) < 12 and mic.loudness > 0.1


async def test_two_see_and_hear_each_other_with_the_right_names(target: Target) -> None:
    async with (
        participant(target.student, "Ada", 200) as ada,
        participant(target.student, "Ben", 60) as ben,
    ):
        await ada.until(lambda: is_seen_and_heard(ada, ben, 60), within=20)
        await ben.until(lambda: is_seen_and_heard(ben, ada, 200), within=20)


async def test_a_third_gets_sections_by_renegotiation(target: Target) -> None:
    async with (
        participant(target.student, "Ada", 200) as ada,
        participant(target.student, "Ben", 60) as ben,
        participant(target.student, "Cleo", 128) as cleo,
    ):
        await ada.until(lambda: is_seen_and_heard(ada, ben, 60), within=20)
        await ada.until(lambda: is_seen_and_heard(ada, cleo, 128), within=20)
        assert ada.renegotiations > 0


async def test_both_connections_can_be_made_anew(target: Target) -> None:
    async with (
        participant(target.student, "Ada", 200) as ada,
        participant(target.student, "Ben", 60) as ben,
    ):
        await ada.until(lambda: is_seen_and_heard(ada, ben, 60), within=20)
        await ben.restart()
        ada.receptions.clear()
        ben.receptions.clear()
        await ada.until(lambda: is_seen_and_heard(ada, ben, 60), within=20)
        await ben.until(lambda: is_seen_and_heard(ben, ada, 200), within=20)
