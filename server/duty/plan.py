"""The duty plan of a space: when answers are promised, how fast, and who gives them. One document, versioned whole.

Pure: what can be wrong with a plan, and what it means for a room. Who may write one is the API's business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from community.calendars import BusinessCalendar, calendar_flaws, windows
from community.flaws import Flaw, FlawCode
from community.rosters import Roster, roster_flaws
from community.turns import void_swaps
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import ClockKind, Coverage, ObligationClass, Occasion, Target
from server.duty.quiet_hours import QuietHours, quiet_flaws


class DutyPlan(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`targets` and `occasions` that are not named keep the standard. `quiet_hours` are those of webhooks, and of staff who
    set none of their own."""

    calendar: BusinessCalendar
    roster: Roster
    targets: dict[ObligationClass, Target] = {}
    occasions: dict[Occasion, Target] = {}
    quiet_hours: QuietHours | None = None


class StoredPlan(Struct, frozen=True):
    """`version` counts from 1; `at` and `by` are who saved it when. None of it changes any more."""

    space: str
    version: int
    at: float
    by: str
    plan: DutyPlan


def decode(document: bytes) -> DutyPlan:
    """Raises msgspec.MsgspecError, which names the path, or UnicodeDecodeError."""
    return msgspec.json.decode(document, type=DutyPlan)


def flaws(plan: DutyPlan) -> list[Flaw]:
    """Everything that is wrong with a decoded plan; none: it can be used. All else here expects none."""
    return [
        *_within("calendar", calendar_flaws(plan.calendar)),
        *_within("roster", roster_flaws(plan.roster)),
        *_target_flaws(plan),
        *quiet_flaws(plan.quiet_hours, "quiet_hours"),
    ]


def strangers(plan: DutyPlan, staff: Collection[str]) -> list[Flaw]:
    """Whoever has turns and is none of the `staff`: nobody would come. What is over does not matter."""
    named = [
        (f"roster.shifts[{place}].{part}[{number}]", person)
        for place, shift in enumerate(plan.roster.shifts)
        for part, people in (("rotation", shift.rotation), ("secondary", shift.secondary))
        for number, person in enumerate(people)
    ]
    return [Flaw(FlawCode.UNKNOWN_PERSON, where, person) for where, person in named if person not in staff]


def swaps_in_vain(plan: DutyPlan) -> list[int]:
    """The places of swaps that change nothing, because a turn is not theirs, or not on that day. `plan` has no flaws."""
    void = void_swaps(plan.roster)
    return [place for place, swap in enumerate(plan.roster.swaps) if any(each is swap for each in void)]


def coverage(stored: StoredPlan, start: float, end: float) -> Coverage:
    """What rooms are told: the targets, and the hours from `start` to `end`, UTC seconds."""
    plan = stored.plan
    return Coverage(
        version=stored.version,
        targets={**STANDARD.targets, **plan.targets},
        windows=windows(plan.calendar, start, end),
        occasions={**STANDARD.occasions, **plan.occasions},
    )


def _within(part: str, found: list[Flaw]) -> Iterator[Flaw]:
    for flaw in found:
        yield replace(flaw, where=f"{part}.{flaw.where}")


def _target_flaws(plan: DutyPlan) -> Iterator[Flaw]:
    named = [*plan.targets.items(), *plan.occasions.items()]
    for name, target in named:
        part = "occasions" if isinstance(name, Occasion) else "targets"
        if target.full is not None and target.full < target.first:
            yield Flaw(FlawCode.REVERSED, f"{part}.{name}.full", "the answer is due before the response")
    for occasion, target in plan.occasions.items():
        for field, detail in _unfit(occasion, target):
            yield Flaw(FlawCode.UNFIT, f"occasions.{occasion}.{field}", detail)


def _unfit(occasion: Occasion, target: Target) -> Iterator[tuple[str, str]]:
    """The fields that cannot be as they are. When class ends the wall's clock stops, and with it what was live."""
    match occasion:
        case Occasion.LIVE_QUESTION if target.clock is not ClockKind.WALL:
            yield "clock", "in class it is the wall's"
        case Occasion.AFTER_CLASS:
            if target.clock is not ClockKind.COVERED:
                yield "clock", "after class it runs in covered hours"
            if target.full is None:
                yield "full", "what a class leaves open has to be answered"
        case Occasion.HELD if target.full is not None:
            yield "full", "whoever looks at it ends it"
        case _:
            pass
