"""Numbers of the media process: counters, what is there now, and how good tracks and lines are."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from media.distribution import ROUND_TRIPS, SHARES, distribution
from media.events import Statistics
from server.media_freezes import Freezes
from server.monitoring.media import MediaMetrics
from tests.server.monitoring.samples import Samples, told
from tests.support.clock import ManualClock

pytestmark = pytest.mark.anyio

COUNTED = Statistics(
    ref=1,
    peers=2,
    packets_in=10,
    packets_out=30,
    bytes_in=1_000,
    bytes_out=3_000,
    drops={"bad_tag": 4, "replayed": 0},
    threads=[1.5],
    process_cpu=2.5,
    pictures={"0": 7, "2": 1},
)


async def _seen(statistics: Statistics | None) -> Samples:
    async def media() -> Statistics | None:
        return statistics

    return told(await MediaMetrics(media, Freezes(ManualClock().now)).look())


async def test_packets_and_pictures_are_counted() -> None:
    seen = await _seen(replace(COUNTED, keyframes_wanted=9, keyframes_asked=2, resent=5))
    assert seen["studyhall_media_packets_total", "out"] == 30
    assert seen["studyhall_media_drops_total", "bad_tag"] == 4
    assert [seen["studyhall_media_pictures", layer] for layer in "012"] == [7, 0, 1]
    assert seen["studyhall_media_cpu_seconds_total", "plane-0"] == 1.5
    assert seen["studyhall_media_keyframe_requests_total", "receivers"] == 9
    assert seen["studyhall_media_keyframe_requests_total", "ours"] == 2
    assert seen["studyhall_media_resent_packets_total",] == 5


async def test_lines_are_told_as_how_many_are_how_good() -> None:
    losses = {"in": distribution([0.0, 0.0, 0.3], SHARES), "out": distribution([], SHARES)}
    seen = await _seen(replace(COUNTED, losses=losses, round_trips=distribution([0.04], ROUND_TRIPS)))
    assert seen["studyhall_media_line_loss_ratio_bucket", "in", "0.0"] == 2
    assert seen["studyhall_media_line_loss_ratio_bucket", "in", "0.5"] == 3
    assert seen["studyhall_media_line_round_trip_seconds_bucket", "0.05"] == 1
    assert seen["studyhall_media_line_round_trip_seconds_bucket", "+Inf"] == 1


async def test_a_thousand_people_are_as_many_series_as_one() -> None:
    few = await _seen(replace(COUNTED, losses={"in": distribution([0.1], SHARES)}))
    many = await _seen(replace(COUNTED, peers=1000, losses={"in": distribution([0.1] * 1000, SHARES)}))
    assert few.keys() == many.keys()


async def test_without_a_media_process_only_that_is_told() -> None:
    seen = await _seen(None)
    assert seen["studyhall_media_up",] == 0
    assert ("studyhall_media_peers",) not in seen


async def test_pictures_that_stood_still_are_counted() -> None:
    async def media() -> None:
        return None

    freezes = Freezes(ManualClock().now)
    freezes.note("study:1", {"2": 1.5, "3": 2.5})
    seen = told(await MediaMetrics(media, freezes).look())
    assert seen["studyhall_media_freezes_total",] == 2
    assert seen["studyhall_media_frozen_seconds_total",] == 4.0
