"""What a node holds for others: it is let go of when they are done, and when they die."""

from __future__ import annotations

import pytest

from rooms.chat.terms import PostMessage
from rooms.members.terms import DetachDevice
from rooms.roles import Role
from rooms.terms import Actor
from signaling.cluster.calls import PATIENCE_SECONDS, channel
from signaling.cluster.guests import HEADS_SECONDS, TOLD_TIMES
from signaling.codes import CloseCode, ErrorCode
from signaling.wire import EnterRoom, Error, Ok, Position, RoomCommand
from tests.support.node import cluster, pass_time, said, settled, stored
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio


async def test_when_a_node_dies_its_people_are_away_and_then_gone() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        await two.seated("bo")
        room = one.room("study").host.room
        two.cut_off(log_too=True)
        await pass_time(one, 3)
        assert not room.has_device("bo", "bo-device")
        await pass_time(one, 31)
        assert room.present() == ["Ada"]


async def test_a_device_that_came_back_at_another_node_is_not_detached_by_the_one_it_left() -> None:
    async with cluster("one", "two", "three") as (one, two, three):
        await one.seated("ada")
        old = await two.seated("bo")
        new = await three.seated("bo")
        await settled()
        assert old.close_code == CloseCode.REPLACED
        await pass_time(one, 1)
        assert one.room("study").host.room.has_device("bo", "bo-device")
        assert isinstance(await new.post("study", "still here"), Ok)


@pytest.mark.parametrize("clean", [False, True], ids=["lost", "with a goodbye"])
async def test_a_seat_speaks_for_its_device_again_when_an_older_connection_did_so_late(clean: bool) -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        await two.seated("cy")
        two.bus.is_losing = True
        old = await two.connect("bo")
        old.send_request(EnterRoom(old.next_ref(), "study"))
        await pass_time(two, PATIENCE_SECONDS + 1)
        old.hang_up(clean=clean)
        await settled()
        new = await one.seated("bo")
        two.bus.is_losing = False
        await pass_time(two, PATIENCE_SECONDS + 1)
        assert one.room("study").host.room.has_device("bo", "bo-device")
        assert isinstance(await new.post("study", "still here"), Ok)


async def test_people_elsewhere_go_on_when_the_room_ended_at_its_owner_and_was_opened_anew() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo = await two.seated("bo")
        one.log.is_newer = True
        opened = one.room("study")
        opened.fanout.check(opened.host.head.seq + 1)
        await settled()
        assert one.node.opened("study") is None
        one.log.is_newer = False
        await one.seated("cy")
        assert isinstance(await bo.post("study", "still here"), Ok)


async def test_a_seat_that_is_shown_again_while_it_comes_back_is_not_taken_for_one_that_left() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo = await two.seated("bo")
        lost = DetachDevice("bo-device", clean=False)
        one.room("study").host.tell(lost, Actor("bo", Role.STUDENT, "Bo", "bo-device"))
        while two.room("study").host.room.has_device("bo", "bo-device"):
            await turn()
        two.bus.is_losing = True  # the answer to its coming back
        for _ in range(2):
            await bo.sync(study=Position(1, 0))
        two.bus.is_losing = False
        await pass_time(two, PATIENCE_SECONDS + 1)
        assert isinstance(await bo.post("study", "still here"), Ok)


async def test_what_waited_for_the_next_owner_is_refused_when_the_room_ends_while_it_is_looked_for() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo = await two.seated("bo")
        opened = two.room("study")
        one.cut_off(log_too=True)
        ref = bo.next_ref()
        bo.send_request(RoomCommand(ref, "study", PostMessage("some-client-id", "waits")))
        await settled()
        two.log.is_newer = True
        await pass_time(two, 3)
        opened.fanout.check(opened.host.head.seq + 1)
        await settled()
        two.log.is_newer = False
        answer = await bo.until_answer(ref)
        assert isinstance(answer, Error)
        assert answer.code == ErrorCode.NOT_SAVED


async def test_who_left_at_another_node_is_gone_at_once() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo = await two.seated("bo")
        bo.hang_up(clean=False)
        await settled()
        assert not one.room("study").host.room.has_device("bo", "bo-device")


@pytest.mark.row("F6")
async def test_a_node_that_is_cut_off_with_its_log_alive_cannot_act_beside_the_one_that_took_over() -> None:
    async with cluster("one", "two") as (one, two):
        ada, bo = await one.seated("ada"), await two.seated("bo")
        one.cut_off()
        await pass_time(two, 3)
        assert isinstance(await bo.post("study", "in the new epoch"), Ok)
        assert isinstance(await ada.post("study", "in the old one"), Error)
        one.reconnect()
        await pass_time(two, 5)
        assert [rig.room("study").host.is_owner for rig in (one, two)] == [False, True]
        assert isinstance(await ada.post("study", "together again"), Ok)
        assert await said(ada) == await said(bo)
        epochs = [entry.epoch for entry in await two.log.read("study", 0, 1000)]
        assert epochs == sorted(epochs)
        assert await stored(two) == ["in the new epoch", "together again"]


async def test_a_room_goes_where_an_emptied_registry_sends_people_and_everybody_meets_there() -> None:
    async with cluster("one", "two", "three") as (one, two, three):
        ada, bo = await one.seated("ada"), await two.seated("bo")
        assert one.shared is not None
        registry = one.shared.registry
        vars(registry)["_owners"].clear()
        assert await registry.take("study", "two") == "two"  # as a page at three may have it placed
        cy = await three.connect("cy")
        assert isinstance(await cy.answer(EnterRoom(cy.next_ref(), "study")), Error)
        await pass_time(three, 1)
        await cy.enter("study")
        assert isinstance(await cy.post("study", "here"), Ok)
        assert isinstance(await ada.post("study", "here, too"), Ok)
        assert await said(ada) == await said(bo) == ["here", "here, too"]
        assert [rig.room("study").host.is_owner for rig in (one, two, three)] == [False, True, False]


@pytest.mark.row("F3")
async def test_without_a_registry_owners_go_on_and_when_it_is_back_empty_nothing_moves() -> None:
    async with cluster("one", "two") as (one, two):
        ada, bo = await one.seated("ada"), await two.seated("bo")
        assert one.shared is not None
        registry = one.shared.registry
        registry.cut_off |= {"one", "two"}
        await pass_time(one, 30)
        assert isinstance(await ada.post("study", "meanwhile"), Ok)
        vars(registry)["_owners"].clear()
        registry.cut_off.clear()
        await pass_time(one, 5)
        assert [rig.room("study").host.is_owner for rig in (one, two)] == [True, False]
        assert isinstance(await bo.post("study", "afterwards"), Ok)
        assert await said(ada) == await said(bo) == ["meanwhile", "afterwards"]


async def test_a_last_message_that_was_lost_on_its_way_is_found_within_seconds() -> None:
    async with cluster("one", "two") as (one, two):
        ada, bo = await one.seated("ada"), await two.seated("bo")
        await said(bo)
        two.bus.is_losing = True
        await ada.post("study", "the last one")
        two.bus.is_losing = False
        assert await said(bo) == []
        await pass_time(two, HEADS_SECONDS)
        assert await said(bo) == ["the last one"]


async def test_heads_of_rooms_in_which_nothing_happens_are_not_told_for_ever() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        await two.seated("bo")
        await pass_time(one, HEADS_SECONDS * (TOLD_TIMES + 1))
        heard: list[bytes] = []
        two.bus.subscribe(channel("two"), heard.append)
        await pass_time(one, HEADS_SECONDS * 5)
        assert heard == []
