"""Behind each number of a report stand as many rows as it counts."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from community.metrics.lists import Listed, incidents, listed
from community.metrics.outcomes import EndedBy, Outcome, Promise
from community.metrics.report import report
from tests.community.metrics.rows import DAY, MONDAY, NOW, answered, outcomes, row

ROWS = [
    answered(60.0, id="met"),
    row(id="late", opened_at=MONDAY + DAY, breached_at=MONDAY + DAY + 900, level=400),
    row(id="waived", ended_by=EndedBy.WAIVED, ended_at=MONDAY + 5),
    row(id="promised", promises=(Promise("tess", MONDAY), Promise("tom", MONDAY, due_at=NOW))),
    row(id="broken", promises=(Promise("tess", MONDAY, broken_at=MONDAY + 9),)),
    answered(9.0, id="kept", promises=(Promise("tom", MONDAY, kept_at=MONDAY + 9),), resolved_at=MONDAY + 9),
]


def ids(what: Listed, person: str | None = None) -> list[str]:
    return [each.id for each in listed(ROWS, what, NOW, person)]


def test_each_list_has_its_own_rows() -> None:
    assert ids(Listed.INCIDENTS) == ["late"]
    assert ids(Listed.OVERDUE) == ["late"]
    assert ids(Listed.MET) == ["met", "kept"]
    assert ids(Listed.WAIVED) == ["waived"]
    assert ids(Listed.OPEN) == ["met", "promised", "broken", "late"]
    assert ids(Listed.NEVER_ANSWERED) == ["promised", "broken", "late"]


def test_promises_are_found_by_how_they_stand_and_by_whose_they_are() -> None:
    assert ids(Listed.PROMISES_OPEN) == ids(Listed.PROMISES_DUE) == ["promised"]
    assert ids(Listed.PROMISES_BROKEN) == ["broken"]
    assert ids(Listed.PROMISES_KEPT) == ["kept"]
    assert ids(Listed.PROMISES_OPEN, "tom") == ["promised"]
    assert ids(Listed.PROMISES_OPEN, "tess") == []


@given(st.lists(outcomes(), max_size=20))
def test_as_many_rows_as_the_report_counts(rows: list[Outcome]) -> None:
    made = report(rows, NOW, ZoneInfo("UTC"))

    def count(what: Listed) -> int:
        return len(listed(rows, what, NOW))

    within = made.first.within_target
    for what in (
        Listed.MET,
        Listed.BREACHED,
        Listed.OVERDUE,
        Listed.PENDING,
        Listed.SOLVED_UNANSWERED,
        Listed.WITHDRAWN,
        Listed.REMOVED,
        Listed.WAIVED,
        Listed.MOVED,
    ):
        assert count(what) == getattr(within, what)
    assert count(Listed.OPEN) == made.backlog.count
    assert count(Listed.NEVER_ANSWERED) == len(made.never_answered)
    assert count(Listed.INCIDENTS) == len(incidents(rows)) == len(made.incidents)
    assert count(Listed.WAIVED_SAMPLE) == len(made.waived_sample)
