"""How long pictures stood still, as the pages of those who see them say: lately for each of them, and in all.

A page may say what it wants: what comes too often is dropped, so that a number is never larger than the time that passed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

REPORTS_EVERY = 5.0
"""Seconds; what comes sooner after the last one is dropped. Pages report every ten."""

LATELY = 60.0


class Freezes:
    """`now` gives seconds. A peer is whatever the caller calls one."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._reports: dict[str, deque[tuple[float, dict[str, float]]]] = {}
        self.pictures = 0
        """Since the start: a picture that froze in the time between two reports counts once."""
        self.seconds = 0.0

    def note(self, peer: str, seconds: Mapping[str, float]) -> None:
        """By mid of the picture."""
        now = self._now()
        reports = self._reports.setdefault(peer, deque())
        if reports and now - reports[-1][0] < REPORTS_EVERY:
            return
        reports.append((now, dict(seconds)))
        self._tidy(peer)
        self.pictures += len(seconds)
        self.seconds += sum(seconds.values())

    def lately(self, peer: str) -> float:
        """Seconds in which the worst picture of the peer stood still within the last minute."""
        self._tidy(peer)
        by_picture: dict[str, float] = {}
        for _, seconds in self._reports.get(peer, ()):
            for mid, frozen in seconds.items():
                by_picture[mid] = by_picture.get(mid, 0.0) + frozen
        return min(LATELY, max(by_picture.values(), default=0.0))

    def forget(self, peer: str) -> None:
        self._reports.pop(peer, None)

    def _tidy(self, peer: str) -> None:
        reports = self._reports.get(peer, ())
        while reports and self._now() - reports[0][0] > LATELY:
            reports.popleft()
