"""Arithmetic on covered time: laws first, then what people would reckon by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.covered_time import (
    Window,
    advance,
    clipped,
    covered_between,
    is_covered,
    merged,
    without,
)

INSTANTS = st.integers(0, 400).map(float)
"""Whole seconds, so that sums are exact."""
ANY_WINDOWS = st.lists(st.builds(Window, INSTANTS, INSTANTS), max_size=8)
WINDOWS = ANY_WINDOWS.map(merged)
LUNCH_SPLIT = [Window(9, 12), Window(13, 17)]


def seconds_of(windows: list[Window]) -> set[int]:
    """Which seconds they contain: the same thing, thought of in another way."""
    return {second for window in windows for second in range(int(window.start), int(window.end))}


@given(ANY_WINDOWS)
def test_merged_windows_are_the_same_time_in_order_and_apart(windows: list[Window]) -> None:
    whole = merged(windows)
    assert seconds_of(whole) == seconds_of(windows)
    assert all(window.start < window.end for window in whole)
    assert all(one.end < other.start for one, other in zip(whole, whole[1:], strict=False))


@given(WINDOWS, INSTANTS, INSTANTS)
def test_clipping_keeps_what_lies_between(windows: list[Window], a: float, b: float) -> None:
    assert seconds_of(clipped(windows, a, b)) == seconds_of(windows) & set(range(int(a), int(b)))


@given(WINDOWS, WINDOWS)
def test_without_holes_is_what_lies_in_none_of_them(windows: list[Window], holes: list[Window]) -> None:
    left = without(windows, holes)
    assert seconds_of(left) == seconds_of(windows) - seconds_of(holes)
    assert left == merged(left)


@given(WINDOWS, INSTANTS)
def test_a_window_covers_its_start_and_not_its_end(windows: list[Window], at: float) -> None:
    assert is_covered(windows, at) == (int(at) in seconds_of(windows))


@given(WINDOWS, INSTANTS, INSTANTS)
def test_covered_time_is_the_number_of_covered_seconds(windows: list[Window], a: float, b: float) -> None:
    assert covered_between(windows, a, b) == len(seconds_of(windows) & set(range(int(a), int(b))))


@given(WINDOWS, st.tuples(INSTANTS, INSTANTS, INSTANTS).map(sorted))
def test_covered_time_adds_up(windows: list[Window], instants: list[float]) -> None:
    a, b, c = instants
    assert covered_between(windows, a, b) + covered_between(windows, b, c) == covered_between(windows, a, c)


@given(WINDOWS, INSTANTS, INSTANTS, st.integers(0, 50))
def test_covered_time_never_runs_backwards(windows: list[Window], a: float, b: float, later: int) -> None:
    assert 0 <= covered_between(windows, a, b) <= covered_between(windows, a, b + later)


@given(WINDOWS, INSTANTS, st.integers(0, 400))
def test_advancing_is_the_inverse_of_measuring(windows: list[Window], start: float, seconds: int) -> None:
    due = advance(windows, start, seconds)
    left = covered_between(windows, start, 500)
    assert (due is None) == (left < seconds)
    if due is not None:
        assert covered_between(windows, start, due) == seconds
        assert seconds == 0 or covered_between(windows, start, due - 0.5) < seconds, (
            "it is the first such instant"
        )


@given(WINDOWS, INSTANTS, INSTANTS)
def test_measuring_is_the_inverse_of_advancing_up_to_the_gap_before(
    windows: list[Window], start: float, end: float
) -> None:
    due = advance(windows, start, covered_between(windows, start, end))
    assert due is not None
    assert due <= max(start, end)
    assert covered_between(windows, due, end) == 0
    if start < end and is_covered(windows, end - 1):
        assert due == end


@given(WINDOWS, INSTANTS, st.tuples(st.integers(0, 200), st.integers(0, 200)))
def test_advancing_in_two_steps_is_advancing_once(
    windows: list[Window], start: float, steps: tuple[int, int]
) -> None:
    half = advance(windows, start, steps[0])
    whole = advance(windows, start, sum(steps))
    assert (None if half is None else advance(windows, half, steps[1])) == whole


@given(WINDOWS, INSTANTS, st.integers(1, 400), st.integers(0, 50))
def test_more_time_is_never_due_earlier(windows: list[Window], start: float, seconds: int, more: int) -> None:
    due, later = advance(windows, start, seconds), advance(windows, start, seconds + more)
    assert later is None or (due is not None and due <= later)


@given(WINDOWS, INSTANTS, st.integers(1, 400))
def test_nothing_is_due_inside_a_gap(windows: list[Window], start: float, seconds: int) -> None:
    due = advance(windows, start, seconds)
    assert due is None or any(window.start < due <= window.end for window in windows)


@given(WINDOWS, st.floats(0, 400), st.floats(0, 400))
def test_fractions_of_seconds_are_lost_to_rounding_only(
    windows: list[Window], start: float, seconds: float
) -> None:
    due = advance(windows, start, seconds)
    if due is not None:
        assert covered_between(windows, start, due) == pytest.approx(seconds, abs=1e-9)


@pytest.mark.parametrize(
    ("start", "seconds", "due"),
    [
        (9, 2, 11),
        (9, 3, 12),
        (9, 3.5, 13.5),
        (11, 2, 14),
        (12.5, 1, 14),
        (12.5, 0, 12.5),
        (8, 7, 17),
        (8, 7.5, None),
        (17, 1, None),
    ],
)
def test_a_lunch_break_is_not_covered(start: float, seconds: float, due: float | None) -> None:
    assert advance(LUNCH_SPLIT, start, seconds) == due
