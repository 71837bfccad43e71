"""What a clock shows, and when it will show so much."""

from __future__ import annotations

import pytest

from community.covered_time import Window
from rooms.obligations.clocks import elapsed, reached
from rooms.obligations.terms import ClockKind

WALL, COVERED = ClockKind.WALL, ClockKind.COVERED
MORNINGS = [Window(100.0, 200.0), Window(1100.0, 1200.0)]


@pytest.mark.parametrize(
    ("kind", "since", "now", "seconds"),
    [
        (WALL, 50.0, 150.0, 100.0),
        (WALL, 150.0, 50.0, 0.0),
        (COVERED, 50.0, 150.0, 50.0),
        (COVERED, 150.0, 1150.0, 100.0),
        (COVERED, 200.0, 1100.0, 0.0),
        (COVERED, 150.0, 50.0, 0.0),
    ],
)
def test_wall_clocks_run_always_and_covered_ones_in_windows(
    kind: ClockKind, since: float, now: float, seconds: float
) -> None:
    shown = elapsed(kind, MORNINGS, since, now)
    assert shown == seconds
    assert isinstance(shown, float)


@pytest.mark.parametrize(
    ("kind", "since", "seconds", "at"),
    [
        (WALL, 50.0, 100.0, 150.0),
        (WALL, 50.0, -100.0, 50.0),
        (COVERED, 50.0, 100.0, 200.0),
        (COVERED, 150.0, 100.0, 1150.0),
        (COVERED, 150.0, 0.0, 150.0),
        (COVERED, 150.0, 1000.0, None),
    ],
)
def test_the_moment_at_which_it_will_have_run_so_long(
    kind: ClockKind, since: float, seconds: float, at: float | None
) -> None:
    assert reached(kind, MORNINGS, since, seconds) == at
