"""When a room writes: everything that is pending for its clients is one pass, and passes keep a distance.

A small room writes in the next turn of the loop. A large one waits a moment between passes, longer the more it has to
deliver, so that more becomes one write; and it writes in pieces, one per turn, so that others have theirs in between.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterator

from signaling.ports import Clock

LARGE_FROM = 64
"""Members from which on passes keep a distance."""

SHORTEST_SECONDS, LONGEST_SECONDS = 0.020, 0.100

SECONDS_PER_DELIVERY = 5e-6
"""The distance grows by this for each delivery per second: up to 4,000 it is the shortest, from 20,000 on the longest.
Then a thousand clients are ten thousand writes per second, which is some percent of a core, whatever is said.
"""

MEMORY_SECONDS = 1.0
"""The rate of entries is a mean over about so long."""


class Rate:
    """Entries per second, lately."""

    def __init__(self, now: float) -> None:
        self._weighed = 0.0
        self._at = now

    def note(self, entries: int, now: float) -> None:
        self._weighed = self._weighed * math.exp((self._at - now) / MEMORY_SECONDS) + entries
        self._at = now

    @property
    def per_second(self) -> float:
        return self._weighed / MEMORY_SECONDS


def distance(members: int, per_second: float) -> float:
    """Seconds from the beginning of one pass to that of the next."""
    if members < LARGE_FROM:
        return 0.0
    return min(max(members * per_second * SECONDS_PER_DELIVERY, SHORTEST_SECONDS), LONGEST_SECONDS)


class Passes:
    def __init__(self, clock: Clock, begin: Callable[[], Iterator[None]]) -> None:
        """`begin` starts a pass over what is pending then; each step of it is one turn of the loop."""
        self._clock, self._begin = clock, begin
        self._rate = Rate(clock.now())
        self._members = 0
        self._began = -math.inf
        self._running: Iterator[None] | None = None
        self._is_needed = False
        self._cancel: Callable[[], None] | None = None

    def need(self, members: int, entries: int = 0) -> None:
        """There is something new, `entries` of it, for so many."""
        self._members = members
        self._rate.note(entries, self._clock.now())
        self._is_needed = True
        if self._cancel is None:
            self._schedule()

    def finish(self) -> None:
        """Everything that is pending is given now."""
        while self._running is not None or self._is_needed:
            self._step()

    def close(self) -> None:
        if self._cancel is not None:
            self._cancel()

    def _schedule(self) -> None:
        now = self._clock.now()
        due = self._began + distance(self._members, self._rate.per_second)
        if self._running is not None or due <= now:
            self._cancel = asyncio.get_running_loop().call_soon(self._turn).cancel
        else:
            self._cancel = self._clock.call_at(due, self._turn)

    def _turn(self) -> None:
        self._cancel = None
        if self._running is not None or self._is_needed:
            self._step()
        if self._running is not None or self._is_needed:
            self._schedule()

    def _step(self) -> None:
        if self._running is None:
            self._is_needed = False
            self._began = self._clock.now()
            self._running = self._begin()
        if next(self._running, _OVER) is _OVER:
            self._running = None


_OVER = object()
