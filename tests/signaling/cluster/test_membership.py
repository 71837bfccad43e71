"""People at different nodes are in one room: what one node does the other shows, and what one leaves the other takes up."""

from __future__ import annotations

import pytest

from signaling.wire import Lobby, Ok, WatchLobby
from tests.support.memory_ports import Line
from tests.support.node import cluster, pass_time, said, settled

pytestmark = pytest.mark.anyio


async def test_a_room_has_one_owner_and_people_at_both_nodes_read_each_other() -> None:
    async with cluster("one", "two") as (one, two):
        ada, bo = await one.seated("ada"), await two.seated("bo")
        assert [rig.room("study").host.is_owner for rig in (one, two)] == [True, False]
        assert isinstance(await ada.post("study", "from one"), Ok)
        assert isinstance(await bo.post("study", "from two"), Ok)
        assert await said(ada) == await said(bo) == ["from one", "from two"]


async def test_who_posts_through_another_node_has_read_their_message_when_it_is_acknowledged() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo = await two.seated("bo")
        answer = await bo.post("study", "mine")
        assert isinstance(answer, Ok)
        assert two.room("study").host.room.seq >= (answer.seq or 0) > 0


@pytest.mark.row("F2")
async def test_when_the_owner_dies_the_other_node_goes_on_and_nothing_acknowledged_is_lost() -> None:
    async with cluster("one", "two") as (one, two):
        ada, bo = await one.seated("ada"), await two.seated("bo")
        await ada.post("study", "before")
        await said(bo)
        one.cut_off(log_too=True)
        await pass_time(one, 3)
        assert two.room("study").host.is_owner
        assert isinstance(await bo.post("study", "after"), Ok)
        assert await said(bo) == ["after"]
        assert two.room("study").host.room.has_device("bo", "bo-device")
        assert not two.room("study").host.room.has_device("ada", "ada-device")


async def test_the_lobby_of_each_node_shows_who_is_in_the_rooms_of_the_others() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo = await two.connect("bo")
        bo.send_request(WatchLobby(bo.next_ref(), on=True))
        await pass_time(one, 2.5)
        await settled()
        lobby = [frame for frame in bo.frames() if isinstance(frame, Lobby)][-1]
        assert {room.id: room.present for room in lobby.rooms}["study"] == ["Ada"]
        await one.seated("cy")
        await pass_time(one, 2.5)
        lobby = [frame for frame in bo.frames() if isinstance(frame, Lobby)][-1]
        assert {room.id: room.count for room in lobby.rooms}["study"] == 2
        bo.hang_up(clean=True)
        await pass_time(one, 65)
        assert two.node.opened("study") is None


async def test_a_node_that_has_left_does_not_mind_what_its_bus_still_says() -> None:
    async with cluster("one", "two") as (one, _):
        await one.seated("ada")
    assert isinstance(one.bus, Line)
    one.bus.notice_loss()
    await settled()
