"""What is open now: how much, how old, whose; and what nobody answered in a week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import ceil

from msgspec import Struct

from community.metrics.outcomes import Outcome, ResolvedBy

WEEK = 7 * 24 * 3600.0


class Backlog(Struct, frozen=True):
    """Ages in seconds on the wall clock, None when nothing is open; `by_owner` has "" for what nobody owns."""

    count: int
    oldest: float | None
    p50: float | None
    p90: float | None
    by_owner: dict[str, int]


def backlog(outcomes: Sequence[Outcome], now: float) -> Backlog:
    waiting = [outcome for outcome in outcomes if outcome.is_open]
    ages = sorted(max(now - outcome.opened_at, 0.0) for outcome in waiting)
    return Backlog(
        count=len(ages),
        oldest=ages[-1] if ages else None,
        p50=_nearest_rank(ages, 0.5),
        p90=_nearest_rank(ages, 0.9),
        by_owner=dict(Counter(outcome.owner or "" for outcome in waiting).most_common()),
    )


def never_answered(outcomes: Sequence[Outcome], now: float, within: float = WEEK) -> list[Outcome]:
    """What waited so long (seconds on the wall clock) without a person, in the order of opening.

    Nobody owed an answer to what was withdrawn, removed, waived or solved in the meantime.
    """
    found = [
        outcome for outcome in outcomes if now - outcome.opened_at >= within and _unanswered(outcome, within)
    ]
    return sorted(found, key=lambda outcome: outcome.opened_at)


def _unanswered(outcome: Outcome, within: float) -> bool:
    """Neither a first response nor an end of the wait came in time."""
    solved = outcome.resolved_at if outcome.resolved_by in (ResolvedBy.AI, ResolvedBy.ASKER) else None
    ends = (outcome.first_human_at, outcome.ended_at, solved)
    return all(end is None or end - outcome.opened_at > within for end in ends)


def _nearest_rank(ages: Sequence[float], share: float) -> float | None:
    """Of sorted ages the smallest that at least `share` of them do not exceed."""
    return ages[ceil(share * len(ages)) - 1] if ages else None
