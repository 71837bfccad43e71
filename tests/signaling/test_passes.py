"""When a room writes: at once while it is small, with a distance when it is large, and never more at a time than a step."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from signaling.passes import LARGE_FROM, LONGEST_SECONDS, SHORTEST_SECONDS, Passes, Rate, distance
from tests.support.clock import ManualClock
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio


class RoomRig:
    """A room of which each pass takes so many steps."""

    def __init__(self, steps: int = 1) -> None:
        self.clock = ManualClock()
        self.passes = Passes(self.clock, self._begin)
        self.steps = steps
        self.begun: list[float] = []
        self.steps_made = 0

    def _begin(self) -> Iterator[None]:
        self.begun.append(self.clock.now())
        for step in range(self.steps):
            if step:
                yield
            self.steps_made += 1


@pytest.mark.parametrize(
    ("members", "per_second", "seconds"),
    [
        (LARGE_FROM - 1, 1000.0, 0.0),
        (LARGE_FROM, 0.0, SHORTEST_SECONDS),
        (1000, 4.0, SHORTEST_SECONDS),
        (1000, 10.0, 0.050),
        (1000, 20.0, LONGEST_SECONDS),
        (10_000, 500.0, LONGEST_SECONDS),
    ],
)
def test_the_distance_of_passes_grows_with_what_is_to_be_delivered(
    members: int, per_second: float, seconds: float
) -> None:
    assert distance(members, per_second) == pytest.approx(seconds)


def test_a_rate_is_what_came_lately() -> None:
    rate = Rate(0.0)
    for number in range(1, 101):
        rate.note(5, number / 10)
    assert rate.per_second == pytest.approx(50, rel=0.1)
    rate.note(0, 20.0)
    assert rate.per_second < 1


async def test_a_small_room_writes_in_the_next_turn_and_once_for_what_came_in_this_one() -> None:
    rig = RoomRig()
    for _ in range(3):
        rig.passes.need(members=8, entries=1)
    assert rig.begun == []
    await turn()
    assert len(rig.begun) == 1
    rig.passes.need(members=8, entries=1)
    await turn()
    assert len(rig.begun) == 2


async def test_a_large_room_writes_at_once_after_a_pause_and_then_keeps_its_distance() -> None:
    rig = RoomRig()
    start = rig.clock.now()
    rig.passes.need(members=1000)
    await turn()
    for _ in range(50):
        rig.passes.need(members=1000, entries=1)
        await turn()
    assert rig.begun == [start]
    rig.clock.advance(1)
    assert len(rig.begun) == 2
    assert rig.begun[1] - start == pytest.approx(SHORTEST_SECONDS), "nothing came before"
    rig.clock.advance(1)
    await turn()
    assert len(rig.begun) == 2, "there was nothing new"


async def test_each_step_of_a_pass_is_a_turn_and_what_is_new_waits_for_the_next_pass() -> None:
    rig = RoomRig(steps=4)
    made: list[tuple[int, int]] = []

    def look() -> None:
        made.append((len(rig.begun), rig.steps_made))
        rig.passes.need(members=8)
        if len(made) < 5:
            asyncio.get_running_loop().call_soon(look)

    rig.passes.need(members=8)
    asyncio.get_running_loop().call_soon(look)
    while len(made) < 5:
        await turn()
    assert made == [(1, 1), (1, 2), (1, 3), (1, 4), (2, 5)]
    rig.passes.close()


async def test_what_must_be_finished_is_finished_now_with_what_is_pending() -> None:
    rig = RoomRig(steps=3)
    rig.passes.need(members=1000)
    await turn()
    rig.passes.need(members=1000)
    rig.passes.finish()
    assert (len(rig.begun), rig.steps_made) == (2, 6)
    await turn()
    rig.clock.advance(1)
    rig.passes.finish()
    assert rig.steps_made == 6


@pytest.mark.parametrize("members", [8, 1000])
async def test_a_room_that_has_ended_writes_nothing(members: int) -> None:
    rig = RoomRig()
    rig.passes.need(members)
    await turn()
    rig.passes.need(members)
    rig.passes.close()
    await turn()
    rig.clock.advance(1)
    assert rig.steps_made == 1
    rig.passes.close()
