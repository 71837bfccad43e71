"""What staff promised to come back to, and whether anybody did: "I will answer after class" is counted like an answer.

A promise that was broken stays broken, also when the answer came later. One whose asker needed no answer any more, or was
asked back, is neither kept nor broken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from community.metrics.outcomes import Outcome


class Promises(Struct, frozen=True):
    """Counts; `running` are those of which it is not known yet. `broken_by`: by who had promised, most first."""

    made: int
    kept: int
    broken: int
    running: int
    broken_by: dict[str, int]


def promises(outcomes: Iterable[Outcome]) -> Promises:
    made = [(outcome, each) for outcome in outcomes for each in outcome.promises]
    unbroken = [(outcome, each) for outcome, each in made if each.broken_at is None]
    broken_by = Counter(each.by for _, each in made if each.broken_at is not None)
    kept = sum(each.kept_at is not None for _, each in unbroken)
    running = sum(outcome.is_open and each is outcome.promises[-1] for outcome, each in unbroken)
    return Promises(len(made), kept, broken_by.total(), running, dict(broken_by.most_common()))
