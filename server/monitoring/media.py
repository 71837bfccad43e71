"""Numbers of the media process, as Prometheus wants them.

Tracks and lines come as distributions: how many of them are how good. A label for each of them would be a new series
for everybody who comes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from itertools import accumulate

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeHistogramMetricFamily,
    GaugeMetricFamily,
    Metric,
)

from media.events import Distribution, Statistics
from server.media_freezes import Freezes

LAYERS = 3
"""Encodings of a camera, lowest first."""


class MediaMetrics:
    """`statistics` gives None while there is no media process. `freezes`: what pages said of pictures."""

    def __init__(self, statistics: Callable[[], Awaitable[Statistics | None]], freezes: Freezes) -> None:
        self._statistics, self._freezes = statistics, freezes

    async def look(self) -> list[Metric]:
        statistics = await self._statistics()
        up = GaugeMetricFamily("studyhall_media_up", "Whether the media process answers")
        up.add_metric([], float(statistics is not None))
        seen = [up, *_frozen(self._freezes)]
        if statistics is None:
            return seen
        return [*seen, *_now(statistics), *_since_start(statistics), *_distributed(statistics)]


def _frozen(freezes: Freezes) -> Iterator[Metric]:
    pictures = CounterMetricFamily(
        "studyhall_media_freezes", "Pictures that stood still between two reports of a page"
    )
    pictures.add_metric([], freezes.pictures)
    yield pictures
    seconds = CounterMetricFamily("studyhall_media_frozen_seconds", "For how long pictures stood still")
    seconds.add_metric([], freezes.seconds)
    yield seconds


def _now(statistics: Statistics) -> Iterator[Metric]:
    peers = GaugeMetricFamily("studyhall_media_peers", "Devices with media")
    peers.add_metric([], statistics.peers)
    yield peers
    pictures = GaugeMetricFamily(
        "studyhall_media_pictures",
        "Pictures that somebody is sent now, by layer (0 lowest)",
        labels=["layer"],
    )
    for layer in sorted({*map(str, range(LAYERS)), *statistics.pictures}):
        pictures.add_metric([layer], statistics.pictures.get(layer, 0))
    yield pictures


def _since_start(statistics: Statistics) -> Iterator[Metric]:
    yield _counter(
        "studyhall_media_packets",
        "Packets",
        "direction",
        {"in": statistics.packets_in, "out": statistics.packets_out},
    )
    yield _counter(
        "studyhall_media_bytes",
        "Bytes on the wire",
        "direction",
        {"in": statistics.bytes_in, "out": statistics.bytes_out},
    )
    yield _counter("studyhall_media_drops", "Packets that went nowhere", "reason", statistics.drops)
    yield _counter(
        "studyhall_media_keyframe_requests",
        "Requests for a whole picture: by receivers, and to publishers after merging",
        "whose",
        {"receivers": statistics.keyframes_wanted, "ours": statistics.keyframes_asked},
    )
    resent = CounterMetricFamily("studyhall_media_resent_packets", "Packets sent again for who missed them")
    resent.add_metric([], statistics.resent)
    yield resent
    threads = {f"plane-{number}": seconds for number, seconds in enumerate(statistics.threads)}
    yield _counter(
        "studyhall_media_cpu_seconds", "CPU time", "thread", {"process": statistics.process_cpu} | threads
    )


def _counter(name: str, means: str, label: str, values: dict[str, int] | dict[str, float]) -> Metric:
    family = CounterMetricFamily(name, means, labels=[label])
    for value, count in sorted(values.items()):
        family.add_metric([value], count)
    return family


def _distributed(statistics: Statistics) -> Iterator[Metric]:
    tracks = GaugeHistogramMetricFamily(
        "studyhall_media_track_bits_per_second",
        "What tracks carry now: of publishers (in), and to receivers (out)",
        labels=["track"],
    )
    for track, bitrates in statistics.tracks.items():
        tracks.add_metric([track], *_buckets(bitrates))
    yield tracks
    losses = GaugeHistogramMetricFamily(
        "studyhall_media_line_loss_ratio",
        "Share that connections lost lately: on the way here (in), and to people (out)",
        labels=["direction"],
    )
    for direction, shares in statistics.losses.items():
        losses.add_metric([direction], *_buckets(shares))
    yield losses
    for name, means, values in (
        ("studyhall_media_line_round_trip_seconds", "Round trip of connections", statistics.round_trips),
        (
            "studyhall_media_estimate_bits_per_second",
            "What may be sent to each receiver, where it is known",
            statistics.estimates,
        ),
    ):
        if values is not None:
            family = GaugeHistogramMetricFamily(name, means)
            family.add_metric([], *_buckets(values))
            yield family


def _buckets(values: Distribution) -> tuple[list[tuple[str, float]], float]:
    """Cumulative, as Prometheus has them."""
    names = [*(str(float(bound)) for bound in values.bounds), "+Inf"]
    return list(zip(names, accumulate(map(float, values.counts)), strict=True)), values.total
