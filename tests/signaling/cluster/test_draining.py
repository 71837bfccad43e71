"""A node that is emptied: its rooms are others' before its people go, and those come back to them in stages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from signaling.cluster import draining as module
from signaling.codes import CloseCode
from signaling.connection import Connection
from signaling.ports import Clock
from signaling.wire import Ok, Position
from tests.support.node import NodeRig, Page, cluster, pass_time, said, settled

pytestmark = pytest.mark.anyio


async def come_again(rig: NodeRig, person: str, room: str, position: Position) -> Page:
    """As a page does it: to whichever node takes it in, resuming."""
    page = await rig.connect(person)
    await page.enter(room, position)
    return page


@pytest.mark.row("F13")
async def test_rooms_are_owned_by_others_before_anybody_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    owners: list[str] = []
    async with cluster("one", "two") as (one, two):
        ada, bo = await one.seated("ada"), await two.seated("bo")
        send_away = module.send_away

        async def looked(connections: Sequence[Connection], clock: Clock, *, at_once: bool) -> None:
            assert two.shared is not None
            owners.append(await two.shared.registry.take("study", "one"))
            await send_away(connections, clock, at_once=at_once)

        monkeypatch.setattr("signaling.node.send_away", looked)
        async with asyncio.TaskGroup() as tasks:
            draining = tasks.create_task(one.node.drain())
            await settled()
            assert ada.close_code == CloseCode.SHUTTING_DOWN
            head = two.room("study").host.head
            ada.hang_up(clean=False)
            again = await come_again(two, "ada", "study", head)
            await pass_time(two, 1)
            await draining
        assert owners == ["two"]
        assert isinstance(await again.post("study", "here again"), Ok)
        assert await said(bo) == ["here again"]


@pytest.mark.row("F13")
async def test_people_are_sent_away_in_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PEOPLE_AT_ONCE", 2)
    async with cluster("one", "two") as (one, two):
        pages = [await one.seated(f"person-{number}") for number in range(5)]
        async with asyncio.TaskGroup() as tasks:
            draining = tasks.create_task(one.node.drain())
            await settled()
            assert [page.close_code is not None for page in pages] == [True, True, False, False, False]
            await pass_time(two, module.STAGE_SECONDS)
            assert [page.close_code is not None for page in pages] == [True, True, True, True, False]
            await pass_time(two, module.STAGE_SECONDS)
            assert pages[4].close_code == CloseCode.SHUTTING_DOWN
            for page in pages:
                page.hang_up(clean=False)
            await pass_time(two, 1)
            await draining


async def test_every_room_is_given_away_also_those_in_which_nobody_is_elsewhere() -> None:
    async with cluster("one", "two", "three") as (one, two, three):
        ada = await one.seated("ada")
        await ada.enter("zone")
        await one.node.hand_over("zone", "one")
        async with asyncio.TaskGroup() as tasks:
            draining = tasks.create_task(one.node.drain())
            await pass_time(two, 1)
            ada.hang_up(clean=False)
            await pass_time(two, 1)
            await draining
        assert one.shared is not None
        for room in ("study", "zone"):
            assert await one.shared.registry.take(room, "one") in ("two", "three")
            opened = [rig.node.opened(room) for rig in (two, three)]
            assert [each is not None and each.host.is_owner for each in opened].count(True) == 1


async def test_without_a_registry_a_node_ends_as_if_it_were_alone() -> None:
    async with cluster("one", "two") as (one, _):
        ada = await one.seated("ada")
        assert one.shared is not None
        one.shared.registry.cut_off.add("one")
        async with asyncio.TaskGroup() as tasks:
            draining = tasks.create_task(one.node.drain())
            await settled()
            assert ada.close_code == CloseCode.SHUTTING_DOWN
            ada.hang_up(clean=False)
            await pass_time(one, 1)
            await draining
