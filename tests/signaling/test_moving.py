"""A thread on its way between two rooms: carried over every failure, adopted once, found in one place only."""

from __future__ import annotations

import asyncio
import logging

import pytest
from msgspec.structs import replace

from rooms.chat.terms import MessageState, Place, ThreadAdopted, ThreadArrived, ThreadStayed
from rooms.moving.terms import AdoptionConfirmed, AdoptionNoted, MoveThread
from rooms.obligations.changes import is_open
from rooms.rejections import RejectionCode
from rooms.roles import Role
from rooms.visibility import STAFF
from signaling.errands import RETRY_SECONDS
from signaling.mailbox import Done
from signaling.ports import DuplicatePost
from signaling.room_host import arrangement
from signaling.wire import Ok
from tests.signaling.test_errands import holds, nothing, stored, stream_is, until, will_try_again
from tests.support.memory_ports import STUDY
from tests.support.node import NodeRig, running
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio

ASKS = "Why is 0! = 1?"


async def moved(rig: NodeRig, to: str = "study") -> None:
    """Ada asked in the zone, and Tess moves it."""
    ada = await rig.seated("ada", "zone")
    tess = await rig.seated("tess", "zone", Role.TEACHER)
    assert isinstance(await ada.post("zone", ASKS), Ok)
    assert isinstance(await tess.command("zone", MoveThread(1, to)), Ok)


async def has_come(rig: NodeRig) -> None:
    async with asyncio.timeout(20):
        while not await stored(rig, "study", AdoptionConfirmed):
            await turn()


async def found(rig: NodeRig, room: str) -> list[str]:
    return [message.body for message in await rig.log.search(room, "Why", None, 10)]


def owed(rig: NodeRig, room: str) -> list[str]:
    items = rig.room(room).host.room.snapshot(STAFF).obligations.items
    return [item.asker for item in items if is_open(item)]


async def test_a_thread_is_adopted_once_and_both_rooms_agree_where_it_is() -> None:
    async with running() as rig:
        await moved(rig)
        await has_come(rig)
        (adopted,) = await stored(rig, "study", ThreadAdopted)
        (arrived,) = await stored(rig, "zone", ThreadArrived)
        assert adopted.source == Place("zone", "Questions", 1)
        assert arrived.places == {1: Place("study", "Study room", 1)}
        assert (await found(rig, "zone"), await found(rig, "study")) == ([], [ASKS])
        (stub,) = await rig.log.messages("zone", None, 10)
        assert (stub.state, stub.moved) == (MessageState.MOVED, Place("study", "Study room", 1))
        assert (owed(rig, "zone"), owed(rig, "study")) == ([], ["ada"])
        for room in ("zone", "study"):
            assert rig.room(room).host.room.errands() == []


@pytest.mark.parametrize("to", ["nowhere", "elsewhere", "study--7"])
async def test_a_room_that_is_not_of_this_space_takes_nothing(to: str) -> None:
    async with running() as rig:
        await moved(rig, to)
        async with asyncio.timeout(20):
            while not await stored(rig, "zone", ThreadStayed):
                await turn()
        (stayed,) = await stored(rig, "zone", ThreadStayed)
        assert stayed.why is RejectionCode.NOT_FOUND
        assert await found(rig, "zone") == [ASKS]
        assert owed(rig, "zone") == ["ada"]


async def test_a_room_that_refuses_leaves_everything_as_it_was() -> None:
    async with running() as rig:
        assert isinstance(await rig.node.ask("study", arrangement(replace(STUDY, archived=True))), Done)
        await moved(rig)
        async with asyncio.timeout(20):
            while not await stored(rig, "zone", ThreadStayed):
                await turn()
        (stayed,) = await stored(rig, "zone", ThreadStayed)
        assert stayed.why is RejectionCode.ROOM_ARCHIVED
        assert await found(rig, "zone") == [ASKS]


@pytest.mark.parametrize("lost", [ThreadAdopted, ThreadArrived, AdoptionConfirmed])
async def test_a_server_that_dies_on_the_way_carries_it_again_and_it_is_adopted_once(lost: type) -> None:
    async with running() as rig:
        rig.log.refuses = holds(lost)
        await moved(rig)
        await until(lambda: rig.log.refused > 0)
        assert await stored(rig, "study", AdoptionConfirmed) == []
        killed = rig.log.after_a_kill()
        killed.refuses = nothing
    async with running(killed) as rig:
        await has_come(rig)
        assert len(await stored(rig, "study", ThreadAdopted)) == 1
        assert len(await stored(rig, "study", AdoptionNoted)) == 1
        assert len(await stored(rig, "zone", ThreadArrived)) == 1
        assert (await found(rig, "zone"), await found(rig, "study")) == ([], [ASKS])


async def test_a_room_that_cannot_be_written_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    async with running() as rig:
        rig.log.refuses = stream_is("study")
        with caplog.at_level(logging.CRITICAL):
            await moved(rig)
            await will_try_again(rig, RETRY_SECONDS)
        assert owed(rig, "zone") == ["ada"], "until it has arrived"
        rig.log.refuses = nothing
        rig.clock.advance(RETRY_SECONDS)
        await has_come(rig)
        assert len(await stored(rig, "study", ThreadAdopted)) == 1


async def test_the_log_holds_a_thread_once_also_where_the_room_has_forgotten_it() -> None:
    async with running() as rig:
        await moved(rig)
        await has_come(rig)
        (adopted,) = await stored(rig, "study", ThreadAdopted)
        head = rig.room("study").host.head
        with pytest.raises(DuplicatePost):
            await rig.log.append("study", head.epoch, head.seq, [adopted])
