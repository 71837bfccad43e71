"""What one window of a media scenario said, and the arithmetic from counters to figures. Values only."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """Everything that counts upwards, at one moment. CPU is user and system time in seconds."""

    at: float
    media_cpu: float
    web_cpu: float
    tool_cpu: float
    viewers: Mapping[str, int]
    publishers: Mapping[str, int]


@dataclass(frozen=True)
class Floor:
    """The floor program for as many viewers: microseconds of CPU per packet, and whether all of them arrived."""

    us_per_packet: float
    packets: int
    received: int


@dataclass(frozen=True)
class Measurement:
    """One row. Shares of CPU are of one core; times are in milliseconds unless named otherwise.

    `received` counts each packet that viewers got once; `expected` is by their sequence numbers; `sent` by the
    publishers, times who should receive it. `lost` is expected - received. `renumbered` and `bad_tags` come from the
    one packet in 64 that is decrypted.
    """

    scenario: str
    viewers: int
    publishers: int
    seconds: float
    received: int
    expected: int
    sent: int
    lost: int
    duplicates: int
    renumbered: int
    bad_tags: int
    us_per_packet: float
    media_cpu: float
    web_cpu: float
    tool_cpu: float
    join_p50: float
    join_p95: float
    latency_p50: float
    latency_p99: float
    floor: Floor | None

    @property
    def packets_per_second(self) -> float:
        return self.received / self.seconds

    @property
    def loss(self) -> float:
        """0.0 to 1.0"""
        return self.lost / self.expected if self.expected else 1.0

    @property
    def floors(self) -> float | None:
        """CPU per packet, as a multiple of the floor's."""
        return self.us_per_packet / self.floor.us_per_packet if self.floor else None


def measure(
    scenario: str,
    before: Reading,
    after: Reading,
    *,
    publishers: int,
    receivers_per_publisher: int,
    viewers: int,
    joins: Sequence[float],
    latencies: Sequence[int],
    floor: Floor | None = None,
) -> Measurement:
    """`joins` in seconds, `latencies` in microseconds. Raises ValueError when nothing arrived."""
    seconds = after.at - before.at
    got = {name: count - before.viewers[name] for name, count in after.viewers.items()}
    sent = after.publishers["packets"] - before.publishers["packets"]
    if not got["received"]:
        raise ValueError("no packet arrived in the whole window")
    media_cpu = after.media_cpu - before.media_cpu
    return Measurement(
        scenario=scenario,
        viewers=viewers,
        publishers=publishers,
        seconds=seconds,
        received=got["received"],
        expected=got["expected"],
        sent=sent * receivers_per_publisher,
        lost=got["expected"] - got["received"],
        duplicates=got["duplicates"],
        renumbered=got["renumbered"],
        bad_tags=got["bad_tags"],
        us_per_packet=media_cpu / got["received"] * 1e6,
        media_cpu=media_cpu / seconds,
        web_cpu=(after.web_cpu - before.web_cpu) / seconds,
        tool_cpu=(after.tool_cpu - before.tool_cpu) / seconds,
        join_p50=percentile(joins, 50) * 1e3,
        join_p95=percentile(joins, 95) * 1e3,
        latency_p50=percentile(latencies, 50) / 1e3,
        latency_p99=percentile(latencies, 99) / 1e3,
        floor=floor,
    )


def percentile(values: Sequence[float], percent: int) -> float:
    """Interpolated; the value itself where there is only one, 0.0 where there is none."""
    if len(values) < 2:
        return float(values[0]) if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
