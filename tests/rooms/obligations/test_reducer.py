"""How a client's view of what is owed changes."""

from __future__ import annotations

from rooms.obligations.changes import SHOWN_CLOSED
from rooms.obligations.events import AutoRepliesSet, CoverageSet, ExamModeSet
from rooms.obligations.reducer import reduce
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import AutoReply, ObligationClass
from rooms.obligations.view import ObligationsView
from tests.support.owed import answered, escalated, opened, reopened


def test_they_are_in_the_order_of_opening_also_when_one_comes_back() -> None:
    view = ObligationsView()
    for event in (opened(1), opened(2), answered(1, 9.0), reopened(1, 10.0)):
        view = reduce(view, event)
    assert [item.id for item in view.items] == [1, 2]
    forgotten = reduce(reduce(ObligationsView(), opened(2)), reopened(1, 10.0))
    assert [item.id for item in forgotten.items] == [1, 2]


def test_the_newest_twenty_that_are_over_are_kept() -> None:
    view = ObligationsView()
    for id in range(1, SHOWN_CLOSED + 3):
        view = reduce(reduce(view, opened(id)), answered(id, 1000.0 - id))
    assert [item.id for item in view.items] == list(range(1, SHOWN_CLOSED + 1))


def test_what_is_private_goes_when_it_is_over() -> None:
    view = reduce(ObligationsView(), opened(1, class_=ObligationClass.REPORT))
    view = reduce(view, opened(2))
    view = reduce(view, answered(1, 9.0, private=True))
    assert ([item.id for item in view.items], view.waits) == ([2], [])


def test_what_is_about_something_that_is_not_seen_changes_nothing_seen() -> None:
    view = reduce(ObligationsView(), opened(1))
    assert reduce(view, escalated(7, 50)).items == view.items


def test_more_hours_an_exam_and_auto_replies() -> None:
    view = reduce(reduce(ObligationsView(), opened(1)), opened(2))
    view = reduce(view, CoverageSet(at=9.0, coverage=STANDARD, due={1: 77.0}))
    assert [item.due_at for item in view.items] == [77.0, 902.0]
    view = reduce(view, ExamModeSet(at=9.0, by="tess", until=99.0))
    rule = AutoReply("hours", ["when"], "At nine.")
    view = reduce(view, AutoRepliesSet(at=9.0, rules=[rule], by="tess"))
    assert (view.exam_until, view.auto_replies) == (99.0, [rule])
