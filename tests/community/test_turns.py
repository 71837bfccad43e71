"""Whose turn it is: rotation by shift, day and week, skipped days, nights in which clocks are set, and swaps."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from community.rosters import Handover, OwnTurn, Roster, Shift, Swap
from community.turns import Turn, swapped, turned, turns_of, void_swaps
from tests.community.drawn_rosters import shifts
from tests.community.instants import BERLIN, NEW_YORK, at, shown

MONDAY = date(2026, 6, 1)
WEEKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
SHIFT = Shift(
    id="early",
    title="Early",
    zone=BERLIN,
    since=MONDAY,
    recurrence=WEEKDAYS,
    start=540,
    length=240,
    rotation=("ada", "ben", "eve"),
)
LATE = replace(SHIFT, id="late", start=13 * 60)


def turns(shift: Shift, start: str, end: str) -> list[Turn]:
    return list(turns_of(shift, at(start, shift.zone), at(end, shift.zone)))


def names(shift: Shift, start: str, end: str) -> str:
    return " ".join((turn.in_rotation or "-")[0] for turn in turns(shift, start, end))


@pytest.mark.parametrize(
    ("handover", "fortnight"),
    [
        (Handover.SHIFT, "a b e a b e a b e a"),
        (Handover.DAY, "a b e a b b e a b e"),  # the weekend passes on Eve and Ada
        (Handover.WEEK, "a a a a a b b b b b"),
    ],
)
def test_the_rotation_goes_on_by_shift_day_or_week(handover: Handover, fortnight: str) -> None:
    assert names(replace(SHIFT, handover=handover), "2026-06-01", "2026-06-15") == fortnight


def test_by_day_one_person_has_all_shifts_of_a_split_day() -> None:
    by_day = replace(SHIFT, handover=Handover.DAY)
    afternoon = replace(by_day, start=14 * 60)
    assert names(by_day, "2026-06-01", "2026-06-06") == names(afternoon, "2026-06-01", "2026-06-06")


def test_weeks_begin_on_monday_whenever_the_shift_began() -> None:
    since_thursday = replace(SHIFT, since=date(2026, 6, 4), handover=Handover.WEEK)
    assert names(since_thursday, "2026-06-01", "2026-06-11") == "a a b b b"


def test_a_skipped_day_moves_nobody_elses_turn() -> None:
    with_holiday = replace(SHIFT, skipped=(date(2026, 6, 2),))
    assert names(with_holiday, "2026-06-01", "2026-06-06") == "a e a b"


def test_a_shift_begins_on_its_first_day_and_ends_with_its_rule() -> None:
    assert names(replace(SHIFT, recurrence="FREQ=DAILY;COUNT=2"), "2025-01-01", "2030-01-01") == "a b"


def test_nobody_in_the_rotation_is_nobodys_turn() -> None:
    assert names(replace(SHIFT, rotation=()), "2026-06-01", "2026-06-03") == "- -"


@pytest.mark.parametrize(
    ("handover", "expected"),
    [
        (Handover.SHIFT, [("ada", "2026-06-05", 64)]),
        (Handover.DAY, [("eve", "2026-06-05", 24), ("ada", "2026-06-06", 24), ("ben", "2026-06-07", 16)]),
        (Handover.WEEK, [("ada", "2026-06-05", 24), ("ada", "2026-06-06", 24), ("ada", "2026-06-07", 16)]),
    ],
)
def test_a_long_shift_is_handed_over_within_it(
    handover: Handover, expected: list[tuple[str, str, int]]
) -> None:
    weekend = replace(
        SHIFT,
        since=date(2026, 6, 3) if handover is Handover.DAY else date(2026, 6, 5),
        recurrence="FREQ=WEEKLY;BYDAY=FR",
        start=17 * 60,
        length=64 * 60,
        handover=handover,
    )
    found = turns(weekend, "2026-06-05", "2026-06-08")
    assert [(turn.in_rotation, str(turn.day), (turn.end - turn.start) / 3600) for turn in found] == expected


@pytest.mark.parametrize(
    ("zone", "day", "start", "end"),
    [
        (BERLIN, "2026-03-28", "Sat 2026-03-28 22:00:00", "Sun 2026-03-29 06:00:00"),
        (BERLIN, "2026-10-24", "Sat 2026-10-24 22:00:00", "Sun 2026-10-25 06:00:00"),
        (NEW_YORK, "2026-03-07", "Sat 2026-03-07 22:00:00", "Sun 2026-03-08 06:00:00"),
    ],
)
def test_a_night_shift_keeps_to_the_wall_when_clocks_are_set(
    zone: str, day: str, start: str, end: str
) -> None:
    night = replace(
        SHIFT, zone=zone, since=date(2026, 1, 1), recurrence="FREQ=DAILY", start=22 * 60, length=480
    )
    found = next(turn for turn in turns(night, f"{day}T23:00", f"{day}T23:01"))
    assert (str(found.day), shown(found.start, zone), shown(found.end, zone)) == (day, start, end)


def test_a_turn_that_falls_into_a_gap_is_none_and_one_in_a_fold_comes_once() -> None:
    at_half_past_two = replace(SHIFT, since=date(2026, 1, 1), recurrence="FREQ=DAILY", start=150, length=15)
    assert [str(turn.day) for turn in turns(at_half_past_two, "2026-03-28", "2026-03-31")] == [
        "2026-03-28",
        "2026-03-30",
    ]
    (once,) = turns(at_half_past_two, "2026-10-25", "2026-10-26")
    assert (once.start, once.end) == (at("2026-10-25T02:30"), at("2026-10-25T02:45"))


def test_a_turn_from_midnight_has_begun_although_clocks_go_back_into_the_day_before() -> None:
    zone = "America/St_Johns"  # until 2011, back from 00:01 to 23:01
    all_day = replace(SHIFT, zone=zone, since=date(2010, 1, 1), recurrence="FREQ=DAILY", start=0, length=1440)
    second_time = at("2010-11-06T23:30", zone, again=True)
    (turn,) = turns_of(all_day, second_time, second_time + 1)
    assert str(turn.day) == "2010-11-07"
    assert turn.start == at("2010-11-07T00:00", zone)


@given(
    shifts("first", date(2026, 3, 1)), st.integers(0, 90), st.integers(1, 14 * 24), st.integers(0, 14 * 24)
)
@settings(max_examples=100, deadline=None)
def test_the_turns_of_a_part_are_those_of_the_whole_that_overlap_it(
    shift: Shift, passed: int, hours: int, more: int
) -> None:
    start = at("2026-02-01", "UTC") + passed * 86_400
    end, latest = start + hours * 3600, start + (hours + more) * 3600
    whole = list(turns_of(shift, start - more * 3600, latest))
    assert list(turns_of(shift, start, end)) == [
        turn for turn in whole if turn.start < end and start < turn.end
    ]
    assert all(turn.start < turn.end for turn in whole)


@given(st.lists(st.text(), max_size=5), st.integers(0, 100))
def test_everybody_is_first_in_their_turn(people: list[str], number: int) -> None:
    order = turned(people, number)
    assert sorted(order) == sorted(people)
    assert not people or order[0] == people[number % len(people)]


# ---------------------------------------------------------------- swaps


def own(person: str, shift: str, day: int) -> OwnTurn:
    return OwnTurn(person, shift, date(2026, 6, day))


def roster(*swaps: Swap) -> Roster:
    return Roster(version=1, shifts=(SHIFT, LATE), swaps=swaps)


def test_a_swap_gives_each_the_turn_of_the_other() -> None:
    exchanged = roster(Swap(own("ada", "early", 1), own("ben", "late", 2)))
    assert swapped(exchanged) == {("early", date(2026, 6, 1)): "ben", ("late", date(2026, 6, 2)): "ada"}
    assert void_swaps(exchanged) == []


def test_a_turn_that_came_by_swap_may_be_swapped_on() -> None:
    first, second = (
        Swap(own("ada", "early", 1), own("ben", "early", 2)),
        Swap(own("ben", "early", 1), own("eve", "early", 3)),
    )
    assert {day.day: person for (_, day), person in swapped(roster(first, second)).items()} == {
        1: "eve",
        2: "ada",
        3: "ben",
    }


@pytest.mark.parametrize(
    "swap",
    [
        Swap(own("ada", "early", 2), own("ben", "early", 2)),  # not Ada's
        Swap(own("ada", "early", 1), own("eve", "early", 2)),  # not Eve's
        Swap(own("ada", "early", 6), own("ben", "early", 2)),  # nothing on a Saturday
    ],
)
def test_a_swap_of_a_turn_that_is_not_theirs_is_void_as_a_whole(swap: Swap) -> None:
    assert swapped(roster(swap)) == {}
    assert void_swaps(roster(swap)) == [swap]


def test_a_turn_can_be_given_away_once() -> None:
    first, again = (
        Swap(own("ada", "early", 1), own("ben", "early", 2)),
        Swap(own("ada", "early", 1), own("eve", "early", 3)),
    )
    assert void_swaps(roster(first, again)) == [again]
