"""A sub-room is no way around what holds in its parent: over a whole node, by frames."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from rooms.moderation.terms import (
    AcceptRules,
    ContentRule,
    MuteMember,
    MuteScope,
    PublishRules,
    RuleEffect,
    RuleKind,
    SetContentRules,
    UnmuteMember,
)
from rooms.roles import Role
from rooms.sub_rooms.terms import OpenSubRoom
from signaling.codes import ErrorCode
from signaling.wire import Error, MoveRoom, Ok, Snapshot
from tests.support.node import NodeRig, Page, running
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio

SUB_ROOM = "study--1"
WITHIN = 20.0
"""Seconds of real time after which a test that waits for something gives up."""


async def until(rig: NodeRig, condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN):
        while not condition():
            await turn()
            rig.clock.advance(0)


async def move(page: Page, source: str, room: str) -> Snapshot:
    page.send_request(MoveRoom(page.next_ref(), source, room))
    return await page.until(Snapshot, lambda frame: frame.room == room)


async def code(page: Page, body: str) -> ErrorCode | None:
    """Why this post is refused in the sub-room; None if it is not."""
    answer = await page.post(SUB_ROOM, body)
    return ErrorCode(answer.code) if isinstance(answer, Error) else None


async def class_with_a_sub_room(rig: NodeRig) -> tuple[Page, Page, Page]:
    """A teacher, and two students who may go to a sub-room."""
    tess = await rig.seated("tess", role=Role.TEACHER)
    ada, bo = await rig.seated("ada"), await rig.seated("bo")
    assert isinstance(await ada.command("study", OpenSubRoom("cid-open-1", "Limits")), Ok)
    return tess, ada, bo


async def test_content_rules_accepted_rules_and_mutes_come_along_with_who_moves() -> None:
    async with running() as rig:
        tess, ada, bo = await class_with_a_sub_room(rig)
        rule = ContentRule("ads", RuleKind.KEYWORDS, RuleEffect.REMOVE, ["spam"], shadow=False)
        await tess.command("study", SetContentRules([rule], []))
        await tess.command("study", PublishRules("Be kind.", "友善待人。"))
        await tess.command("study", MuteMember("bo", [MuteScope.TEXT]))
        await ada.command("study", AcceptRules(1))
        await move(ada, "study", SUB_ROOM)
        snapshot = await move(bo, "study", SUB_ROOM)
        assert snapshot.view.moderation.door.accepted == 0
        assert await code(ada, "hello") is None
        assert await code(ada, "buy spam") is ErrorCode.REFUSED_BY_RULE
        assert await code(bo, "hello") is ErrorCode.MUTED


async def test_a_mute_in_the_parent_reaches_who_is_in_a_sub_room_and_so_does_its_end() -> None:
    async with running() as rig:
        tess, ada, _ = await class_with_a_sub_room(rig)
        await move(ada, "study", SUB_ROOM)
        await tess.command("study", MuteMember("ada", [MuteScope.TEXT, MuteScope.VOICE]))
        host = rig.room(SUB_ROOM).host
        await until(rig, lambda: "mic" not in host.room.may_publish("ada"))
        assert await code(ada, "hello") is ErrorCode.MUTED
        await tess.command("study", UnmuteMember("ada", [MuteScope.TEXT, MuteScope.VOICE]))
        await until(rig, lambda: "mic" in host.room.may_publish("ada"))
        assert await code(ada, "hello") is None


async def test_who_is_muted_in_the_parent_and_comes_by_the_address_is_muted_too() -> None:
    async with running() as rig:
        tess, ada, bo = await class_with_a_sub_room(rig)
        await tess.command("study", MuteMember("bo", [MuteScope.TEXT]))
        await ada.enter(SUB_ROOM)
        await bo.enter(SUB_ROOM)
        assert await code(ada, "hello") is None
        assert await code(bo, "hello") is ErrorCode.MUTED
