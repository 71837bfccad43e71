"""What one day was like: how fast answers came, what waited far too long, what was promised, and who answered.

Numbers are of what was opened on that day; incidents, promises and what was waived belong to the day on which it
happened, whenever it was opened. What is still overdue is told as of the present.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from msgspec import Struct

from community.covered_time import Window
from community.metrics.outcomes import Outcome, first_cycles, opened_between
from community.metrics.promises import Standing, standings
from community.metrics.response_times import Clock, Spread, human_response
from community.metrics.sampling import waived_sample
from community.metrics.shares import Load, gap_minutes, load
from community.metrics.targets import Verdict, WithinTarget, verdict, within_target


class DayPromises(Struct, frozen=True):
    """`kept` and `broken` on this day; `running` now, `due` soon among them."""

    kept: int
    broken: int
    running: int
    due: int


class DayNumbers(Struct, frozen=True):
    """`opened` counts first cycles, as the waits and shares do."""

    opened: int
    covered: Spread
    wall: Spread
    within_target: WithinTarget
    promises: DayPromises
    load: Load
    gap_minutes: float


class DayRows(Struct, frozen=True):
    """Each the first opened first. `broken`: what was promised, and not kept on this day."""

    incidents: list[Outcome]
    overdue: list[Outcome]
    broken: list[Outcome]
    waived_sample: list[Outcome]


def day_numbers(
    outcomes: Sequence[Outcome],
    day: Window,
    now: float,
    *,
    on_duty: Iterable[str] = (),
    gaps: Iterable[Window] = (),
) -> DayNumbers:
    """`outcomes` reach back before the day; `on_duty` and `gaps` are of it."""
    opened = opened_between(outcomes, day.start, day.end)
    first = first_cycles(opened)
    answered = [row for row in outcomes if _is_within(day, row.first_human_at)]
    return DayNumbers(
        opened=len(first),
        covered=human_response(first, now),
        wall=human_response(first, now, Clock.WALL),
        within_target=within_target(first),
        promises=_promises(outcomes, day, now),
        load=load(answered, on_duty),
        gap_minutes=gap_minutes(gaps),
    )


def day_rows(outcomes: Sequence[Outcome], day: Window, raised: Container[tuple[str, int]]) -> DayRows:
    """`raised`: id and cycle of what reached the highest level of the ladder on this day."""
    ordered = sorted(outcomes, key=lambda row: row.opened_at)
    return DayRows(
        incidents=[row for row in ordered if (row.id, row.cycle) in raised],
        overdue=[row for row in ordered if verdict(row) is Verdict.OVERDUE],
        broken=[row for row in ordered if any(_is_within(day, each.broken_at) for each in row.promises)],
        waived_sample=waived_sample(row for row in ordered if _is_within(day, row.ended_at)),
    )


def _promises(outcomes: Sequence[Outcome], day: Window, now: float) -> DayPromises:
    made = [each for row in outcomes for each in row.promises]
    running = [standing for row in outcomes for standing, _ in standings(row, now)]
    kept = sum(each.broken_at is None and _is_within(day, each.kept_at) for each in made)
    due = running.count(Standing.DUE)
    return DayPromises(
        kept=kept,
        broken=sum(_is_within(day, each.broken_at) for each in made),
        running=running.count(Standing.OPEN) + due,
        due=due,
    )


def _is_within(day: Window, at: float | None) -> bool:
    return at is not None and day.start <= at < day.end
