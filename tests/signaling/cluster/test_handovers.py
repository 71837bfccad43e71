"""A room goes to another node with its sub-rooms, at a settled position, and nobody is asked to sit down again."""

from __future__ import annotations

import asyncio

import pytest

from rooms.chat.terms import PostMessage
from rooms.roles import Role
from rooms.sub_rooms.terms import OpenSubRoom
from signaling.wire import Ok, RoomCommand
from tests.support.node import Page, cluster, pass_time, said, settled, stored
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio


POSTS = 8
"""In as many turns of the loop, of which the handover takes some."""


def sent(page: Page, text: str) -> int:
    """Without waiting for the answer, whose number this is."""
    ref = page.next_ref()
    page.send_request(RoomCommand(ref, "study", PostMessage(f"client-id-{ref}", text)))
    return ref


@pytest.mark.row("F13")
async def test_a_room_that_is_given_away_goes_on_at_once_and_everybody_stays_seated() -> None:
    async with cluster("one", "two", "three") as (one, two, three):
        ada, bo, cy = await one.seated("ada"), await two.seated("bo"), await three.seated("cy")
        await ada.post("study", "before")
        await one.node.hand_over("study", "two")
        await settled()
        assert [rig.room("study").host.is_owner for rig in (two, three)] == [True, False]
        assert isinstance(await bo.post("study", "from its new owner"), Ok)
        assert isinstance(await cy.post("study", "from a third"), Ok)
        await pass_time(one, 1)
        assert not one.room("study").host.is_owner
        assert isinstance(await ada.post("study", "from its old owner"), Ok)
        texts = ["before", "from its new owner", "from a third", "from its old owner"]
        assert await said(ada) == await said(bo) == await said(cy) == texts
        room = two.room("study").host.room
        assert [room.has_device(name, f"{name}-device") for name in ("ada", "bo", "cy")] == [True] * 3


@pytest.mark.row("F13")
async def test_what_is_asked_while_a_room_changes_hands_is_done_once_by_its_next_owner() -> None:
    async with cluster("one", "two") as (one, two):
        ada, bo = await one.seated("ada"), await two.seated("bo")
        asked = []
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(one.node.hand_over("study", ""))
            for number in range(POSTS):
                asked += [(page, sent(page, f"message {number}")) for page in (ada, bo)]
                await turn()
        await pass_time(one, 1)
        for page, ref in asked:
            assert isinstance(await page.until_answer(ref), Ok)
        assert two.room("study").host.is_owner
        texts = await stored(one)
        assert sorted(texts) == sorted(2 * [f"message {number}" for number in range(POSTS)])
        assert await said(ada) == await said(bo) == texts


async def test_sub_rooms_go_along_with_their_room() -> None:
    async with cluster("one", "two") as (one, two):
        tess, bo = await one.seated("tess", role=Role.TEACHER), await two.seated("bo")
        assert isinstance(await tess.command("study", OpenSubRoom("client-id-1", "Group")), Ok)
        await tess.enter("study--1")
        await one.node.hand_over("study", "two")
        await pass_time(one, 1)
        assert two.room("study").host.is_owner
        assert two.room("study--1").host.is_owner
        assert isinstance(await tess.post("study--1", "still together"), Ok)
        assert isinstance(await bo.post("study", "and here"), Ok)


async def test_a_room_that_nobody_takes_stays_where_it_is() -> None:
    async with cluster("one") as (one,):
        ada = await one.seated("ada")
        await one.node.hand_over("study", "two")
        await pass_time(one, 1)
        assert one.room("study").host.is_owner
        assert isinstance(await ada.post("study", "all the same"), Ok)
        await one.node.hand_over("qa", "two")
