"""What if another roster had been on duty: the answers of a past time, moved to when they would have come. Pure.

The model is simple, and the same input always gives the same output:

* What an answer took is the time during which somebody was on duty until it came: the observed minutes of a responder on
  duty, for each obligation as it was. With the other roster the same minutes pass while its people are on duty.
* An answer that came while nobody was on duty came from somebody who answers anyway: it stays when it was.
* What was not answered stays unanswered, and counts as waiting at least as many minutes on duty as it did.
* A first response is in time if the other plan's target is not over by its clock: its hours, or the wall clock.

It does not know that people answer faster when less waits, or that one answers two in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from community.calendars import windows
from community.covered_time import Window, advance, covered_between, is_covered, merged
from community.duty import duties
from community.metrics.outcomes import Outcome, first_cycles
from community.metrics.survival import Wait, kaplan_meier, percentile
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import ClockKind, ObligationClass, Target
from server.duty.plan import DutyPlan

FORESIGHT = 60 * 86_400.0
"""Seconds after the time in question in which an answer may still come."""

OnDuty = Callable[[str], Sequence[Window]]
"""When somebody was on duty in a room."""


class Answers(Struct, frozen=True):
    """Of first responses: seconds on the clock of their targets, None: not so many came. `within` is a share, 0 to 1."""

    count: int
    p50: float | None
    p90: float | None
    within: float | None


class Comparison(Struct, frozen=True):
    real: Answers
    predicted: Answers


class _Response(Struct, frozen=True):
    """`took` seconds on its clock, or so long without having come; `target` seconds."""

    took: float
    came: bool
    target: float


def compare(
    outcomes: Iterable[Outcome], now: float, was_on_duty: OnDuty, other: DutyPlan, start: float
) -> Comparison:
    """`outcomes` of the time from `start` on, as of `now`; `other` has no flaws."""
    judged = [row for row in first_cycles(outcomes) if row.ended_by is None and row.target_ms is not None]
    hours = windows(other.calendar, start, now + FORESIGHT)
    targets = {**STANDARD.targets, **other.targets}
    posts: dict[str, tuple[Sequence[Window], list[Window]]] = {}
    predicted = []
    for row in judged:
        if row.room not in posts:
            posts[row.room] = (was_on_duty(row.room), _on_duty(other, row.room, start, now + FORESIGHT))
        target = targets[ObligationClass(row.class_)]
        predicted.append(_predicted(row, now, *posts[row.room], hours, target))
    return Comparison(_answers([_real(row) for row in judged]), _answers(predicted))


def _real(row: Outcome) -> _Response:
    return _Response(row.consumed_ms / 1000, row.responded, (row.target_ms or 0) / 1000)


def _predicted(
    row: Outcome,
    now: float,
    was: Sequence[Window],
    will: Sequence[Window],
    hours: Sequence[Window],
    target: Target,
) -> _Response:
    ended_at = row.first_human_at or row.resolved_at or now
    if row.responded and not is_covered(was, ended_at):
        answered_at: float | None = ended_at
    else:
        answered_at = advance(
            will, _on_duty_from(will, row.opened_at), covered_between(was, row.opened_at, ended_at)
        )
    came = row.responded and answered_at is not None
    until = now + FORESIGHT if answered_at is None else answered_at
    took = (
        until - row.opened_at
        if target.clock is ClockKind.WALL
        else covered_between(hours, row.opened_at, until)
    )
    return _Response(max(took, 0.0), came, target.first)


def _on_duty_from(will: Sequence[Window], at: float) -> float:
    """Nobody answers before somebody is there, however little time it takes."""
    return next((max(window.start, at) for window in will if window.end > at), at)


def _on_duty(plan: DutyPlan, room: str, start: float, end: float) -> list[Window]:
    return merged(Window(duty.since, duty.until) for duty in duties(plan.roster, room, start, end))


def _answers(responses: Sequence[_Response]) -> Answers:
    curve = kaplan_meier(Wait(each.took, each.came) for each in responses)
    judged = [each for each in responses if each.came or each.took > each.target]
    met = sum(each.came and each.took <= each.target for each in judged)
    return Answers(
        count=len(responses),
        p50=percentile(curve, 0.5),
        p90=percentile(curve, 0.9),
        within=met / len(judged) if judged else None,
    )
