"""Who carries the answering: load over responders, what peers and bots solve, what is reopened, whose clocks stood still."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from community.covered_time import Window, merged
from community.metrics.outcomes import Outcome, ResolvedBy

MS_A_MINUTE = 60_000
SECONDS_A_MINUTE = 60.0
SMALLEST_GROUP = 5
"""A ratio over fewer people than this says too much of each of them."""


class Load(Struct, frozen=True):
    """First human responses by person, most first; `gini` is None when nothing was shared out, or among too few."""

    responses: dict[str, int]
    gini: float | None


class Resolved(Struct, frozen=True):
    """Shares from 0 to 1, None where nothing is resolved. Peers' share is of what people other than the asker resolved."""

    count: int
    bot_share: float | None
    peer_share: float | None
    reopen_rate: float | None


def load(outcomes: Iterable[Outcome], on_duty: Iterable[str] = ()) -> Load:
    """`on_duty`: who should answer, and counts with nothing if they did not."""
    counts = Counter(dict.fromkeys(on_duty, 0))
    counts.update(
        outcome.responder for outcome in outcomes if outcome.responder is not None and outcome.responded
    )
    amounts = list(counts.values())
    return Load(dict(counts.most_common()), gini(amounts) if len(amounts) >= SMALLEST_GROUP else None)


def gini(amounts: Sequence[float]) -> float | None:
    """Inequality of amounts that are not negative: 0 all alike, near 1 one has everything. Zeros count."""
    total = sum(amounts)
    if not total:
        return None
    count = len(amounts)
    weighted = sum((2 * rank - count - 1) * amount for rank, amount in enumerate(sorted(amounts), 1))
    return weighted / (count * total)


def resolved(outcomes: Iterable[Outcome]) -> Resolved:
    """Each cycle on its own. Reopened are those that were resolved and came back."""
    done = [outcome for outcome in outcomes if outcome.resolved_at is not None]
    by = Counter(outcome.resolved_by for outcome in done)
    return Resolved(
        count=len(done),
        bot_share=_share(by[ResolvedBy.AI], len(done)),
        peer_share=_share(by[ResolvedBy.PEER], by[ResolvedBy.PEER] + by[ResolvedBy.STAFF]),
        reopen_rate=_share(sum(outcome.reopened for outcome in done), len(done)),
    )


def paused_minutes(outcomes: Iterable[Outcome]) -> dict[str, float]:
    """For how long each staff member let learners' clocks stand still, most first."""
    paused: Counter[str] = Counter()
    for outcome in outcomes:
        paused.update(outcome.paused)
    return {person: ms / MS_A_MINUTE for person, ms in paused.most_common()}


def gap_minutes(gaps: Iterable[Window]) -> float:
    """Minutes in at least one of the windows: covered time with nobody on duty."""
    return sum(gap.end - gap.start for gap in merged(gaps)) / SECONDS_A_MINUTE


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
