"""A clock that stands still until a test moves it."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count


class ManualClock:
    """Implements `signaling.ports.Clock`."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self._now = now
        self._order = count()
        self._calls: list[tuple[float, int, Callable[[], None]]] = []
        self._cancelled: set[int] = set()

    def now(self) -> float:
        return self._now

    def call_at(self, when: float, call: Callable[[], None]) -> Callable[[], None]:
        number = next(self._order)
        heapq.heappush(self._calls, (when, number, call))
        return lambda: self._cancelled.add(number)

    @property
    def armed(self) -> list[float]:
        """When each timer that is not cancelled fires, soonest first."""
        return sorted(when for when, number, _ in self._calls if number not in self._cancelled)

    def advance(self, seconds: float) -> None:
        """Fire what falls due on the way, each at its time."""
        until = self._now + seconds
        while self._calls and self._calls[0][0] <= until:
            when, number, call = heapq.heappop(self._calls)
            self._now = max(self._now, when)
            if number in self._cancelled:
                self._cancelled.discard(number)
            else:
                call()
        self._now = until
