"""Over a whole server: whoever is muted, removed or sent off the stage reaches nobody, whatever their page does.

The page of these tests is tampered with: it ignores every answer and goes on sending. What counts is when packets
arrive at another person's socket, measured from the moment at which the teacher is told "ok".
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest

from loadtests.client import Client
from loadtests.room_copy import Frame
from rooms.roles import Role
from server.serving import Announcement
from tests.server.stubborn_media import Listener, Sender, ear, microphone

pytestmark = pytest.mark.anyio

WITHIN_SECONDS = 0.200
A_SECOND_OF_PACKETS = 50


@dataclass
class Lesson:
    """A teacher, a student whose microphone heeds nobody, and somebody who listens."""

    room: str
    teacher: Client
    student: Client
    sender: Sender
    listener: Listener

    @property
    def member(self) -> str:
        return str(self.student.welcome["member"])

    async def heard(self) -> None:
        await self.listener.until_heard(20)

    async def silenced_by(self, command: Frame) -> None:
        """The command is followed by at most 200 ms of packets, though a second of them is sent."""
        await self.teacher.command(self.room, command)
        ok = time.time()
        await self.sender.until_sent(A_SECOND_OF_PACKETS)
        assert self.listener.after(ok + WITHIN_SECONDS) == 0


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


async def join(stack: AsyncExitStack, server: Announcement, role: Role, name: str, room: str) -> Client:
    client = await stack.enter_async_context(Client(server.invites[role], name=name))
    await client.enter_room(room)
    return client


async def lesson(stack: AsyncExitStack, server: Announcement, room: str) -> Lesson:
    async with asyncio.timeout(20), httpx.AsyncClient(trust_env=False) as http:
        while not (await http.get(f"{server.url}/healthz")).json()["media"]:
            pass
    teacher = await join(stack, server, Role.TEACHER, "Tess", room)
    student = await join(stack, server, Role.STUDENT, "Stu", room)
    eve = await join(stack, server, Role.STUDENT, "Eve", room)
    listener = await stack.enter_async_context(ear(eve, room))
    sender = await stack.enter_async_context(microphone(student, room))
    return Lesson(room, teacher, student, sender, listener)


@pytest.mark.row("S6")
async def test_whoever_is_muted_reaches_nobody_until_the_mute_is_lifted(
    server: Announcement, stack: AsyncExitStack
) -> None:
    class_ = await lesson(stack, server, "study-room")
    await class_.heard()
    mute = {"t": "mute_member", "member": class_.member, "scopes": ["voice"]}
    await class_.silenced_by(mute)
    await class_.teacher.command(class_.room, mute | {"t": "unmute_member"})
    await class_.heard()


@pytest.mark.row("S5")
async def test_whoever_is_removed_reaches_nobody(server: Announcement, stack: AsyncExitStack) -> None:
    class_ = await lesson(stack, server, "study-room")
    await class_.heard()
    await class_.silenced_by({"t": "remove_member", "member": class_.member, "reason": "spam"})


@pytest.mark.row("S5")
async def test_whoever_is_sent_off_the_stage_reaches_nobody(
    server: Announcement, stack: AsyncExitStack
) -> None:
    class_ = await lesson(stack, server, "live-qa")
    await class_.sender.until_sent(A_SECOND_OF_PACKETS)
    assert class_.listener.arrivals == [], "the audience cannot be heard"
    await class_.teacher.command(class_.room, {"t": "promote", "member": class_.member})
    await class_.heard()
    await class_.silenced_by({"t": "demote", "member": class_.member})
    await class_.teacher.command(class_.room, {"t": "promote", "member": class_.member})
    await class_.heard()


@pytest.mark.row("S6")
async def test_quiet_time_silences_students(server: Announcement, stack: AsyncExitStack) -> None:
    class_ = await lesson(stack, server, "study-room")
    await class_.heard()
    await class_.silenced_by({"t": "start_focus", "quiet": True})
    await class_.teacher.command(class_.room, {"t": "stop_focus"})
    await class_.heard()
