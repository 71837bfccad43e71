"""How much one connection may ask for: token buckets. They say how long to wait; they never wait."""

from __future__ import annotations

from msgspec import Struct


class Rate(Struct, frozen=True):
    """`burst` at once, and `per_second` in the long run."""

    burst: int
    per_second: float


class Limits(Struct, frozen=True):
    """Per connection. Each request counts as one, and a command or an offer counts in its own bucket too."""

    requests: Rate = Rate(burst=100, per_second=30.0)
    commands: Rate = Rate(burst=30, per_second=10.0)
    offers: Rate = Rate(burst=30, per_second=2.0)


class Bucket:
    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = float(rate.burst)
        self._filled_at = now

    def take(self, now: float) -> float:
        """Take one token and return 0.0, or take none and return the seconds until there is one."""
        grown = self._tokens + (now - self._filled_at) * self._rate.per_second
        self._tokens = min(float(self._rate.burst), grown)
        self._filled_at = now
        if self._tokens < 1.0:
            return (1.0 - self._tokens) / self._rate.per_second
        self._tokens -= 1.0
        return 0.0
