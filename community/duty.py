"""Who is on duty in a room: exactly one primary whenever a shift that somebody took takes place, and who is asked next.

Where shifts overlap, the first of the roster that has somebody decides; where occurrences of one shift overlap, the
one that began last. Whether anybody promised to be there at that time is the calendar's business (`coverage_gaps.py`);
whether the primary can be reached is not known here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf, nextafter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from community.covered_time import Window
from community.local_time import first_reached, wall_time_of
from community.rosters import Roster
from community.turns import Swapped, Turn, swapped, turned, turns_of


class Duty(Struct, frozen=True):
    """Holds from `since` to before `until`, UTC seconds, within one turn of `shift` (its id).

    After the primary, people are asked in this order: the shift's secondaries, its rotation, and the primaries of other
    shifts that cover the room now. The first of them is `secondary`, the rest `pool`; nobody is named twice.
    `capacity`: open items that one person should own.
    """

    primary: str
    secondary: str | None
    pool: tuple[str, ...]
    shift: str
    since: float
    until: float
    capacity: int


class Change(Struct, frozen=True):
    """From `at` on, UTC seconds, `duty` holds; None: nobody is on duty."""

    at: float
    duty: Duty | None


class _Held(NamedTuple):
    """A turn, and who has it; `away` had it by rotation or swap and gave it up."""

    turn: Turn
    by: str
    away: frozenset[str]


Takeovers = Mapping[str, Sequence[tuple[Window, str]]]
"""Overrides in UTC, by shift."""


def duty_at(roster: Roster, room: str, at: float) -> Duty | None:
    return next(iter(duties(roster, room, at, nextafter(at, inf))), None)


def duties(roster: Roster, room: str, start: float, end: float) -> list[Duty]:
    """All that hold at some time from `start` to before `end`, whole, in order; they never overlap."""
    touched = _turns(roster, room, start, end)
    if not touched:
        return []
    first, last = min(turn.start for turn in touched), max(turn.end for turn in touched)
    found = _joined(_pieces(roster, _turns(roster, room, first, last)))
    return [duty for duty in found if duty.since < end and start < duty.until]


def changes(roster: Roster, room: str, start: float, end: float) -> list[Change]:
    """Every instant from `start` to before `end` at which another duty begins, or one ends and none follows."""
    found: list[Change] = []
    until = -inf
    for duty in duties(roster, room, nextafter(start, -inf), end):
        if start <= until < duty.since:
            found.append(Change(until, None))
        if start <= duty.since:
            found.append(Change(duty.since, duty))
        until = duty.until
    if start <= until < end:
        found.append(Change(until, None))
    return found


def _turns(roster: Roster, room: str, start: float, end: float) -> list[Turn]:
    shifts = (shift for shift in roster.shifts if shift.covers(room))
    return sorted(
        (turn for shift in shifts for turn in turns_of(shift, start, end)), key=lambda turn: turn.start
    )


def _pieces(roster: Roster, turns: Sequence[Turn]) -> Iterator[tuple[Turn, Duty]]:
    """The duties of `turns`, which are by start, cut wherever anything could change."""
    priority = {shift.id: place for place, shift in enumerate(roster.shifts)}
    exchanged, takeovers = swapped(roster), _takeovers(roster)
    longest = max(turn.end - turn.start for turn in turns)
    for since, until in pairwise(_edges(turns, takeovers)):
        begun = bisect_left(turns, since - longest, key=lambda turn: turn.start)
        running = turns[begun : bisect_right(turns, since, key=lambda turn: turn.start)]
        active = sorted(
            (turn for turn in running if since < turn.end),
            key=lambda turn: (priority[turn.shift.id], -turn.start),
        )
        held = [each for turn in active if (each := _held(turn, exchanged, takeovers, since))]
        if held:
            yield held[0].turn, _duty(held, since, until)


def _edges(turns: Sequence[Turn], takeovers: Takeovers) -> list[float]:
    edges = {edge for turn in turns for edge in (turn.start, turn.end)}
    for shift in {turn.shift.id for turn in turns}:
        edges |= {edge for span, _ in takeovers.get(shift, ()) for edge in (span.start, span.end)}
    return sorted(edges)


def _held(turn: Turn, exchanged: Swapped, takeovers: Takeovers, at: float) -> _Held | None:
    """None: nobody took this shift."""
    succession = [turn.in_rotation, exchanged.get((turn.shift.id, turn.day))]
    succession += [by for span, by in takeovers.get(turn.shift.id, ()) if span.start <= at < span.end]
    holders = [person for person in succession if person is not None]
    return _Held(turn, holders[-1], frozenset(holders[:-1]) - {holders[-1]}) if holders else None


def _duty(held: Sequence[_Held], since: float, until: float) -> Duty:
    """`held` are all turns of that time, the one that decides first."""
    turn, primary, away = held[0]
    shift = turn.shift
    called = [*turned(shift.secondary, turn.number), *turned(shift.rotation, turn.number)]
    called = [person for person in called if person not in away] + [other.by for other in held[1:]]
    after = tuple(person for person in dict.fromkeys(called) if person != primary)
    secondary = after[0] if after else None
    return Duty(primary, secondary, after[1:], shift.id, since, until, shift.capacity)


def _joined(pieces: Iterable[tuple[Turn, Duty]]) -> list[Duty]:
    """Pieces of one turn that name the same people are one duty."""
    whole: list[tuple[Turn, Duty]] = []
    for turn, duty in pieces:
        longer = replace(whole[-1][1], until=duty.until) if whole else None
        if longer and whole[-1][0] is turn and replace(duty, since=longer.since) == longer:
            whole[-1] = turn, longer
        else:
            whole.append((turn, duty))
    return [duty for _, duty in whole]


def _takeovers(roster: Roster) -> Takeovers:
    zones = {shift.id: ZoneInfo(shift.zone) for shift in roster.shifts}
    found: dict[str, list[tuple[Window, str]]] = {}
    for override in roster.overrides:
        zone = zones[override.shift]
        start, end = (first_reached(zone, wall_time_of(at)) for at in (override.start, override.end))
        found.setdefault(override.shift, []).append((Window(start, end), override.person))
    return found
