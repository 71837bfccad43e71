"""How a line is judged, and that its mark does not flicker."""

from __future__ import annotations

import pytest

from media.events import Quality
from media.quality import BETTER_AFTER, Line, judge, worse


@pytest.mark.parametrize(
    ("loss", "round_trip", "expected"),
    [
        (0.0, 0.0, None),
        (0.049, 0.499, None),
        (0.05, 0.0, Quality.FAIR),
        (0.10, 0.0, Quality.POOR),
        (0.20, 0.0, Quality.BAD),
        (0.0, 0.5, Quality.FAIR),
        (0.0, 1.0, Quality.POOR),
        (0.0, 2.0, Quality.BAD),
        (0.06, 1.5, Quality.POOR),
        (0.5, 0.6, Quality.BAD),
    ],
)
def test_the_worse_of_loss_and_delay_counts(loss: float, round_trip: float, expected: Quality | None) -> None:
    assert judge(loss, round_trip) is expected


def test_good_is_better_than_everything() -> None:
    assert worse(None, Quality.FAIR) is Quality.FAIR
    assert worse(Quality.BAD, Quality.POOR) is Quality.BAD
    assert worse(None, None) is None


def test_worse_is_said_at_once_and_better_after_a_while() -> None:
    line = Line()
    line.update(Quality.POOR, 0.0)
    assert line.quality is Quality.POOR
    line.update(None, 2.0)
    line.update(None, 2.0 + BETTER_AFTER - 0.1)
    assert line.quality is Quality.POOR
    line.update(None, 2.0 + BETTER_AFTER)
    assert line.quality is None


def test_a_relapse_begins_the_wait_anew() -> None:
    line = Line()
    line.update(Quality.FAIR, 0.0)
    line.update(None, 2.0)
    line.update(Quality.FAIR, 8.0)
    line.update(None, 10.0)
    line.update(None, 10.0 + BETTER_AFTER - 0.1)
    assert line.quality is Quality.FAIR
