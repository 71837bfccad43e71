"""What is kept of obligations: what staff see, who is owed, and when nobody waited any more."""

from __future__ import annotations

from rooms.obligations.events import (
    AutoRepliesSet,
    CoverageSet,
    ExamModeSet,
    ObligationMerged,
    ObligationsEvent,
    ObligationUnmerged,
    Thanked,
)
from rooms.obligations.terms import Coverage, ObligationClass, ObligationState
from signaling.obligation_model import KeptObligation, keep, touched
from tests.support.owed import answered, opened, reopened


def kept(*events: ObligationsEvent) -> dict[int, KeptObligation]:
    obligations: dict[int, KeptObligation] = {}
    for event in events:
        keep(obligations, event)
    return obligations


def coverage(due: dict[int, float]) -> CoverageSet:
    return CoverageSet(at=50.0, coverage=Coverage(2, {}, []), due=due)


def test_an_obligation_begins_open_with_who_is_owed() -> None:
    found = kept(opened(1))[1]
    assert (found.asker, found.closed_at) == ("ada", None)
    assert (found.seen.state, found.seen.excerpt, found.seen.due_at) == (
        ObligationState.OPEN,
        "question 1",
        901.0,
    )


def test_it_closes_once_and_what_comes_later_does_not_move_that() -> None:
    found = kept(opened(1), answered(1, 60.0), Thanked(at=70.0, id=1, asker="ada"))[1]
    assert (found.closed_at, found.seen.resolved_by) == (60.0, "tess")


def test_a_reopened_one_is_open_again_even_if_it_was_never_heard_of() -> None:
    assert kept(opened(1), answered(1, 60.0), reopened(1, 80.0))[1].closed_at is None
    again = kept(reopened(1, 80.0), answered(1, 90.0))[1]
    assert (again.asker, again.closed_at) == ("ada", 90.0)


def test_a_report_that_was_handled_is_closed_though_rooms_show_it_no_more() -> None:
    report = opened(1, class_=ObligationClass.REPORT)
    assert kept(report, answered(1, 60.0, private=True))[1].closed_at == 60.0


def test_a_merged_one_is_closed_until_it_is_unmerged() -> None:
    merged = ObligationMerged(at=60.0, id=1, asker="ada", into=2, by="tess")
    assert kept(opened(1), merged)[1].closed_at == 60.0
    seen = kept(opened(1))[1].seen
    back = ObligationUnmerged(at=70.0, id=1, asker="ada", obligation=seen)
    assert kept(opened(1), merged, back)[1] == KeptObligation("ada", None, seen)


def test_new_windows_move_what_is_due() -> None:
    found = kept(opened(1), opened(2), coverage({2: 5000.0, 3: 6000.0}))
    assert {id: each.seen.due_at for id, each in found.items()} == {1: 901.0, 2: 5000.0}


def test_an_event_touches_what_it_is_about() -> None:
    assert touched(opened(3)) == (3,)
    assert touched(coverage({1: 2.0, 4: 3.0})) == (1, 4)
    assert touched(ExamModeSet(at=1.0, by="tess", until=None)) == ()
    assert touched(AutoRepliesSet(at=1.0, rules=[], by="tess")) == ()


def test_what_is_of_no_obligation_or_of_an_unknown_one_changes_nothing() -> None:
    assert kept(ExamModeSet(at=1.0, by="tess", until=None), answered(1, 60.0)) == {}
