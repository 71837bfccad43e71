"""What staff promised to come back to, and whether anybody did: "I will answer after class" is counted like an answer.

A promise that was broken stays broken, also when the answer came later. One whose asker needed no answer any more, or was
asked back, is neither kept nor broken; of several for one item, the last one runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from community.metrics.outcomes import Outcome, Promise

DUE_SECONDS = 4 * 3600.0
"""A promise that runs is due soon when its time is over within so long, on the wall clock."""


class Standing(StrEnum):
    OPEN = "open"  # it runs
    DUE = "due"  # it runs, and not for long
    KEPT = "kept"
    BROKEN = "broken"


class Kept(Struct, frozen=True):
    """Promises of one person. `due` are not among the `open`."""

    open: int
    due: int
    kept: int
    broken: int


class Promises(Struct, frozen=True):
    """Counts; `running` are those of which it is not known yet, `due` among them. `broken_by`: by who had promised, most
    first, as `by_person` by all that they promised."""

    made: int
    kept: int
    broken: int
    running: int
    broken_by: dict[str, int]
    due: int = 0
    by_person: dict[str, Kept] = {}


def promises(outcomes: Iterable[Outcome], now: float) -> Promises:
    rows = list(outcomes)
    made: Counter[str] = Counter(each.by for row in rows for each in row.promises)
    found = [(standing, each.by) for row in rows for standing, each in standings(row, now)]
    counts = Counter(standing for standing, _ in found)
    of_person = Counter(found)
    broken_by = Counter(by for standing, by in found if standing is Standing.BROKEN)
    return Promises(
        made=made.total(),
        kept=counts[Standing.KEPT],
        broken=counts[Standing.BROKEN],
        running=counts[Standing.OPEN] + counts[Standing.DUE],
        broken_by=dict(broken_by.most_common()),
        due=counts[Standing.DUE],
        by_person={
            by: Kept(*(of_person[standing, by] for standing in Standing)) for by, _ in made.most_common()
        },
    )


def standings(outcome: Outcome, now: float) -> Iterator[tuple[Standing, Promise]]:
    """Of what was promised for it, in the order of promising; without what is neither."""
    for each in outcome.promises:
        if each.broken_at is not None:
            yield Standing.BROKEN, each
        elif each.kept_at is not None:
            yield Standing.KEPT, each
        elif outcome.is_open and each is outcome.promises[-1]:
            is_due = each.due_at is not None and each.due_at <= now + DUE_SECONDS
            yield Standing.DUE if is_due else Standing.OPEN, each
