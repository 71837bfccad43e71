"""Which share of first responses came within the target.

The quotient is met / (met + breached + overdue open). What was withdrawn, removed, waived or moved stands beside it, whenever
that happened, and so do answers of a bot that came in time, and what is open and not due: nobody can improve the share
by waiving what is late, or by answering automatically.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from community.metrics.outcomes import EndedBy, Outcome


class Verdict(StrEnum):
    MET = "met"
    BREACHED = "breached"  # answered late, or closed unanswered after the target
    OVERDUE = "overdue"  # past the target, and waits
    PENDING = "pending"  # not due yet
    SOLVED_UNANSWERED = "solved_unanswered"  # by a bot or the asker, before the target
    NO_TARGET = "no_target"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    WAIVED = "waived"
    MOVED = "moved"


class WithinTarget(Struct, frozen=True):
    """Counts, and shares from 0 to 1, None where there is nothing to judge. `waived_share` is of all that was opened."""

    share: float | None
    waived_share: float | None
    met: int
    breached: int
    overdue: int
    pending: int
    solved_unanswered: int
    withdrawn: int
    removed: int
    waived: int
    moved: int


_BESIDE = {
    EndedBy.WITHDRAWN: Verdict.WITHDRAWN,
    EndedBy.REMOVED: Verdict.REMOVED,
    EndedBy.WAIVED: Verdict.WAIVED,
    EndedBy.MOVED: Verdict.MOVED,
}


def verdict(outcome: Outcome) -> Verdict:
    if outcome.ended_by is not None:
        return _BESIDE[outcome.ended_by]
    if outcome.target_ms is None:
        return Verdict.NO_TARGET
    if outcome.breached_at is not None:
        return Verdict.OVERDUE if outcome.waits else Verdict.BREACHED
    if outcome.responded:
        return Verdict.MET
    return Verdict.PENDING if outcome.is_open else Verdict.SOLVED_UNANSWERED


def within_target(outcomes: Iterable[Outcome]) -> WithinTarget:
    counts = Counter(verdict(outcome) for outcome in outcomes)
    judged = counts[Verdict.MET] + counts[Verdict.BREACHED] + counts[Verdict.OVERDUE]
    return WithinTarget(
        share=counts[Verdict.MET] / judged if judged else None,
        waived_share=counts[Verdict.WAIVED] / counts.total() if counts else None,
        met=counts[Verdict.MET],
        breached=counts[Verdict.BREACHED],
        overdue=counts[Verdict.OVERDUE],
        pending=counts[Verdict.PENDING],
        solved_unanswered=counts[Verdict.SOLVED_UNANSWERED],
        withdrawn=counts[Verdict.WITHDRAWN],
        removed=counts[Verdict.REMOVED],
        waived=counts[Verdict.WAIVED],
        moved=counts[Verdict.MOVED],
    )
