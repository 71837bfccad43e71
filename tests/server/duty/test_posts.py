"""What a plan says of a room at one time."""

from __future__ import annotations

from msgspec.structs import replace

from community.calendars import Hours, Week
from community.covered_time import Window
from server.duty.posts import DAY, FORESIGHT, HINDSIGHT, foreseen_gaps, of_staff, posts, previous, standing
from tests.server.duty.planned import at, plan, shift

DAY_AND_LATE = plan(shift(), shift("late", start=17, hours=5, rotation=("cleo",), secondary=()))


def test_during_a_shift_its_people_are_on_duty_until_it_ends() -> None:
    here = standing(plan(), "zone", at(2, 10))
    assert here.duty is not None
    assert (here.duty.primary, here.duty.secondary) == ("ann", "tess")
    assert (here.is_covered, here.until, here.opens_at) == (True, at(2, 17), None)
    assert here.next_at == at(2, 17)


def test_at_night_nobody_is_and_it_is_known_when_somebody_will_be() -> None:
    here = standing(plan(), "zone", at(2, 20))
    assert here.duty is None
    assert (here.is_covered, here.until, here.opens_at) == (False, at(3, 9), at(3, 9))


def test_hours_may_open_and_close_while_the_same_person_is_on_duty() -> None:
    here = standing(plan(shift(start=8, hours=12)), "zone", at(2, 8, 30))
    assert (here.is_covered, here.opens_at, here.next_at) == (False, at(2, 9), at(2, 9))
    later = standing(plan(shift(start=8, hours=12)), "zone", at(2, 10))
    assert (later.is_covered, later.until, later.next_at) == (True, at(2, 20), at(2, 17))


def test_where_nothing_is_planned_one_looks_again_some_day() -> None:
    never = plan(shift(rooms=("elsewhere",)))
    here = standing(never, "zone", at(6, 20))
    assert (here.duty, here.until, here.opens_at) == (None, None, at(9, 9))
    assert at(6, 20) < here.next_at <= at(6, 20) + FORESIGHT


def test_rooms_of_the_same_shifts_are_one_post() -> None:
    roster = plan(shift(rooms=("a", "b", "d")), shift("late", rooms=("d",))).roster
    assert posts(roster, ["a", "b", "c", "d"]) == [("a", "b"), ("c",), ("d",)]


def test_whoever_is_no_staff_any_more_leaves_their_place_to_the_next() -> None:
    duty = standing(plan(), "zone", at(2, 10)).duty
    assert duty is not None
    assert (duty.primary, duty.secondary, duty.pool) == ("ann", "tess", ("ben",))
    without = of_staff(duty, {"tess", "ben"})
    assert without is not None
    assert (without.primary, without.secondary, without.pool) == ("tess", "ben", ())
    alone = of_staff(duty, ["ben"])
    assert alone is not None
    assert (alone.primary, alone.secondary, alone.pool) == ("ben", None, ())
    assert of_staff(duty, ["somebody else"]) is None
    assert of_staff(None, ["ann"]) is None
    assert of_staff(duty, ["ann", "ben", "tess"]) == duty


def test_the_previous_duty_is_the_last_that_ended_also_long_ago() -> None:
    before = previous(DAY_AND_LATE, "zone", at(2, 17))
    assert before is not None
    assert before.primary == "ann"
    overnight = previous(plan(), "zone", at(3, 9))
    assert overnight is not None
    assert (overnight.primary, overnight.until) == ("ann", at(2, 17))
    assert previous(plan(), "zone", at(2, 9)) is None


def test_gaps_are_foreseen_from_when_the_plan_began_if_they_last() -> None:
    morning_only = plan(shift(hours=4))
    assert foreseen_gaps(morning_only, "zone", at(2, 0), at(2, 12))[0] == Window(at(2, 13), at(2, 17))
    assert foreseen_gaps(morning_only, "zone", at(2, 15), at(2, 16))[0] == Window(at(2, 15), at(2, 17))
    assert foreseen_gaps(plan(), "zone", at(2, 0), at(2, 12)) == []


def test_a_gap_that_lasts_for_weeks_keeps_its_beginning_for_whoever_looks_again() -> None:
    always = plan(shift(rooms=("elsewhere",)))
    always = replace(always, calendar=replace(always.calendar, weekly=Week(*[(Hours(0, 1440),)] * 7)))
    looks = [at(day, hour) for day in range(1, 15) for hour in (0, 11)]
    beginnings = {foreseen_gaps(always, "zone", at(1, 0) - 90 * DAY, now)[0].start for now in looks}
    assert len(beginnings) == 2
    assert max(beginnings) - min(beginnings) == HINDSIGHT


def test_at_the_very_edge_the_next_change_is_a_later_one() -> None:
    here = standing(plan(), "zone", at(2, 17))
    assert (here.duty, here.until, here.next_at) == (None, at(3, 9), at(3, 9))
