"""The past, by the plan of its time."""

from __future__ import annotations

from community.covered_time import Window
from rooms.obligations.standard import STANDARD
from server.duty.history import History
from tests.server.duty.planned import at, plan, shift, stored

MORNINGS = plan(shift(hours=4))
FIRST = stored(plan(), 1, at(2, 0))
SECOND = stored(MORNINGS, 2, at(3, 0))
HISTORY = History((FIRST, SECOND), at(1, 0), at(4, 0))


def test_duties_are_those_of_the_plan_that_held_then() -> None:
    assert HISTORY.on_duty("zone") == [Window(at(2, 9), at(2, 17)), Window(at(3, 9), at(3, 13))]
    assert HISTORY.people_on_duty(["zone", "study"]) == {"ann", "ben"}


def test_gaps_are_those_of_the_plan_that_held_then_in_any_room() -> None:
    assert HISTORY.gaps(["zone", "study"]) == [Window(at(3, 13), at(3, 17))]


def test_a_plan_that_is_replaced_at_noon_holds_until_then() -> None:
    replaced = History((FIRST, stored(MORNINGS, 2, at(2, 12))), at(1, 0), at(3, 0))
    assert replaced.on_duty("zone") == [Window(at(2, 9), at(2, 13))]


def test_hours_are_of_the_version_that_measures() -> None:
    assert HISTORY.hours(2) == [Window(at(2, 9), at(2, 17)), Window(at(3, 9), at(3, 17))]
    assert HISTORY.hours(0) == STANDARD.windows


def test_without_plans_nobody_was_on_duty() -> None:
    empty = History((), at(1, 0), at(4, 0))
    assert (empty.on_duty("zone"), empty.gaps(["zone"]), empty.people_on_duty(["zone"])) == ([], [], set())
