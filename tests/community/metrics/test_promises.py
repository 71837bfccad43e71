"""Promises of staff, and what became of them."""

from __future__ import annotations

from msgspec.structs import replace

from community.metrics.outcomes import EndedBy, Outcome, Promise, ResolvedBy
from community.metrics.promises import DUE_SECONDS, Kept, Promises, promises
from tests.community.metrics.rows import HOUR, MONDAY, NOW, row

MADE = Promise("tess", MONDAY)
BROKEN = Promise("tess", MONDAY, broken_at=MONDAY + HOUR)


def counts(rows: list[Outcome]) -> Promises:
    """Without who they are of."""
    return replace(promises(rows, NOW), by_person={})


def test_a_promise_is_kept_broken_or_runs() -> None:
    rows = [
        row(promises=(Promise("tess", MONDAY, kept_at=MONDAY + 60),), resolved_at=MONDAY + 60),
        row(promises=(BROKEN,)),
        row(promises=(MADE,)),
        row(),
    ]
    assert counts(rows) == Promises(made=3, kept=1, broken=1, running=1, broken_by={"tess": 1})


def test_what_is_answered_late_was_broken_and_what_needed_no_answer_was_neither() -> None:
    late = Promise("tom", MONDAY, broken_at=MONDAY + HOUR, kept_at=MONDAY + 2 * HOUR)
    rows = [
        row(promises=(late,), resolved_at=MONDAY + 2 * HOUR, resolved_by=ResolvedBy.STAFF),
        row(promises=(MADE,), ended_by=EndedBy.WITHDRAWN, ended_at=MONDAY),
    ]
    assert counts(rows) == Promises(made=2, kept=0, broken=1, running=0, broken_by={"tom": 1})


def test_of_several_only_the_last_runs() -> None:
    rows = [row(promises=(BROKEN, Promise("tom", MONDAY), Promise("tom", MONDAY + 1)))]
    assert counts(rows) == Promises(made=3, kept=0, broken=1, running=1, broken_by={"tess": 1})


def test_each_person_has_their_own_and_what_is_due_soon_is_told_apart() -> None:
    soon, later = NOW + DUE_SECONDS, NOW + DUE_SECONDS + 1
    rows = [
        row(promises=(Promise("tess", MONDAY, due_at=soon),)),
        row(promises=(Promise("tess", MONDAY, due_at=later),)),
        row(promises=(BROKEN, Promise("tom", MONDAY, kept_at=MONDAY + 9)), resolved_at=MONDAY + 9),
    ]
    found = promises(rows, NOW)
    assert found.by_person == {"tess": Kept(open=1, due=1, kept=0, broken=1), "tom": Kept(0, 0, 1, 0)}
    assert (found.running, found.due) == (2, 1)
