"""Rows know what state they are in, and which cohort and cycle they belong to."""

from __future__ import annotations

import msgspec
import pytest

from community.metrics.outcomes import (
    EndedBy,
    Outcome,
    ResolvedBy,
    first_cycles,
    later_cycles,
    opened_between,
)
from tests.community.metrics.rows import MONDAY, answered, row


@pytest.mark.parametrize(
    ("outcome", "responded", "is_open", "waits"),
    [
        (row(), False, True, True),
        (row(first_bot_at=MONDAY + 1), False, True, True),
        (answered(60), True, True, False),
        (answered(60, resolved_at=MONDAY + 60, resolved_by=ResolvedBy.STAFF), True, False, False),
        (row(resolved_at=MONDAY + 60, resolved_by=ResolvedBy.AI), False, False, False),
        (row(ended_at=MONDAY, ended_by=EndedBy.WAIVED), False, False, False),
    ],
)
def test_a_person_has_to_respond_and_somebody_to_close(
    outcome: Outcome, *, responded: bool, is_open: bool, waits: bool
) -> None:
    assert (outcome.responded, outcome.is_open, outcome.waits) == (responded, is_open, waits)


def test_a_reopening_is_another_cycle() -> None:
    rows = [row(id="a"), row(id="a", cycle=2), row(id="b")]
    assert [(r.id, r.cycle) for r in first_cycles(rows)] == [("a", 1), ("b", 1)]
    assert [(r.id, r.cycle) for r in later_cycles(rows)] == [("a", 2)]


def test_a_cohort_is_what_was_opened_in_it() -> None:
    rows = [row(id=str(at), opened_at=float(at)) for at in (9, 10, 19, 20)]
    assert [r.id for r in opened_between(rows, 10.0, 20.0)] == ["10", "19"]


def test_rows_are_written_with_the_words_of_the_specification() -> None:
    encoded = msgspec.json.decode(msgspec.json.encode(row()))
    assert encoded["class"] == "question"
    assert msgspec.convert(encoded, Outcome) == row()
