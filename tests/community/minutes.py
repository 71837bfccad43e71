"""Who is primary in every minute of eight weeks, found by looking at the wall clock minute by minute.

The slow way, on purpose: no turn in UTC, no edge, no span, only what somebody sees who stands before the clock with a
wall calendar on which every minute has a name. A time has come when clocks have shown it, or a later one, once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from community.rosters import Handover, Roster, Shift

LENGTH = 8 * 7 * 1440
Turns = dict[tuple[str, date], str]


def primaries(roster: Roster, room: str, start: float) -> list[str | None]:
    """One for each minute from `start`, UTC seconds."""
    found: list[str | None] = [None] * LENGTH
    turns = _turns(roster)
    for shift in reversed(roster.shifts):
        if shift.rooms is None or room in shift.rooms:
            clock = _latest_shown(shift.zone, start)
            calendar = _wall_calendar(roster, shift, turns, range(clock[0], clock[-1] + 1))
            found = [calendar.get(clock[minute]) or found[minute] for minute in range(LENGTH)]
    return found


@lru_cache
def _latest_shown(zone: str, start: float) -> list[int]:
    """For each minute the latest that clocks have shown so far, in minutes of the calendar."""
    latest, found = 0, []
    for minute in range(-180, LENGTH):
        local = datetime.fromtimestamp(start + 60 * minute, ZoneInfo(zone))
        latest = max(latest, _minute(local))
        found.append(latest)
    return found[180:]


def _minute(moment: datetime) -> int:
    return moment.toordinal() * 1440 + moment.hour * 60 + moment.minute


def _wall_calendar(roster: Roster, shift: Shift, turns: Turns, minutes: range) -> dict[int, str]:
    """What a planner writes into the minutes of the shift's place: turns first, then who takes over."""
    names: dict[int, str | None] = {}
    for begins, _ in _occurrences(shift):
        first = begins.toordinal() * 1440 + shift.start
        for passed in range(0, shift.length, 1440):
            name = turns.get((shift.id, _day_of_turn(shift, begins, passed)))
            piece = range(first + passed, first + min(passed + 1440, shift.length))
            names.update(dict.fromkeys(_both(piece, minutes), name))
    for override in roster.overrides:
        if override.shift == shift.id:
            for minute in _both(range(_minute(override.start), _minute(override.end)), minutes):
                if minute in names:
                    names[minute] = override.person
    return {minute: name for minute, name in names.items() if name is not None}


def _both(one: range, other: range) -> range:
    return range(max(one.start, other.start), min(one.stop, other.stop))


def _turns(roster: Roster) -> Turns:
    turns: Turns = {}
    for shift in roster.shifts:
        for begins, occurrence in _occurrences(shift) if shift.rotation else ():
            for passed in range(0, shift.length, 1440):
                day = _day_of_turn(shift, begins, passed)
                turns[shift.id, day] = shift.rotation[_place(shift, day, occurrence) % len(shift.rotation)]
    for swap in roster.swaps:
        one, other = (swap.one.shift, swap.one.day), (swap.other.shift, swap.other.day)
        if turns.get(one) == swap.one.person and turns.get(other) == swap.other.person:
            turns[one], turns[other] = swap.other.person, swap.one.person
    return turns


def _occurrences(shift: Shift) -> Iterator[tuple[date, int]]:
    """Of the first year."""
    first = datetime.combine(shift.since, time())
    rule = rrulestr(shift.recurrence, dtstart=first)
    for occurrence, begins in enumerate(rule.between(first, first + timedelta(days=366), inc=True)):
        if begins.date() not in shift.skipped:
            yield begins.date(), occurrence


def _day_of_turn(shift: Shift, begins: date, passed: int) -> date:
    return begins if shift.handover is Handover.SHIFT else begins + timedelta(days=passed // 1440)


def _place(shift: Shift, day: date, occurrence: int) -> int:
    if shift.handover is Handover.SHIFT:
        return occurrence
    if shift.handover is Handover.DAY:
        return day.toordinal() - shift.since.toordinal()
    return (day.toordinal() - 1) // 7 - (
        shift.since.toordinal() - 1
    ) // 7  # 1 January of the year 1 was a Monday
