"""What is open, how old it is, and what nobody answered in a week."""

from __future__ import annotations

import pytest

from community.metrics.backlog import Backlog, backlog, never_answered
from community.metrics.outcomes import EndedBy, Outcome, ResolvedBy
from tests.community.metrics.rows import DAY, MONDAY, answered, row

NOW = MONDAY + 8 * DAY


def test_open_items_are_counted_with_their_ages_and_owners() -> None:
    rows = [row(opened_at=NOW - minutes * 60.0, owner="ada") for minutes in range(1, 10)]
    rows += [row(opened_at=NOW - 6000.0), answered(1.0, opened_at=NOW - 30.0, owner="bo")]
    rows += [row(resolved_at=NOW, resolved_by=ResolvedBy.STAFF), row(ended_at=NOW, ended_by=EndedBy.WAIVED)]
    assert backlog(rows, NOW) == Backlog(
        count=11, oldest=6000.0, p50=300.0, p90=540.0, by_owner={"ada": 9, "": 1, "bo": 1}
    )


def test_an_empty_backlog_has_no_ages() -> None:
    assert backlog([], NOW) == Backlog(0, None, None, None, {})


@pytest.mark.parametrize(
    ("outcome", "unanswered"),
    [
        (row(), True),
        (row(first_bot_at=MONDAY + 1), True),
        (answered(8 * DAY), True),
        (answered(7 * DAY), False),
        (row(opened_at=MONDAY + 2 * DAY), False),
        (row(ended_at=MONDAY + 1, ended_by=EndedBy.WITHDRAWN), False),
        (row(resolved_at=MONDAY + 1, resolved_by=ResolvedBy.AI), False),
        (row(resolved_at=MONDAY + 1, resolved_by=ResolvedBy.ASKER), False),
        (row(ended_at=MONDAY + 7.5 * DAY, ended_by=EndedBy.WAIVED), True),
    ],
)
def test_never_answered_is_a_week_without_a_person(outcome: Outcome, *, unanswered: bool) -> None:
    assert never_answered([outcome], NOW) == ([outcome] if unanswered else [])


def test_the_oldest_comes_first() -> None:
    rows = [row(id="b", opened_at=MONDAY + 60), row(id="a")]
    assert [found.id for found in never_answered(rows, NOW)] == ["a", "b"]
