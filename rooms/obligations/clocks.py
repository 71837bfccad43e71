"""What a clock of an obligation shows, and when it will show so much. Wall clocks run always, covered ones in windows.

Pure arithmetic: it knows neither obligations nor the present time.
"""

from __future__ import annotations

from collections.abc import Sequence

from community.covered_time import Window, advance, covered_between
from rooms.obligations.terms import ClockKind


def elapsed(kind: ClockKind, windows: Sequence[Window], since: float, now: float) -> float:
    """Seconds that the clock ran from `since` to `now`; 0 when `now` is not after it."""
    if kind is ClockKind.WALL:
        return max(0.0, now - since)
    return float(covered_between(windows, since, now))


def reached(kind: ClockKind, windows: Sequence[Window], since: float, seconds: float) -> float | None:
    """When the clock has run `seconds` from `since`: at once if that is no time. None: the windows end before."""
    if kind is ClockKind.WALL:
        return since + max(0.0, seconds)
    return advance(windows, since, seconds)
