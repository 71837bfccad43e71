"""How long people wait for people: first and next response, and resolution, with what is still open counted in.

Automatic answers never enter a human series: what one of them resolved leaves it as censored at that time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from community.metrics.outcomes import Outcome, ResolvedBy
from community.metrics.survival import Wait, kaplan_meier, percentile

HOURS_A_DAY = 24
Key = TypeVar("Key", bound=Hashable)


class Clock(StrEnum):
    COVERED = "covered"  # only while an answer is promised
    WALL = "wall"


class Spread(Struct, frozen=True):
    """Seconds; None: not so many have had it that this could be known. `happened` of `count` had it."""

    count: int
    happened: int
    p50: float | None
    p90: float | None
    p95: float | None


def human_response(outcomes: Iterable[Outcome], now: float, clock: Clock = Clock.COVERED) -> Spread:
    """From the opening of a cycle to its first human response. First and later cycles are never to be mixed."""
    return _spread(_response(outcome, now, clock) for outcome in outcomes)


def bot_response(outcomes: Iterable[Outcome], now: float) -> Spread:
    """From opening to the first automatic answer, on the wall clock: a series of its own."""
    return _spread(_wait(outcome.opened_at, outcome.first_bot_at, _end(outcome, now)) for outcome in outcomes)


def resolution(outcomes: Iterable[Outcome], now: float) -> Spread:
    """From opening to resolution by people, the asker among them, on the wall clock; each cycle on its own."""
    return _spread(
        _wait(
            outcome.opened_at,
            outcome.resolved_at if outcome.resolved_by is not ResolvedBy.AI else None,
            _end(outcome, now),
        )
        for outcome in outcomes
    )


def grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], Key]) -> dict[Key, list[Outcome]]:
    """Outcomes by class, zone, hour of the week ... in the order in which the keys come up."""
    groups: dict[Key, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    return groups


def hour_of_week(zone: ZoneInfo) -> Callable[[Outcome], int]:
    """The local hour of opening: 0 is Monday from 0:00 to 1:00, 167 the last of Sunday."""

    def hour(outcome: Outcome) -> int:
        local = datetime.fromtimestamp(outcome.opened_at, UTC).astimezone(zone)
        return local.weekday() * HOURS_A_DAY + local.hour

    return hour


def _response(outcome: Outcome, now: float, clock: Clock) -> Wait:
    if clock is Clock.COVERED:
        return Wait(outcome.covered_ms / 1000, outcome.responded)
    return _wait(outcome.opened_at, outcome.first_human_at, _end(outcome, now))


def _end(outcome: Outcome, now: float) -> float:
    """When waiting ended, or the present."""
    ends = (end for end in (outcome.resolved_at, outcome.ended_at) if end is not None)
    return min(ends, default=now)


def _wait(opened_at: float, happened_at: float | None, end: float) -> Wait:
    """Clocks of two nodes may differ by less than a wait of nothing."""
    lasted = (end if happened_at is None else happened_at) - opened_at
    return Wait(max(lasted, 0.0), happened_at is not None)


def _spread(waits: Iterable[Wait]) -> Spread:
    known = list(waits)
    curve = kaplan_meier(known)
    return Spread(
        count=len(known),
        happened=sum(wait.happened for wait in known),
        p50=percentile(curve, 0.5),
        p90=percentile(curve, 0.9),
        p95=percentile(curve, 0.95),
    )
