"""Exactly one primary whenever a shift is taken, and the edges at which the name changes."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from community.calendars import BusinessCalendar, Hours, Week, windows
from community.coverage_gaps import gaps
from community.covered_time import is_covered
from community.duty import Duty, changes, duties, duty_at
from community.rosters import Override, OwnTurn, Roster, Shift, Swap, roster_flaws
from tests.community.drawn_rosters import rosters
from tests.community.instants import BERLIN, SHANGHAI, at, shown
from tests.community.minutes import LENGTH, primaries

MONDAY = date(2026, 6, 1)
WEEKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
EARLY = Shift(
    id="early",
    title="Early",
    zone=BERLIN,
    since=MONDAY,
    recurrence=WEEKDAYS,
    start=9 * 60,
    length=4 * 60,
    rotation=("ada", "ben", "eve"),
)
LATE = replace(EARLY, id="late", title="Late", start=13 * 60, rotation=("ben", "eve", "ada"), capacity=5)
ROSTER = Roster(version=1, shifts=(EARLY, LATE))
DAY = 86_400.0


def who(roster: Roster, moment: str, room: str = "lobby") -> str | None:
    duty = duty_at(roster, room, at(moment))
    return None if duty is None else duty.primary


# ---------------------------------------------------------------- who is asked now


@pytest.mark.parametrize(
    ("edge", "before", "after"),
    [
        ("2026-06-01T09:00", None, "ada"),
        ("2026-06-01T13:00", "ada", "ben"),
        ("2026-06-01T17:00", "ben", None),
        ("2026-06-02T09:00", None, "ben"),
        ("2026-06-05T13:00", "ben", "eve"),
    ],
)
def test_the_name_changes_at_the_edge_to_the_second(edge: str, before: str | None, after: str | None) -> None:
    names = [
        None if duty is None else duty.primary
        for seconds in (-1, -0.001, 0, 1)
        for duty in [duty_at(ROSTER, "lobby", at(edge) + seconds)]
    ]
    assert names == [before, before, after, after]


def test_a_duty_says_who_is_asked_first_second_and_then() -> None:
    assert duty_at(ROSTER, "lobby", at("2026-06-01T14:00")) == Duty(
        primary="ben",
        secondary="eve",
        pool=("ada",),
        shift="late",
        since=at("2026-06-01T13:00"),
        until=at("2026-06-01T17:00"),
        capacity=5,
    )


def test_the_secondary_turns_with_the_rotation_and_is_never_the_primary() -> None:
    shift = replace(EARLY, secondary=("eve", "zoe"))
    roster = Roster(version=1, shifts=(shift,))
    asked = [duty_at(roster, "lobby", at(f"2026-06-0{day}T10:00")) for day in (1, 2, 3, 4, 5)]
    assert [(duty.primary, duty.secondary) for duty in asked if duty] == [
        ("ada", "eve"),
        ("ben", "zoe"),
        ("eve", "zoe"),
        ("ada", "zoe"),
        ("ben", "eve"),
    ]


def test_somebody_alone_has_no_secondary() -> None:
    duty = duty_at(
        Roster(version=1, shifts=(replace(EARLY, rotation=("ada",)),)), "lobby", at("2026-06-01T10:00")
    )
    assert duty is not None
    assert (duty.primary, duty.secondary, duty.pool) == ("ada", None, ())


def test_the_first_shift_of_the_roster_decides_and_the_others_are_in_the_pool() -> None:
    helpers = replace(EARLY, id="helpers", start=10 * 60, length=120, rotation=("zoe",))
    duty = duty_at(Roster(version=1, shifts=(EARLY, helpers)), "lobby", at("2026-06-01T11:00"))
    assert duty == Duty(
        "ada", "ben", ("eve", "zoe"), "early", at("2026-06-01T10:00"), at("2026-06-01T12:00"), 20
    )
    duty = duty_at(Roster(version=1, shifts=(helpers, EARLY)), "lobby", at("2026-06-01T11:00"))
    assert duty == Duty("zoe", "ada", (), "helpers", at("2026-06-01T10:00"), at("2026-06-01T12:00"), 20)


def test_a_shift_that_nobody_took_leaves_duty_to_the_next() -> None:
    roster = Roster(version=1, shifts=(replace(EARLY, rotation=()), replace(LATE, start=11 * 60)))
    assert [who(roster, f"2026-06-01T{hour}:00") for hour in (10, 12)] == [None, "ben"]


def test_of_overlapping_occurrences_the_last_begun_decides() -> None:
    roster = Roster(version=1, shifts=(replace(EARLY, length=30 * 60),))
    assert [who(roster, f"2026-06-02T{hour}:00") for hour in ("08", "10", "16")] == ["ada", "ben", "ben"]


def test_a_shift_covers_its_rooms_only() -> None:
    roster = Roster(version=1, shifts=(replace(EARLY, rooms=("algebra",)),))
    assert [who(roster, "2026-06-01T10:00", room) for room in ("algebra", "lobby")] == ["ada", None]


# ---------------------------------------------------------------- taking over


def test_an_override_takes_over_and_the_replaced_is_not_asked() -> None:
    override = Override(
        "early", "zoe", datetime.fromisoformat("2026-06-01T10:00"), datetime.fromisoformat("2026-06-01T11:00")
    )
    roster = replace(ROSTER, overrides=(override,))
    found = duties(roster, "lobby", at("2026-06-01T09:00"), at("2026-06-01T13:00"))
    assert [(duty.primary, duty.secondary, duty.pool, shown(duty.since)[-8:]) for duty in found] == [
        ("ada", "ben", ("eve",), "09:00:00"),
        ("zoe", "ben", ("eve",), "10:00:00"),
        ("ada", "ben", ("eve",), "11:00:00"),
    ]


def test_the_last_override_written_holds() -> None:
    day = datetime.fromisoformat("2026-06-01T00:00"), datetime.fromisoformat("2026-06-02T00:00")
    roster = replace(ROSTER, overrides=(Override("early", "zoe", *day), Override("early", "ben", *day)))
    duty = duty_at(roster, "lobby", at("2026-06-01T10:00"))
    assert duty is not None
    assert (duty.primary, duty.secondary, duty.pool) == ("ben", "eve", ())


def test_an_override_gives_a_name_to_a_shift_that_nobody_took() -> None:
    day = datetime.fromisoformat("2026-06-01T00:00"), datetime.fromisoformat("2026-06-02T00:00")
    roster = Roster(
        version=1, shifts=(replace(EARLY, rotation=()),), overrides=(Override("early", "zoe", *day),)
    )
    assert [who(roster, f"2026-06-0{day}T10:00") for day in (1, 2)] == ["zoe", None]


def test_a_swap_exchanges_two_turns_and_who_gave_one_away_is_not_asked() -> None:
    swap = Swap(OwnTurn("ada", "early", MONDAY), OwnTurn("eve", "late", date(2026, 6, 2)))
    roster = replace(ROSTER, swaps=(swap,))
    assert [who(roster, moment) for moment in ("2026-06-01T10:00", "2026-06-02T14:00")] == ["eve", "ada"]
    duty = duty_at(roster, "lobby", at("2026-06-01T10:00"))
    assert duty is not None
    assert (duty.secondary, duty.pool) == ("ben", ())


def test_a_shift_at_night_ends_when_clocks_show_its_end() -> None:
    night = replace(EARLY, recurrence="FREQ=DAILY", start=22 * 60, length=8 * 60)
    roster = Roster(version=1, shifts=(replace(night, since=date(2026, 3, 1)),))
    lengths = [
        (duty.until - duty.since) / 3600
        for moment in ("2026-03-28T23:00", "2026-06-01T23:00", "2026-10-24T23:00")
        for duty in duties(roster, "lobby", at(moment), at(moment) + 1)
    ]
    assert lengths == [7, 8, 9]


# ---------------------------------------------------------------- edges


def test_changes_are_the_edges_in_order() -> None:
    found = changes(ROSTER, "lobby", at("2026-06-01T13:00"), at("2026-06-02T13:00"))
    assert [(shown(change.at), change.duty and change.duty.primary) for change in found] == [
        ("Mon 2026-06-01 13:00:00", "ben"),
        ("Mon 2026-06-01 17:00:00", None),
        ("Tue 2026-06-02 09:00:00", "ben"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "edges"),
    [
        ("2026-06-01T17:00", "2026-06-02T09:00", ["17:00:00"]),
        ("2026-06-01T17:01", "2026-06-02T09:00", []),
        ("2026-06-01T09:00", "2026-06-01T13:00", ["09:00:00"]),
        ("2026-06-01T10:00", "2026-06-01T17:01", ["13:00:00", "17:00:00"]),
    ],
)
def test_an_edge_belongs_to_the_span_that_it_begins(start: str, end: str, edges: list[str]) -> None:
    assert [shown(change.at)[-8:] for change in changes(ROSTER, "lobby", at(start), at(end))] == edges


# ---------------------------------------------------------------- laws, for eight weeks in which clocks are set

FIRST_DAYS = (date(2026, 2, 23), date(2026, 9, 28))


def eight_weeks(first: date) -> tuple[float, float]:
    start = at(first.isoformat(), "UTC")
    return start, start + 60 * LENGTH


@pytest.mark.parametrize("first", FIRST_DAYS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_every_minute_of_a_shift_that_is_taken_has_exactly_one_primary(
    first: date, data: st.DataObject
) -> None:
    roster = data.draw(rosters(first))
    assert roster_flaws(roster) == []
    start, end = eight_weeks(first)
    found: list[str | None] = [None] * LENGTH
    for duty in duties(roster, "lobby", start, end):
        first_minute, last = (round((edge - start) / 60) for edge in (duty.since, duty.until))
        minutes = slice(max(0, first_minute), min(LENGTH, last))
        assert not any(found[minutes]), "a second primary"
        found[minutes] = [duty.primary] * len(range(LENGTH)[minutes])
    assert found == primaries(roster, "lobby", start)


@pytest.mark.parametrize("first", FIRST_DAYS)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_asked_at_any_time_duty_is_what_the_whole_plan_says(first: date, data: st.DataObject) -> None:
    roster = data.draw(rosters(first))
    start, end = eight_weeks(first)
    plan = duties(roster, "lobby", start, end)
    edges = [edge + apart for duty in plan for edge in (duty.since, duty.until) for apart in (-1, 0, 1)]
    drawn = data.draw(st.lists(st.sampled_from(edges or [start]) | st.floats(start, end - 1), max_size=20))
    for instant in drawn:
        if start <= instant < end:
            holding = [duty for duty in plan if duty.since <= instant < duty.until]
            asked = duty_at(roster, "lobby", instant)
            assert holding == ([] if asked is None else [asked])


@pytest.mark.parametrize("first", FIRST_DAYS)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_changes_in_two_spans_are_those_of_both(first: date, data: st.DataObject) -> None:
    roster = data.draw(rosters(first))
    start, end = eight_weeks(first)
    whole = changes(roster, "lobby", start, end)
    middle = data.draw(st.sampled_from([change.at for change in whole] or [start]) | st.floats(start, end))
    assert changes(roster, "lobby", start, middle) + changes(roster, "lobby", middle, end) == whole
    assert whole == sorted(whole, key=lambda change: change.at)
    for change in data.draw(st.lists(st.sampled_from(whole), max_size=5)) if whole else ():
        assert duty_at(roster, "lobby", change.at) == change.duty
    assert all(one.duty != other.duty for one, other in zip(whole, whole[1:], strict=False))


@pytest.mark.parametrize("first", FIRST_DAYS)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_nobody_is_named_twice_in_a_duty(first: date, data: st.DataObject) -> None:
    roster = data.draw(rosters(first))
    start, end = eight_weeks(first)
    for duty in duties(roster, "lobby", start, end):
        named = [duty.primary, *([duty.secondary] if duty.secondary else []), *duty.pool]
        assert len(set(named)) == len(named)
        assert duty.secondary is not None or duty.pool == ()


@pytest.mark.parametrize("zone", [BERLIN, SHANGHAI])
@given(data=st.data())
@settings(max_examples=8, deadline=None)
def test_a_covered_minute_has_a_primary_or_is_a_gap_that_is_told(zone: str, data: st.DataObject) -> None:
    first = FIRST_DAYS[0]
    roster = data.draw(rosters(first))
    calendar = BusinessCalendar(zone=zone, weekly=Week(*[(Hours(540, 720), Hours(780, 1320))] * 6))
    start, end = eight_weeks(first)
    names = primaries(roster, "lobby", start)
    covered, open_gaps = windows(calendar, start, end), gaps(roster, calendar, "lobby", start, end)
    for minute in range(0, LENGTH, 7):
        instant = start + 60 * minute
        expected = is_covered(covered, instant) and names[minute] is None
        assert is_covered(open_gaps, instant) == expected
