"""How rules, held messages and cases change a view, on its own; `test_rules.py` holds it to the law."""

from __future__ import annotations

from rooms.moderation.content_state import RECENT_MATCHES
from rooms.moderation.events import (
    ContentRulesSet,
    HeldDropped,
    MessageHeld,
    Reported,
    ReportHandled,
    RuleMatched,
    StrikeTaken,
)
from rooms.moderation.queue_reducer import reduce_case, reduce_content
from rooms.moderation.terms import LadderStep, ReportReason, Subject, SubjectKind, Verdict
from rooms.moderation.view import MatchView, ModerationView, OwnCaseView, OwnView, StaffView
from tests.rooms.moderation.scenes import SPAM

STUDENT = ModerationView(own=OwnView(member="ada"))
STAFF = ModerationView(own=OwnView(member="tom"), staff=StaffView())
BO = Subject(SubjectKind.MEMBER, member="bo")
HELD = MessageHeld(
    at=1.0, number=1, author="ada", author_name="Ada", cid="cid-held", body="spam", rule="spam"
)
REPORTED = Reported(
    at=1.0,
    author="ada",
    cid="report-1",
    number=1,
    author_name="Ada",
    subject=BO,
    about="bo",
    excerpt="Bo",
    reason=ReportReason.SPAM,
    text="look",
)


def test_staff_see_the_rules_and_the_newest_matches() -> None:
    view = reduce_content(STAFF, ContentRulesSet(at=1.0, rules=[SPAM], ladder=[LadderStep(1)], by="tess"))
    for number in range(RECENT_MATCHES + 1):
        matched = RuleMatched(at=1.0, rule="spam", member="ada", excerpt=str(number), shadow=False)
        view = reduce_content(view, matched)
        assert reduce_content(STUDENT, matched) is STUDENT
    assert view.staff is not None
    assert (view.staff.rules, view.staff.ladder) == ([SPAM], [LadderStep(1)])
    assert len(view.staff.matches) == RECENT_MATCHES
    assert view.staff.matches[0] == MatchView(1.0, "spam", "ada", "1", False)


def test_strikes_are_not_seen() -> None:
    taken = StrikeTaken(at=1.0, member="ada", by="tess", struck_at=1.0)
    assert reduce_content(STAFF, taken) is STAFF


def test_a_held_message_is_its_authors_and_in_the_queue_of_staff() -> None:
    dropped = HeldDropped(at=2.0, number=1, author="ada", by="tom", reason="")
    student, staff = reduce_content(STUDENT, HELD), reduce_content(STAFF, HELD)
    assert staff.staff is not None
    assert student.own.held == staff.staff.held
    assert [held.body for held in student.own.held] == ["spam"]
    assert (student.staff, staff.own.held) == (None, [])
    assert reduce_content(student, dropped) == STUDENT
    assert reduce_content(staff, dropped) == STAFF


def test_a_case_leaves_the_queue_with_its_outcome_for_its_author() -> None:
    handled = ReportHandled(at=2.0, number=1, author="ada", by="tom", verdict=Verdict.ACTED, note="done")
    staff = reduce_case(STAFF, REPORTED)
    assert staff.staff is not None
    assert [case.about for case in staff.staff.cases] == ["bo"]
    assert reduce_case(staff, handled) == STAFF
    student = reduce_case(reduce_case(STUDENT, REPORTED), handled)
    assert student.own.cases == [OwnCaseView(1, 1.0, False, BO, "acted", "done")]
