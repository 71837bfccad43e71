"""What stands behind the numbers of a report: for each of them its rows, the first opened first.

The same rows that are counted, so that whoever looks behind a number finds as many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from community.metrics.backlog import never_answered
from community.metrics.outcomes import Outcome, first_cycles
from community.metrics.promises import Standing, standings
from community.metrics.sampling import waived_sample
from community.metrics.targets import Verdict, verdict

INCIDENT = 400
"""Percent of a target."""


class Listed(StrEnum):
    """Where a verdict and a standing have one name, the standing is that of a promise."""

    INCIDENTS = "incidents"
    OPEN = "open"
    NEVER_ANSWERED = "never_answered"
    WAIVED_SAMPLE = "waived_sample"
    MET = "met"
    BREACHED = "breached"
    OVERDUE = "overdue"
    PENDING = "pending"
    SOLVED_UNANSWERED = "solved_unanswered"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    WAIVED = "waived"
    MOVED = "moved"
    PROMISES_OPEN = "promises_open"
    PROMISES_DUE = "promises_due"
    PROMISES_KEPT = "promises_kept"
    PROMISES_BROKEN = "promises_broken"


_PROMISES = {
    Listed.PROMISES_OPEN: (Standing.OPEN, Standing.DUE),
    Listed.PROMISES_DUE: (Standing.DUE,),
    Listed.PROMISES_KEPT: (Standing.KEPT,),
    Listed.PROMISES_BROKEN: (Standing.BROKEN,),
}


def listed(outcomes: Sequence[Outcome], what: Listed, now: float, person: str | None = None) -> list[Outcome]:
    """`person`: of promises, only theirs."""
    return sorted(_found(outcomes, what, now, person), key=lambda row: row.opened_at)


def _found(outcomes: Sequence[Outcome], what: Listed, now: float, person: str | None) -> Iterable[Outcome]:
    match what:
        case Listed.INCIDENTS:
            return incidents(outcomes)
        case Listed.OPEN:
            return [row for row in outcomes if row.is_open]
        case Listed.NEVER_ANSWERED:
            return never_answered(outcomes, now)
        case Listed.WAIVED_SAMPLE:
            return waived_sample(outcomes)
        case _ if what in _PROMISES:
            return [row for row in outcomes if _promised(row, _PROMISES[what], now, person)]
        case _:
            return [row for row in first_cycles(outcomes) if verdict(row) is Verdict(what.value)]


def incidents(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """What waited four times its target, whatever became of it."""
    return sorted((row for row in outcomes if row.level >= INCIDENT), key=lambda row: row.opened_at)


def _promised(row: Outcome, wanted: Sequence[Standing], now: float, person: str | None) -> bool:
    return any(standing in wanted and person in (None, each.by) for standing, each in standings(row, now))
