"""What a duty plan says of a room at one time: who is on duty, whether answers are promised, and when that changes.

Rooms that the same shifts cover are one post: they are looked at once. Pure; names of people are not known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from community.calendars import windows
from community.coverage_gaps import ALARM_AFTER, gaps
from community.covered_time import Window, is_covered
from community.duty import Duty, changes, duties, duty_at
from community.rosters import Roster
from server.duty.plan import DutyPlan

DAY = 86_400.0
FORESIGHT = 15 * DAY
"""Edges further away are not looked for: they are looked for again before."""
HINDSIGHT = 14 * DAY
"""Who was on duty longer ago hands nothing over. A gap that lasts longer is told again about so often."""


class Standing(Struct, frozen=True):
    """`until`: the end of the duty; with nobody on duty, the beginning of the next. `opens_at`: None while covered, and
    when that is not foreseen. `next_at`: when any of it changes."""

    duty: Duty | None
    is_covered: bool
    until: float | None
    opens_at: float | None
    next_at: float


def posts(roster: Roster, rooms: Iterable[str]) -> list[tuple[str, ...]]:
    """Rooms that the same shifts cover, together; all in the order of `rooms`."""
    found: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for room in rooms:
        found[tuple(shift.id for shift in roster.shifts if shift.covers(room))].append(room)
    return [tuple(post) for post in found.values()]


def standing(plan: DutyPlan, room: str, at: float) -> Standing:
    duty = duty_at(plan.roster, room, at)
    if duty is not None:
        until: float | None = duty.until
    else:
        coming = changes(plan.roster, room, at, at + FORESIGHT)
        until = next((each.at for each in coming if each.duty is not None), None)
    open_hours = windows(plan.calendar, at, at + FORESIGHT)
    covered = is_covered(open_hours, at)
    turns = _turns(open_hours, covered=covered)
    return Standing(
        duty=duty,
        is_covered=covered,
        until=until,
        opens_at=None if covered or not turns else turns[0],
        next_at=min([*turns[:1], *([until] if until is not None else []), at + FORESIGHT / 2]),
    )


def of_staff(duty: Duty | None, staff: Collection[str]) -> Duty | None:
    """Without those who are none any more, whatever the plan says: whoever is next takes their place."""
    if duty is None:
        return None
    called = [person for person in (duty.primary, duty.secondary, *duty.pool) if person in staff]
    if not called:
        return None
    return replace(
        duty,
        primary=called[0],
        secondary=called[1] if len(called) > 1 else None,
        pool=tuple(called[2:]),
    )


def previous(plan: DutyPlan, room: str, since: float) -> Duty | None:
    """The last duty that ended at `since` or before."""
    found = duties(plan.roster, room, since - HINDSIGHT, since)
    return found[-1] if found else None


def foreseen_gaps(plan: DutyPlan, room: str, planned_at: float, at: float) -> list[Window]:
    """Those that are long enough to tell somebody of: now, lately and soon. `planned_at` is when this plan began.

    Whoever asks again hears of the same gap under the same beginning, also of one that began before all hindsight.
    """
    since = (at - HINDSIGHT) // HINDSIGHT * HINDSIGHT
    found = gaps(plan.roster, plan.calendar, room, max(planned_at, since), at + FORESIGHT)
    return [gap for gap in found if gap.end - gap.start > ALARM_AFTER]


def _turns(open_hours: Sequence[Window], *, covered: bool) -> list[float]:
    """When hours open and close from now on."""
    edges = [edge for window in open_hours for edge in (window.start, window.end)]
    return edges[1:] if covered else edges
