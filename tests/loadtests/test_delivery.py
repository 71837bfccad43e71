"""From counters to what a delivery cost, and whether a server did what it was asked for."""

from __future__ import annotations

import dataclasses

import pytest

from loadtests.delivery import Delivery, Moment, Outcome, Pace, measure

NOTHING_LOST = Outcome(lost=0, twice=0, closed=0)
BEFORE = Moment(at=10.0, cpu=1.0, received=5_000, frames=5_000)
AFTER = Moment(at=20.0, cpu=3.0, received=205_000, frames=25_000)


def measured(
    asked: float = 20_000.0, outcome: Outcome = NOTHING_LOST, floor: Delivery | None = None
) -> Delivery:
    return measure("ours", 1000, Pace.FIXED, asked, BEFORE, AFTER, [1_000, 3_000], outcome, floor)


def test_cpu_is_divided_by_what_members_received() -> None:
    one = measured()
    assert (one.delivered, one.frames, one.seconds) == (200_000, 20_000, 10.0)
    assert (one.per_second, one.us_per_delivery, one.cpu) == (20_000, 10.0, 0.2)
    assert one.per_core_second == 100_000
    assert one.latency_p50 == 2.0
    assert (one.floors, one.speed) == (None, None)


def test_a_floor_is_what_cpu_and_speed_are_compared_with() -> None:
    floor = dataclasses.replace(measured(), us_per_delivery=8.0)
    one = measured(floor=floor)
    assert (one.floors, one.speed) == (1.25, 0.8)


@pytest.mark.parametrize(
    ("asked", "outcome", "kept_up"),
    [
        (20_000.0, NOTHING_LOST, True),
        (20_700.0, NOTHING_LOST, True),  # all but three in a hundred, and one message
        (20_800.0, NOTHING_LOST, False),
        (20_000.0, Outcome(lost=1, twice=0, closed=0), False),
        (20_000.0, Outcome(lost=0, twice=0, closed=1), False),
    ],
)
def test_who_loses_closes_or_is_late_does_not_keep_up(asked: float, outcome: Outcome, kept_up: bool) -> None:
    assert measured(asked, outcome).kept_up is kept_up


def test_a_window_without_a_message_is_no_measurement() -> None:
    with pytest.raises(ValueError, match="ours"):
        measure("ours", 1, Pace.FIXED, 1.0, BEFORE, BEFORE, [], NOTHING_LOST)
