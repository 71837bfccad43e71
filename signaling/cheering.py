"""Floating reactions of one room: counted for a moment, then shown together. Nothing of them is kept.

A storm costs every client a few small frames per second, however many people cheer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from signaling.ports import Clock
from signaling.wire import CHEER_SECONDS

CHEERS_PER_SECOND = 4
"""More from one member within a second are dropped."""


class Cheering:
    def __init__(self, clock: Clock, show: Callable[[dict[str, int]], None]) -> None:
        """`show` is given the counts since it was last called, at most once per `CHEER_SECONDS`."""
        self._clock = clock
        self._show = show
        self._counts: Counter[str] = Counter()
        self._cancel: Callable[[], None] | None = None
        self._second_ends = 0.0
        self._cheered: Counter[str] = Counter()

    def may(self, member: str) -> bool:
        """Counts it, unless this member cheered enough in this second."""
        now = self._clock.now()
        if now >= self._second_ends:
            self._second_ends = now + 1.0
            self._cheered.clear()
        if self._cheered[member] >= CHEERS_PER_SECOND:
            return False
        self._cheered[member] += 1
        return True

    def add(self, emoji: str) -> None:
        """The first one after a pause is shown at once."""
        self._counts[emoji] += 1
        if self._cancel is None:
            self._flush()

    def close(self) -> None:
        if self._cancel is not None:
            self._cancel()

    def _flush(self) -> None:
        self._cancel = None
        if self._counts:
            counts, self._counts = dict(self._counts), Counter()
            self._cancel = self._clock.call_at(self._clock.now() + CHEER_SECONDS, self._flush)
            self._show(counts)
