"""What counts as in time, and what stands beside it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from community.metrics.outcomes import EndedBy, Outcome, ResolvedBy
from community.metrics.targets import Verdict, verdict, within_target
from tests.community.metrics.rows import MONDAY, answered, outcomes, row

LATE = MONDAY + 900


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (answered(60), Verdict.MET),
        (answered(60, resolved_at=MONDAY + 60, resolved_by=ResolvedBy.STAFF), Verdict.MET),
        (answered(1000, breached_at=LATE), Verdict.BREACHED),
        (row(breached_at=LATE, resolved_at=LATE + 1, resolved_by=ResolvedBy.AI), Verdict.BREACHED),
        (row(breached_at=LATE), Verdict.OVERDUE),
        (row(), Verdict.PENDING),
        (row(first_bot_at=MONDAY + 1), Verdict.PENDING),
        (row(resolved_at=MONDAY + 1, resolved_by=ResolvedBy.AI), Verdict.SOLVED_UNANSWERED),
        (row(resolved_at=MONDAY + 1, resolved_by=ResolvedBy.ASKER), Verdict.SOLVED_UNANSWERED),
        (answered(60, target_ms=None), Verdict.NO_TARGET),
        (row(ended_at=LATE, ended_by=EndedBy.WITHDRAWN), Verdict.WITHDRAWN),
        (row(ended_at=LATE, ended_by=EndedBy.REMOVED), Verdict.REMOVED),
        (row(ended_at=LATE + 1, ended_by=EndedBy.WAIVED, breached_at=LATE), Verdict.WAIVED),
    ],
)
def test_every_row_has_one_verdict(outcome: Outcome, expected: Verdict) -> None:
    assert verdict(outcome) is expected


def test_the_share_is_met_by_met_breached_and_overdue() -> None:
    rows = [
        *[answered(60)] * 6,
        answered(1000, breached_at=LATE),
        *[row(breached_at=LATE)] * 3,
        row(),
        *[row(ended_at=LATE, ended_by=by, breached_at=LATE) for by in EndedBy],
        row(resolved_at=MONDAY, resolved_by=ResolvedBy.AI),
    ]
    measured = within_target(rows)
    assert measured.share == 0.6
    assert (measured.met, measured.breached, measured.overdue, measured.pending) == (6, 1, 3, 1)
    assert (measured.withdrawn, measured.removed, measured.waived, measured.solved_unanswered) == (1, 1, 1, 1)


def test_nothing_to_judge_has_no_share() -> None:
    assert within_target([row()]).share is None


@settings(max_examples=30, deadline=None)
@given(st.lists(outcomes(), max_size=8))
def test_no_bot_meets_a_human_target(rows: list[Outcome]) -> None:
    measured = within_target(rows)
    assert measured.met <= sum(outcome.responded for outcome in rows)
    assert within_target([replace(outcome, first_bot_at=None) for outcome in rows]) == measured


@settings(max_examples=30, deadline=None)
@given(st.lists(outcomes(), max_size=8))
def test_waiving_everything_leaves_nothing_to_judge(rows: list[Outcome]) -> None:
    waived = [replace(outcome, ended_at=MONDAY, ended_by=EndedBy.WAIVED) for outcome in rows]
    measured = within_target(waived)
    assert (measured.share, measured.met, measured.waived) == (None, 0, len(rows))
