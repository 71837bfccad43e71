"""Whoever sits at a node that does not own the room notices nothing of it, also when the owner changes."""

from __future__ import annotations

import asyncio

import pytest

from rooms.members.terms import AttachDevice, DetachDevice
from rooms.moderation.terms import MuteMember, MuteScope
from rooms.roles import Role
from signaling.cluster.calls import PATIENCE_SECONDS
from signaling.codes import ErrorCode
from signaling.wire import Error, Ok, RoomCommand
from tests.support.node import cluster, pass_time, said, settled, stored
from tests.support.rooms import person

pytestmark = pytest.mark.anyio


async def test_a_refusal_comes_back_with_its_reason() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo = await two.seated("bo")
        answer = await bo.command("study", MuteMember("ada", [MuteScope.TEXT]))
        assert isinstance(answer, Error)
        assert answer.code == ErrorCode.NOT_PERMITTED


async def test_what_was_lost_on_the_way_is_read_from_the_log_as_soon_as_it_is_missed() -> None:
    async with cluster("one", "two") as (one, two):
        ada, bo = await one.seated("ada"), await two.seated("bo")
        await said(bo)
        two.bus.is_losing = True
        await ada.post("study", "lost")
        assert await said(bo) == []
        two.bus.is_losing = False
        await ada.post("study", "heard")
        assert await said(bo) == ["lost", "heard"]


async def test_a_post_whose_answer_was_lost_is_asked_again_and_stands_once() -> None:
    async with cluster("one", "two") as (one, two):
        ada, bo = await one.seated("ada"), await two.seated("bo")
        one.bus.is_losing = True
        async with asyncio.TaskGroup() as tasks:
            posting = tasks.create_task(bo.post("study", "once"))
            await settled()
            one.bus.is_losing = False
            await pass_time(two, PATIENCE_SECONDS + 1)
            assert isinstance(await posting, Ok)
        assert await stored(one) == ["once"]
        assert await said(ada) == await said(bo) == ["once"]


async def test_what_cannot_be_repeated_fails_loudly_when_its_fate_is_unknown() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        tess = await two.connect("tess", Role.TEACHER)
        await tess.enter("study")
        one.bus.is_losing = True
        ref = tess.next_ref()
        tess.send_request(RoomCommand(ref, "study", MuteMember("ada", [MuteScope.TEXT])))
        await settled()
        await pass_time(two, PATIENCE_SECONDS)
        answer = await tess.until_answer(ref)
        assert isinstance(answer, Error)
        assert answer.code == ErrorCode.NOT_SAVED
        one.bus.is_losing = False
        await pass_time(two, PATIENCE_SECONDS + 1)
        assert isinstance(await tess.post("study", "it works again"), Ok)


async def test_what_comes_while_the_next_host_is_being_found_is_known_to_it() -> None:
    async with cluster("one", "two") as (one, two):
        ada, bo = await one.seated("ada"), await two.seated("bo")
        two.log.reads.clear()
        two.room("study").host.lose()
        await settled()
        await ada.post("study", "meanwhile")
        assert await said(bo) == ["meanwhile"]
        two.log.reads.set()
        await settled()
        assert two.room("study").host.room.seq == one.room("study").host.room.seq
        assert isinstance(await bo.post("study", "and on"), Ok)


async def test_a_reply_that_is_missed_after_its_mirror_was_replaced_is_asked_of_the_next_one() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo, cy = await two.seated("bo"), await two.seated("cy")
        one.bus.is_losing = True
        async with asyncio.TaskGroup() as tasks:
            first = tasks.create_task(bo.post("study", "first"))
            await pass_time(two, PATIENCE_SECONDS / 2)
            second = tasks.create_task(cy.post("study", "second"))
            await settled()
            one.bus.is_losing = False
            await pass_time(two, PATIENCE_SECONDS + 1)
            assert isinstance(await asyncio.wait_for(first, 5), Ok)
            assert isinstance(await asyncio.wait_for(second, 5), Ok)
        assert sorted(await stored(one)) == ["first", "second"]


async def test_a_goodbye_that_was_lost_is_not_said_again_after_the_device_came_back() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        await two.seated("bo")
        mirror, bo = two.room("study").host, person("bo")
        two.bus.is_losing = True
        mirror.tell(DetachDevice(bo.device, clean=True), bo)
        two.bus.is_losing = False
        mirror.tell(AttachDevice(bo.device), bo)
        await pass_time(two, PATIENCE_SECONDS + 1)
        assert one.room("study").host.room.has_device("bo", bo.device)


async def test_a_goodbye_without_a_reply_is_not_said_again_behind_a_mirror_that_knows_better() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        await two.seated("bo")
        mirror, bo = two.room("study").host, person("bo")
        one.bus.is_losing = True  # it is done, and nobody hears of it
        mirror.tell(DetachDevice(bo.device, clean=True), bo)
        await settled()
        one.bus.is_losing = False
        mirror.lose()
        await settled()
        next_mirror = two.room("study").host
        assert next_mirror is not mirror
        next_mirror.tell(AttachDevice(bo.device), bo)
        await pass_time(two, PATIENCE_SECONDS + 1)
        assert one.room("study").host.room.has_device("bo", bo.device)


@pytest.mark.row("F13")
async def test_when_the_owner_is_drained_the_room_goes_on_where_its_people_are() -> None:
    async with cluster("one", "two") as (one, two):
        ada = await one.seated("ada")
        bo = await two.seated("bo")
        await ada.post("study", "before")
        await said(bo)
        async with asyncio.TaskGroup() as tasks:
            draining = tasks.create_task(one.node.drain())
            await settled()
            ada.hang_up(clean=False)
            await pass_time(two, 1)
            await draining
        assert two.room("study").host.is_owner
        assert isinstance(await bo.post("study", "after"), Ok)
        assert await said(bo) == ["after"]


async def test_a_mirror_that_nobody_needs_is_closed_and_its_owner_too_until_somebody_comes_anywhere() -> None:
    async with cluster("one", "two") as (one, two):
        ada, bo = await one.seated("ada"), await two.seated("bo")
        bo.hang_up(clean=False)
        await pass_time(two, 65)
        assert two.node.opened("study") is None
        assert one.node.opened("study") is not None
        ada.hang_up(clean=False)
        await pass_time(one, 65)
        assert one.node.opened("study") is None
        await two.seated("cy")
        assert one.room("study").host.is_owner
