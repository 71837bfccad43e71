"""When a member is left in peace in one room: for good, until a moment, or in hours of every week by their own clock.

Muted hours hold while clocks show them, as opening hours do (`calendars.py`): so nights pass midnight, and clocks may be
set. It never knows who the member is, nor what would have rung.
"""

from __future__ import annotations

from msgspec import Struct

from community.calendars import BusinessCalendar, Week, calendar_flaws, windows
from community.covered_time import is_covered
from community.flaws import Flaw
from community.local_time import DAY, ZoneName

_HORIZON = 8 * DAY
"""Seconds. What is muted for a whole week is muted until somebody changes it."""


class WeeklyHours(Struct, frozen=True, forbid_unknown_fields=True):
    """Hours of every week, in the place `zone`."""

    zone: ZoneName
    week: Week


class Mute(Struct, frozen=True, forbid_unknown_fields=True):
    """Whichever of them says so: `always`, before the UTC second `until`, in the hours of `weekly`."""

    always: bool = False
    until: float | None = None
    weekly: WeeklyHours | None = None


class Peace(Struct, frozen=True):
    """`until`: the UTC second at which it is over; None: when somebody changes it."""

    until: float | None


def peace_at(mute: Mute, at: float) -> Peace | None:
    """None: what comes at the UTC second `at` may ring. `mute` has no flaws."""
    if mute.always:
        return Peace(None)
    over = at if mute.until is None else max(at, mute.until)
    hours = _hours_at(mute.weekly, over)
    if hours is not None:
        return hours
    return Peace(over) if over > at else None


def mute_flaws(mute: Mute) -> list[Flaw]:
    """Everything that is wrong with a decoded one; none: it can be used."""
    return [] if mute.weekly is None else calendar_flaws(_calendar(mute.weekly))


def _hours_at(weekly: WeeklyHours | None, at: float) -> Peace | None:
    """The muted hours that hold at `at`."""
    if weekly is None:
        return None
    found = windows(_calendar(weekly), at, at + _HORIZON)
    if not is_covered(found, at):
        return None
    end = found[0].end
    return Peace(end if end < at + _HORIZON else None)


def _calendar(weekly: WeeklyHours) -> BusinessCalendar:
    return BusinessCalendar(weekly.zone, weekly.week)
