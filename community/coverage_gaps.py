"""Where hours are promised and nobody is on duty. The clocks of who waits run on in a gap; somebody must be told.

It compares a calendar with a roster and knows neither who waits nor whom to tell.
"""

from __future__ import annotations

from collections.abc import Sequence

from community.calendars import BusinessCalendar, windows
from community.covered_time import Window, merged, without
from community.duty import duties
from community.rosters import Roster

ALARM_AFTER = 300.0
"""Seconds that a gap may last before somebody is told."""


def gaps(roster: Roster, calendar: BusinessCalendar, room: str, start: float, end: float) -> list[Window]:
    """The covered time from `start` to `end` in which nobody is on duty: in order, apart, none empty."""
    on_duty = merged(Window(duty.since, duty.until) for duty in duties(roster, room, start, end))
    return without(windows(calendar, start, end), on_duty)


def alarms(found: Sequence[Window]) -> list[float]:
    """When to tell somebody of these gaps. One that begins in the dark, before it was asked for, is told too late:
    ask from a time at which the room was closed or somebody was on duty."""
    return [gap.start + ALARM_AFTER for gap in found if ALARM_AFTER < gap.end - gap.start]
