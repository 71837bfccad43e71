"""Who said that they will answer, where and when: the duty roster as people write it down.

Times are local to each shift's zone and by the wall clock: a night shift from 22:00 to 06:00 ends at 06:00 whatever
the clocks do that night. Whose turn it is follows in `turns.py`, who is on duty in `duty.py`. Holidays are days that a
shift skips; they move nobody else's turn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from community.flaws import Flaw, FlawCode
from community.local_time import MINUTES_A_DAY, YEARS, LocalMoment, ZoneName, zone_named
from community.recurrence import Rule, flaw_of
from rooms.terms import MemberId

ShiftId = Annotated[str, Meta(min_length=1, max_length=40)]
Place = Annotated[str, Meta(min_length=1, max_length=60)]
"""The id of a room."""
People = Annotated[tuple[MemberId, ...], Meta(max_length=100)]


class Handover(StrEnum):
    """When the next of the rotation takes over. Days and weeks count on while no shift takes place."""

    SHIFT = "shift"
    DAY = "day"
    WEEK = "week"  # on Mondays


class Shift(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Takes place on the days of `recurrence`, the first of which is not before `since`.

    `start` and `length` are minutes by the wall clock. `rotation` are the primaries in the order of their turns; nobody
    in it means that the shift is planned and not yet taken. `secondary` are asked next, in the order of the same
    turns; without it, the next of the rotation is. `capacity` is how many open items one person should own.
    """

    id: ShiftId
    title: Annotated[str, Meta(max_length=100)]
    rooms: Annotated[tuple[Place, ...], Meta(max_length=1000)] | None = None
    """None: all rooms."""
    zone: ZoneName
    since: date
    recurrence: Rule
    start: Annotated[int, Meta(ge=0, lt=MINUTES_A_DAY)]
    length: Annotated[int, Meta(ge=1, le=28 * MINUTES_A_DAY)]
    rotation: People
    handover: Handover = Handover.SHIFT
    secondary: People = ()
    capacity: Annotated[int, Meta(ge=1, le=1000)] = 20
    skipped: Annotated[tuple[date, ...], Meta(max_length=1000)] = ()
    """Days on which it does not begin, such as holidays."""

    def covers(self, room: str) -> bool:
        return self.rooms is None or room in self.rooms


class Override(Struct, frozen=True, forbid_unknown_fields=True):
    """`person` is primary of the shift, whenever it takes place, from `start` to before `end`, local to the shift.

    Whose turn it was is not asked in that time. Of overrides that overlap the last one written holds.
    """

    shift: ShiftId
    person: MemberId
    start: LocalMoment
    end: LocalMoment


class OwnTurn(Struct, frozen=True, forbid_unknown_fields=True):
    """The turn of `person` in a shift, named by the local day on which it begins."""

    person: MemberId
    shift: ShiftId
    day: date


class Swap(Struct, frozen=True, forbid_unknown_fields=True):
    """Two people take each other's turn. It is void, as a whole, unless both turns are still theirs."""

    one: OwnTurn
    other: OwnTurn


class Roster(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where shifts overlap, the first of them that has somebody decides. Swaps apply in order, then overrides."""

    version: Annotated[int, Meta(ge=0)]
    shifts: Annotated[tuple[Shift, ...], Meta(max_length=200)]
    overrides: Annotated[tuple[Override, ...], Meta(max_length=1000)] = ()
    swaps: Annotated[tuple[Swap, ...], Meta(max_length=1000)] = ()


def roster_flaws(roster: Roster) -> list[Flaw]:
    """Everything that is wrong with a decoded roster; none: it can be used. Everybody else expects none."""
    return list(_flaws(roster))


def _flaws(roster: Roster) -> Iterator[Flaw]:
    shifts: set[str] = set()
    for place, shift in enumerate(roster.shifts):
        where = f"shifts[{place}]"
        if shift.id in shifts:
            yield Flaw(FlawCode.TWICE, f"{where}.id", shift.id)
        shifts.add(shift.id)
        yield from _flaws_of_shift(shift, where)
    for place, override in enumerate(roster.overrides):
        yield from _flaws_of_override(override, shifts, f"overrides[{place}]")
    for place, swap in enumerate(roster.swaps):
        yield from _flaws_of_turn(swap.one, shifts, f"swaps[{place}].one")
        yield from _flaws_of_turn(swap.other, shifts, f"swaps[{place}].other")


def _flaws_of_shift(shift: Shift, where: str) -> Iterator[Flaw]:
    if zone_named(shift.zone) is None:
        yield Flaw(FlawCode.UNKNOWN_ZONE, f"{where}.zone", shift.zone)
    flaw = flaw_of(shift.recurrence, shift.since, f"{where}.recurrence")
    if flaw is not None:
        yield flaw


def _flaws_of_override(override: Override, shifts: Collection[str], where: str) -> Iterator[Flaw]:
    if override.shift not in shifts:
        yield Flaw(FlawCode.UNKNOWN_SHIFT, f"{where}.shift", override.shift)
    if override.end <= override.start:
        yield Flaw(FlawCode.REVERSED, where)
    if override.start.year not in YEARS or override.end.year not in YEARS:
        yield Flaw(FlawCode.OUT_OF_RANGE, where)


def _flaws_of_turn(turn: OwnTurn, shifts: Collection[str], where: str) -> Iterator[Flaw]:
    if turn.shift not in shifts:
        yield Flaw(FlawCode.UNKNOWN_SHIFT, f"{where}.shift", turn.shift)
    if turn.day.year not in YEARS:
        yield Flaw(FlawCode.OUT_OF_RANGE, f"{where}.day")
