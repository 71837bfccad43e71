"""From two readings to figures: hand-made counters with known answers."""

from __future__ import annotations

import pytest

from loadtests.measurement import Floor, Measurement, Reading, measure, percentile

COUNTS = dict.fromkeys(("received", "expected", "duplicates", "renumbered", "bad_tags"), 0)


def reading(at: float, cpu: float, packets: int, **viewers: int) -> Reading:
    return Reading(at, cpu, cpu / 2, cpu / 4, COUNTS | viewers, {"packets": packets})


def measured(**after: int) -> Measurement:
    return measure(
        "audience",
        reading(100.0, 1.0, 500, received=1000, expected=1000),
        reading(110.0, 1.5, 1500, **after),
        publishers=1,
        receivers_per_publisher=10,
        viewers=10,
        joins=[0.1, 0.2, 0.3],
        latencies=[1000, 2000, 3000],
        floor=Floor(25.0, 10_000, 10_000),
    )


def test_only_the_window_counts() -> None:
    one = measured(received=11_000, expected=11_000)
    assert (one.seconds, one.received, one.sent, one.lost) == (10.0, 10_000, 10_000, 0)
    assert (one.us_per_packet, one.packets_per_second, one.floors) == (50.0, 1000.0, 2.0)
    assert (one.media_cpu, one.web_cpu, one.tool_cpu) == (0.05, 0.025, 0.0125)
    assert (one.join_p50, one.latency_p50) == (200.0, 2.0)


def test_what_was_expected_and_did_not_come_is_lost() -> None:
    one = measured(received=10_800, expected=11_000, duplicates=3)
    assert (one.lost, one.loss, one.duplicates) == (200, 0.02, 3)


def test_a_window_without_packets_is_no_measurement() -> None:
    with pytest.raises(ValueError, match="no packet"):
        measured(received=1000, expected=1000)


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([], 50, 0.0), ([7], 99, 7.0), ([1, 2, 3], 50, 2.0), (list(range(101)), 95, 95.0)],
)
def test_percentiles_are_interpolated(values: list[float], percent: int, expected: float) -> None:
    assert percentile(values, percent) == expected
