"""Rosters that hypothesis draws: three shifts that overlap in every way, with overrides and swaps, some of them void."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from community.rosters import Handover, Override, OwnTurn, Roster, Shift, Swap
from tests.community.instants import ZONES

PEOPLE = ("ada", "ben", "eve", "lin")
SHIFTS = ("first", "second", "third")
RULES = (
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=2",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY;BYDAY=SA,SU",
    "FREQ=MONTHLY;BYMONTHDAY=1,15,31",
    "FREQ=DAILY;COUNT=90",
)
HOURS = tuple(range(0, 1440, 30))
LENGTHS = (30, 90, 240, 480, 720, 1440, 1470, 2 * 1440, 7 * 1440)


def days(first: date) -> st.SearchStrategy[date]:
    return st.integers(0, 59).map(lambda passed: first + timedelta(days=passed))


def moments(first: date) -> st.SearchStrategy[datetime]:
    return st.builds(lambda day, hour: datetime.combine(day, time(hour)), days(first), st.integers(0, 23))


def shifts(name: str, first: date) -> st.SearchStrategy[Shift]:
    return st.builds(
        Shift,
        id=st.just(name),
        title=st.just(name.title()),
        rooms=st.sampled_from([None, ("lobby",), ("lobby", "algebra"), ("algebra",)]),
        zone=st.sampled_from(ZONES),
        since=days(first - timedelta(days=45)),
        recurrence=st.sampled_from(RULES),
        start=st.sampled_from(HOURS),
        length=st.sampled_from(LENGTHS),
        rotation=st.lists(st.sampled_from(PEOPLE), max_size=4).map(tuple),
        handover=st.sampled_from(Handover),
        secondary=st.lists(st.sampled_from(PEOPLE), max_size=2).map(tuple),
        skipped=st.lists(days(first), max_size=5).map(tuple),
    )


def overrides(first: date) -> st.SearchStrategy[Override]:
    drawn = st.builds(
        lambda shift, person, ends: Override(shift, person, min(ends), max(ends)),
        st.sampled_from(SHIFTS),
        st.sampled_from((*PEOPLE, "zoe")),
        st.tuples(moments(first), moments(first)),
    )
    return drawn.filter(lambda override: override.start < override.end)


def own_turns(first: date) -> st.SearchStrategy[OwnTurn]:
    return st.builds(OwnTurn, st.sampled_from(PEOPLE), st.sampled_from(SHIFTS), days(first))


def rosters(first: date) -> st.SearchStrategy[Roster]:
    """For the eight weeks from `first`."""
    return st.builds(
        Roster,
        version=st.just(1),
        shifts=st.tuples(*(shifts(name, first) for name in SHIFTS)),
        overrides=st.lists(overrides(first), max_size=3).map(tuple),
        swaps=st.lists(st.builds(Swap, own_turns(first), own_turns(first)), max_size=6).map(tuple),
    )
