"""What one window of a chat's fan-out said, and the arithmetic from counters to figures. Values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from loadtests.measurement import percentile

KEPT_UP = 0.97
"""A server that delivers this share of what it is asked for keeps up, but for one message: windows have edges."""


class Pace(StrEnum):
    FIXED = "fixed"
    """The same rate for everybody, to compare what a delivery costs."""
    PEAK = "peak"
    """As much as goes."""


@dataclass(frozen=True)
class Moment:
    """Everything that counts upwards, at one moment. `cpu` is user and system time in seconds."""

    at: float
    cpu: float
    received: int
    frames: int


@dataclass(frozen=True)
class Outcome:
    """Of a whole run, after everything that was posted had time to arrive."""

    lost: int
    twice: int
    closed: int


@dataclass(frozen=True)
class Delivery:
    """One row. A delivery is one message at one member; `asked` is in deliveries per second, None: as fast as it goes.

    `frames`: WebSocket messages in which the deliveries came. `cpu` is a share of one core; latencies are in
    milliseconds. `floor_us` is `us_per_delivery` of the loop that only sends, at the same pace.
    """

    server: str
    clients: int
    pace: Pace
    asked: float | None
    seconds: float
    delivered: int
    frames: int
    cpu: float
    us_per_delivery: float
    latency_p50: float
    latency_p99: float
    outcome: Outcome
    floor_us: float | None = None

    @property
    def per_second(self) -> float:
        return self.delivered / self.seconds

    @property
    def per_core_second(self) -> float:
        return 1e6 / self.us_per_delivery

    @property
    def floors(self) -> float | None:
        """CPU per delivery, as a multiple of the floor's."""
        return self.us_per_delivery / self.floor_us if self.floor_us else None

    @property
    def speed(self) -> float | None:
        """Deliveries per second of CPU time, as a multiple of the floor's."""
        return self.floor_us / self.us_per_delivery if self.floor_us else None

    @property
    def kept_up(self) -> bool:
        wanted = 0.0 if self.asked is None else KEPT_UP * self.asked * self.seconds - self.clients
        return self.delivered >= wanted and not (self.outcome.lost or self.outcome.closed)


def measure(
    server: str,
    clients: int,
    pace: Pace,
    asked: float,
    before: Moment,
    after: Moment,
    latencies: Sequence[int],
    outcome: Outcome,
    floor: Delivery | None = None,
) -> Delivery:
    """`latencies` in microseconds. Raises ValueError when nothing arrived."""
    seconds, cpu = after.at - before.at, after.cpu - before.cpu
    delivered = after.received - before.received
    if not delivered:
        raise ValueError(f"{server}: no message arrived in the whole window")
    return Delivery(
        server=server,
        clients=clients,
        pace=pace,
        asked=asked,
        seconds=seconds,
        delivered=delivered,
        frames=after.frames - before.frames,
        cpu=cpu / seconds,
        us_per_delivery=cpu / delivered * 1e6,
        latency_p50=percentile(latencies, 50) / 1e3,
        latency_p99=percentile(latencies, 99) / 1e3,
        outcome=outcome,
        floor_us=floor.us_per_delivery if floor else None,
    )
