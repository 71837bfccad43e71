"""How long a room is without an owner: after many kills, at every moment between two beats; and what was due meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from rooms.focus.terms import FocusStarted, PhaseBegan, StartFocus
from rooms.sub_rooms.terms import OpenSubRoom
from signaling.cluster.placement import BEAT_SECONDS
from signaling.codes import ErrorCode
from signaling.wire import EnterRoom, Error, Ok
from tests.support.node import NodeRig, cluster, pass_time

pytestmark = pytest.mark.anyio

STEP = 0.1
KILLS = [number * BEAT_SECONDS / 10 for number in range(10)]
"""Seconds after a beat."""


async def seconds_until_accepted(nodes: Sequence[NodeRig], after: float) -> float:
    """From the owner's death to the first command that is acknowledged to somebody at another node."""
    one, two, *_ = nodes
    await one.seated("ada")
    bo = await two.seated("bo")
    await pass_time(one, 5 + after)
    one.cut_off(log_too=True)
    passed = 0.0
    async with asyncio.TaskGroup() as tasks:
        posted = tasks.create_task(bo.post("study", "is anybody there?"))
        while not posted.done():
            await pass_time(two, STEP)
            passed += STEP
    assert isinstance(posted.result(), Ok)
    return passed


@pytest.mark.row("F2")
async def test_a_room_accepts_commands_again_within_three_seconds_whenever_its_owner_dies() -> None:
    took = []
    for after in KILLS:
        async with cluster("one", "two", "three") as nodes:
            took.append(await seconds_until_accepted(nodes, after))
    assert max(took) <= 3.0, took


async def test_people_stay_seated_while_the_next_owner_cannot_write_and_go_on_when_it_can() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo = await two.seated("bo")
        two.log.refuses = lambda stream, events: bool(events)
        one.cut_off(log_too=True)
        await pass_time(two, 5)
        assert two.log.refused > 1
        two.log.refuses = lambda stream, events: False
        await pass_time(two, 1)
        assert isinstance(await bo.post("study", "here we are"), Ok)
        assert two.room("study").host.is_owner


@pytest.mark.row("F2")
async def test_a_room_does_not_wait_for_a_next_owner_whose_log_does_not_answer() -> None:
    async with cluster("one", "two", "three") as (one, two, three):
        await one.seated("ada")
        bo = await three.seated("bo")
        await two.seated("cy")
        two.log.refuses = lambda stream, events: not events
        one.cut_off(log_too=True)
        await pass_time(three, 3)
        assert two.log.refused > 0
        assert isinstance(await bo.post("study", "somebody is there"), Ok)
        assert three.room("study").host.is_owner


async def test_a_room_that_is_open_is_not_given_away_with_a_sub_room_that_cannot_be_opened() -> None:
    async with cluster("one", "two") as (one, two):
        ada = await one.seated("ada")
        assert isinstance(await ada.command("study", OpenSubRoom("cid-open", "Limits")), Ok)
        one.log.refuses = lambda stream, events: stream == "study--1"
        refused = await ada.answer(EnterRoom(ada.next_ref(), "study--1", None))
        assert isinstance(refused, Error)
        assert refused.code == ErrorCode.NOT_SAVED
        shared = two.shared
        assert shared is not None
        assert await shared.registry.take("study", "two") == "one"


@pytest.mark.row("D7")
@pytest.mark.parametrize("is_somebody_elsewhere", [True, False])
async def test_a_timer_whose_owner_dies_a_second_before_it_is_due_fires_once_and_at_most_two_seconds_late(
    *, is_somebody_elsewhere: bool
) -> None:
    for after in KILLS:
        async with cluster("one", "two") as (one, two):
            ada = await one.seated("ada")
            if is_somebody_elsewhere:
                await two.seated("bo")
            await pass_time(one, after)
            assert isinstance(await ada.command("study", StartFocus(focus_minutes=1)), Ok)
            await pass_time(one, 59)
            one.cut_off(log_too=True)
            await pass_time(two, 5)
            entries = await two.log.read("study", 0, 1000)
            (due,) = [entry.event.ends_at for entry in entries if isinstance(entry.event, FocusStarted)]
            fired = [entry.event.at for entry in entries if isinstance(entry.event, PhaseBegan)]
            assert len(fired) == 1
            assert 0 <= fired[0] - due <= 2.0, (after, fired[0] - due)
