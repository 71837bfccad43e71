"""Rooms, bridge and the real media process together, seen by unmodified aiortc clients."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import psutil
import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription

from loadtests.client import Client, Refused
from loadtests.media_client import Participant, new_connection
from loadtests.room_copy import Frame
from loadtests.synthetic import Tone
from rooms.roles import Role
from server.serving import Announcement
from tests.server.stubborn_media import ear, microphone
from tests.support.running_server import quiet, server_here

pytestmark = pytest.mark.anyio


@pytest.fixture
async def school(tmp_path: Path) -> AsyncIterator[Announcement]:
    """A server whose media process is ready."""
    async with server_here(quiet(tmp_path)) as server:
        await until_media(server)
        yield server


async def until_media(server: Announcement) -> None:
    async with asyncio.timeout(20), httpx.AsyncClient(trust_env=False) as client:
        while not (await client.get(f"{server.url}/healthz")).json()["media"]:
            pass


async def enter(stack: AsyncExitStack, server: Announcement, role: Role, name: str, room: str) -> Participant:
    client = await stack.enter_async_context(Client(server.invites[role], name=name))
    await client.enter_room(room)
    return await stack.enter_async_context(Participant(client, room))


def member(participant: Participant) -> str:
    return str(participant.client.welcome["member"])


async def until_received(receiver: Participant, sender: Participant, *, more_than: int = 0) -> None:
    picture, sound = receiver.of(member(sender), "camera"), receiver.of(member(sender), "mic")
    pictures, sounds = picture.frames + more_than, sound.frames + more_than
    await receiver.until(
        lambda: picture.frames > pictures and sound.frames > sounds and sound.loudness > 0.01, 30
    )


async def test_two_people_in_a_study_room_see_and_hear_each_other(school: Announcement) -> None:
    async with AsyncExitStack() as stack:
        ada = await enter(stack, school, Role.STUDENT, "Ada", "study-room")
        bob = await enter(stack, school, Role.STUDENT, "Bob", "study-room")
        for participant in (ada, bob):
            await participant.publish()
            await participant.receive()
        await until_received(ada, bob)
        await until_received(bob, ada)


@pytest.mark.row("S6")
async def test_an_audience_hears_the_stage_and_cannot_be_heard_whatever_it_sends(
    school: Announcement,
) -> None:
    async with AsyncExitStack() as stack:
        teacher = await enter(stack, school, Role.TEACHER, "Tom", "live-qa")
        loud = await enter(stack, school, Role.STUDENT, "Lou", "live-qa")
        listener = await enter(stack, school, Role.STUDENT, "Sue", "live-qa")
        with pytest.raises(Refused):
            await loud.client.announce_media("live-qa", mic=True, camera=False)
        sending = await send_sound(stack, loud)
        await teacher.publish()
        await listener.receive(audio=2, video=1)
        await until_received(listener, teacher, more_than=5)
        assert sending.connectionState == "connected"
        assert listener.of(member(loud), "mic").frames == 0
        assert {slot["member"] for slot in listener.client.slots["live-qa"]["slots"]} == {member(teacher)}


async def send_sound(stack: AsyncExitStack, participant: Participant) -> RTCPeerConnection:
    """Unasked and unannounced."""
    connection, tone = new_connection(), Tone()
    stack.push_async_callback(connection.close)
    stack.callback(tone.stop)
    transceiver = connection.addTransceiver(tone, direction="sendonly")
    await connection.setLocalDescription(await connection.createOffer())
    answer = await participant.client.media_offer(
        participant.room, "publish", connection.localDescription.sdp, {transceiver.mid or "": "mic"}
    )
    await connection.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
    return connection


@pytest.mark.row("F1")
async def test_people_see_each_other_again_after_the_media_process_died(school: Announcement) -> None:
    async with AsyncExitStack() as stack:
        ada = await enter(stack, school, Role.STUDENT, "Ada", "study-room")
        bob = await enter(stack, school, Role.STUDENT, "Bob", "study-room")
        for participant in (ada, bob):
            await participant.publish()
            await participant.receive()
        await until_received(ada, bob)
        (media,) = [child for child in psutil.Process().children() if "media.process" in child.cmdline()]
        media.kill()
        await ada.client.frame("media_lost")
        await until_received(ada, bob, more_than=5)
        await until_received(bob, ada, more_than=5)


async def test_a_connection_that_was_cut_keeps_the_picture(school: Announcement) -> None:
    async with AsyncExitStack() as stack:
        ada = await enter(stack, school, Role.STUDENT, "Ada", "study-room")
        bob = await enter(stack, school, Role.STUDENT, "Bob", "study-room")
        await ada.publish()
        await bob.receive()
        await until_received(bob, ada)
        await ada.client.cut()
        await until_received(bob, ada, more_than=5)
        await ada.client.reconnect()
        await until_received(bob, ada, more_than=5)
        assert bob.client.counters.frames["media_lost"] <= 1  # of before the media process was ready


async def test_who_moves_to_a_sub_room_is_heard_there_and_no_longer_here_on_the_same_connections(
    school: Announcement,
) -> None:
    here, there = "study-room", "study-room--1"
    async with AsyncExitStack() as stack:
        ada = await stack.enter_async_context(Client(school.invites[Role.STUDENT], name="Ada"))
        bob = await stack.enter_async_context(Client(school.invites[Role.STUDENT], name="Bob"))
        for client in (ada, bob):
            await client.enter_room(here)
        listener = await stack.enter_async_context(ear(bob, here))
        sender = await stack.enter_async_context(microphone(ada, here))
        await listener.until_heard(20)
        await ada.command(here, {"t": "open_sub_room", "cid": "cid-00001", "title": "Limits"})
        await ada.request({"t": "move_room", "source": here, "room": there})
        moved = time.time()
        await sender.until_sent(50)
        assert listener.after(moved + 0.2) == 0
        await bob.request({"t": "move_room", "source": here, "room": there})
        await listener.until_heard(20)
        assert member_ids(bob.slots[there]) == {ada.welcome["member"]}
        await bob.request({"t": "move_room", "source": there, "room": here})
        await ada.request({"t": "move_room", "source": there, "room": here})
        await listener.until_heard(20)


def member_ids(slots: Frame) -> set[str]:
    return {slot["member"] for slot in slots["slots"]}
