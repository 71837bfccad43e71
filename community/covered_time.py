"""How much covered time passes between two instants, and when so much has passed: what deadlines are made of.

Covered time is a list of windows in UTC seconds. Why they are open (business hours, a roster) it never knows, nor what
the present time is. Every function here expects windows as `merged` gives them: in order, apart, none of them empty.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from msgspec import Struct


class Window(Struct, frozen=True, order=True, gc=False):
    """UTC seconds; `end` is not part of it."""

    start: float
    end: float


def merged(windows: Iterable[Window]) -> list[Window]:
    """The same time, in order; windows that overlap or touch have become one."""
    whole: list[Window] = []
    for window in sorted(window for window in windows if window.start < window.end):
        if whole and window.start <= whole[-1].end:
            whole[-1] = Window(whole[-1].start, max(whole[-1].end, window.end))
        else:
            whole.append(window)
    return whole


def clipped(windows: Sequence[Window], start: float, end: float) -> list[Window]:
    """What of them lies from `start` to before `end`."""
    inside: list[Window] = []
    for window in windows[_first_after(windows, start) :]:
        part = Window(max(window.start, start), min(window.end, end))
        if part.start >= part.end:
            break
        inside.append(part)
    return inside


def without(windows: Sequence[Window], holes: Sequence[Window]) -> list[Window]:
    """What of `windows` lies in none of `holes`."""
    left: list[Window] = []
    for window in windows:
        start = window.start
        for hole in clipped(holes, window.start, window.end):
            if start < hole.start:
                left.append(Window(start, hole.start))
            start = hole.end
        if start < window.end:
            left.append(Window(start, window.end))
    return left


def is_covered(windows: Sequence[Window], at: float) -> bool:
    place = _first_after(windows, at)
    return place < len(windows) and windows[place].start <= at


def covered_between(windows: Sequence[Window], a: float, b: float) -> float:
    """Covered seconds from `a` to `b`; 0 when `b` is not after `a`: consumed time never runs backwards."""
    return sum(window.end - window.start for window in clipped(windows, a, b))


def advance(windows: Sequence[Window], start: float, seconds: float) -> float | None:
    """The first instant at which `seconds` of covered time have passed since `start`; None: the windows end before.

    It lies in a window or where one closes, except that no time at all has passed at once, wherever `start` is.
    """
    if seconds <= 0:
        return start
    for window in windows[_first_after(windows, start) :]:
        begins = max(window.start, start)
        if seconds <= window.end - begins:
            return begins + seconds
        seconds -= window.end - begins
    return None


def _first_after(windows: Sequence[Window], at: float) -> int:
    """The place of the first window that is not over at `at`."""
    return bisect_right(windows, at, key=lambda window: window.end)
