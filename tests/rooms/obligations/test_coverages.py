"""How a coverage that is known gets more windows, and loses what is past."""

from __future__ import annotations

from community.covered_time import Window
from rooms.obligations.coverages import extended, without_past
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import Coverage


def hours(*windows: tuple[float, float]) -> Coverage:
    return Coverage(1, STANDARD.targets, [Window(*window) for window in windows])


def test_a_new_one_is_taken_with_its_windows_in_order() -> None:
    assert extended(None, hours((20, 30), (0, 10))) == hours((0, 10), (20, 30))


def test_later_windows_are_added_and_one_that_was_cut_goes_on() -> None:
    assert extended(hours((0, 10)), hours((0, 15), (20, 30))) == hours((0, 15), (20, 30))
    assert extended(hours(), hours((0, 15))) == hours((0, 15))


def test_what_is_known_already_changes_nothing() -> None:
    known = hours((0, 10), (20, 30))
    assert extended(known, hours((0, 5), (20, 30))) is known


def test_what_had_ended_by_then_goes() -> None:
    assert without_past(hours((0, 10), (20, 30)), 10) == hours((20, 30))
