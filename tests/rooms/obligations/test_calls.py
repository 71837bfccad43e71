"""Hands, calls for help and reports: what is asked without words, and who came."""

from __future__ import annotations

import pytest

from community.covered_time import Window
from rooms.kinds import RoomKind
from rooms.life.terms import EndSession, StartSession
from rooms.members.terms import Leave
from rooms.moderation.terms import HandleReport, Report, ReportReason, Subject, SubjectKind, Verdict
from rooms.obligations.events import ObligationAnswered
from rooms.obligations.terms import (
    AttributeAnswer,
    ClockKind,
    Coverage,
    How,
    ObligationClass,
    ObligationState,
    SetCoverage,
    Target,
    WaiveObligation,
)
from rooms.questions.terms import AskQuestion, StartAnswer
from rooms.stage.terms import LowerHand, Promote, RaiseHand
from rooms.sub_rooms.terms import AnswerHelp, NoteClosed, NoteHelp, OpenSubRoom, Template
from rooms.visibility import EVERYONE
from tests.rooms.obligations.zone import ANSWERS, HOUR, MINUTE, SAYS, Zone
from tests.support.law import ADA, BO, CHEN, TESS, TOM
from tests.support.rooms import START

OPEN, ANSWERED, WITHDRAWN = ObligationState.OPEN, ObligationState.ANSWERED, ObligationState.WITHDRAWN


@pytest.fixture
def hall() -> Zone:
    zone = Zone(RoomKind.QA)
    zone.events(StartSession(), TESS)
    return zone


# ---------------------------------------------------------------- hands


def test_a_hand_waits_two_minutes_by_the_wall_while_the_room_is_live(hall: Zone) -> None:
    hall.events(RaiseHand("about groups"), ADA)
    owed = hall.owed()
    assert (owed.class_, owed.due_at, owed.excerpt) == (ObligationClass.HAND, START + 120, "about groups")
    assert hall.opened().clock is ClockKind.WALL
    hall.events(RaiseHand("about rings"), ADA)
    assert hall.happened() == []


def test_at_other_times_it_waits_in_covered_hours() -> None:
    zone = Zone(RoomKind.STUDY)
    zone.events(RaiseHand(), ADA)
    assert (zone.opened().clock, zone.opened().first) == (ClockKind.COVERED, 120)


def test_a_hand_that_waits_in_covered_hours_by_the_plan_is_not_up_any_more_after_class() -> None:
    zone = Zone(RoomKind.QA)
    by_the_hours = Target(HOUR, None, ClockKind.COVERED)
    zone.events(SetCoverage(Coverage(1, {ObligationClass.HAND: by_the_hours}, [Window(0.0, 1e12)])))
    zone.events(StartSession(), TESS)
    zone.events(RaiseHand("about groups"), ADA)
    assert zone.opened().clock is ClockKind.COVERED
    zone.events(EndSession(), TESS)
    assert zone.owed().class_ is ObligationClass.STATEMENT


def test_who_is_called_onto_the_stage_has_been_answered(hall: Zone) -> None:
    hall.events(RaiseHand(), ADA)
    hall.now += MINUTE
    hall.events(Promote("ada"), TESS)
    owed = hall.owed()
    assert (owed.state, owed.how, owed.resolved_by) == (ANSWERED, How.STAGE, "tess")
    hall.events(Promote("bo"), TESS)
    assert hall.happened() == []


def test_a_hand_with_a_question_takes_the_question_up(hall: Zone) -> None:
    hall.asks(ADA)
    hall.events(RaiseHand(question=1), ADA)
    hall.events(Promote("ada"), TESS)
    assert (hall.owed(1).state, hall.owed(2).state) == (ObligationState.ACKED, ANSWERED)


def test_who_lowers_their_own_hand_withdraws_and_whose_hand_staff_lower_was_told_no(hall: Zone) -> None:
    hall.events(RaiseHand(), ADA)
    hall.events(LowerHand(), ADA)
    assert hall.owed().state is WITHDRAWN
    hall.events(RaiseHand(), BO)
    hall.events(LowerHand("bo"), TOM)
    assert (hall.owed().state, hall.owed().how) == (ANSWERED, How.DISMISSED)


def test_who_leaves_withdraws_the_hand_and_nothing_else(hall: Zone) -> None:
    hall.says(ADA, SAYS)
    hall.events(RaiseHand(), ADA)
    hall.events(Leave(), ADA)
    assert [item.state for item in hall.items()] == [OPEN, WITHDRAWN]


def test_a_hand_that_is_up_when_class_ends_is_not_closed_by_that(hall: Zone) -> None:
    hall.events(RaiseHand("about groups"), ADA)
    hall.now += MINUTE
    hall.events(EndSession(), TESS)
    owed = hall.owed()
    assert (owed.state, owed.class_) == (OPEN, ObligationClass.STATEMENT)
    assert owed.due_at == hall.now + 29 * MINUTE, "consumed time is kept"
    hall.events(Leave(), ADA)
    assert hall.owed().state is OPEN
    hall.enter(ADA)
    hall.events(RaiseHand(), ADA)
    assert len(hall.waiting()) == 2
    hall.events(WaiveObligation(1, "said aloud"), TESS)
    hall.events(Promote("ada"), TESS)
    assert hall.owed().how is How.STAGE


def test_a_hand_that_is_up_with_a_question_goes_on_with_the_question(hall: Zone) -> None:
    hall.asks(ADA)
    hall.events(RaiseHand(question=1), ADA)
    hall.events(EndSession(), TESS)
    assert (hall.owed(1).state, hall.owed(2).state) == (OPEN, ObligationState.MERGED)


def test_unless_the_question_is_over(hall: Zone) -> None:
    hall.asks(ADA)
    hall.events(RaiseHand(question=1), ADA)
    hall.events(WaiveObligation(1, "said aloud"), TESS)
    hall.events(EndSession(), TESS)
    assert (hall.owed().class_, hall.owed().state) == (ObligationClass.STATEMENT, OPEN)


def test_class_ends_for_what_runs_by_the_wall_and_not_for_reports(hall: Zone) -> None:
    hall.events(OpenSubRoom(hall.cid(), "Team", Template.PAIR), BO)
    hall.events(NoteHelp(1, "bo", "Bo", "stuck", START))
    about = Subject(SubjectKind.MEMBER, member="chen")
    hall.events(Report(hall.cid(), about, ReportReason.SPAM), ADA)
    hall.says(CHEN, "Why does it rain?")
    hall.events(AskQuestion(hall.cid(), "Why?"), BO)
    hall.events(StartAnswer(1), TESS)
    hall.events(EndSession(), TESS)
    classes = [(type(event).__name__, event.id) for event in hall.followed]
    assert ("ObligationReclassed", 1) in classes
    assert ("ObligationReclassed", 3) in classes
    assert ("ObligationReclassed", 2) not in classes
    assert hall.owed(4).state is ANSWERED


# ---------------------------------------------------------------- help


@pytest.fixture
def parent() -> Zone:
    zone = Zone(RoomKind.STUDY)
    zone.events(OpenSubRoom(zone.cid(), "Team", Template.PAIR), BO)
    zone.now += MINUTE
    zone.events(NoteHelp(1, "bo", "Bo", "we are stuck", START))
    return zone


def test_a_call_for_help_waits_since_it_was_made_and_peers_know_nothing_of_it(parent: Zone) -> None:
    owed = parent.owed()
    assert (owed.class_, owed.opened_at, owed.due_at) == (ObligationClass.HELP, START, START + 2 * MINUTE)
    assert parent.room.snapshot(EVERYONE).obligations.items == []
    assert parent.items(BO) == [owed]


def test_who_goes_there_has_answered_and_the_same_call_is_not_opened_again(parent: Zone) -> None:
    parent.events(AnswerHelp(1), TESS)
    (answered,) = parent.followed
    assert isinstance(answered, ObligationAnswered)
    assert (answered.how, answered.by) == (How.HELP, "tess")
    assert parent.items() == [], "what is private is not shown when it is over"
    parent.events(NoteHelp(1, "bo", "Bo", "still stuck", START))
    assert parent.happened() == []
    parent.events(NoteHelp(1, "bo", "Bo", "again", START + 30))
    assert parent.owed().id == 2


def test_a_call_that_changes_is_the_same_one_and_ends_when_it_is_called_off(parent: Zone) -> None:
    parent.events(NoteHelp(1, "bo", "Bo", "really stuck", START))
    assert parent.happened() == []
    parent.events(NoteHelp(1, "bo", "Bo", None, START))
    assert parent.happened() == ["ObligationWithdrawn"]
    parent.events(NoteClosed(1))
    assert parent.happened() == []


def test_a_call_that_nobody_answered_is_something_that_was_said_when_its_sub_room_closes(
    parent: Zone,
) -> None:
    parent.now += MINUTE
    parent.events(NoteClosed(1))
    owed = parent.owed()
    assert (owed.state, owed.class_) == (OPEN, ObligationClass.STATEMENT)
    assert owed.due_at == owed.opened_at + 30 * MINUTE
    assert parent.room.snapshot(EVERYONE).obligations.items == [], "peers still know nothing of it"
    parent.says(TESS, ANSWERS, to=(BO,))
    assert parent.waiting() == []


def test_staff_may_say_which_message_answers_it(parent: Zone) -> None:
    parent.events(NoteClosed(1))
    parent.says(BO, SAYS)
    answer = parent.says(TESS, ANSWERS)
    parent.events(AttributeAnswer(answer, 1), TESS)
    assert [item.id for item in parent.waiting()] == [2]


def test_an_answered_call_is_over_with_its_sub_room_and_staff_call_nobody(parent: Zone) -> None:
    parent.events(AnswerHelp(1), TOM)
    parent.events(NoteClosed(1))
    assert parent.happened() == []
    parent.events(OpenSubRoom(parent.cid(), "Staff", Template.PAIR), TESS)
    parent.events(NoteHelp(2, "tess", "Tess", "hello?", START))
    assert parent.happened() == []
    parent.events(AnswerHelp(2), TOM)
    assert parent.happened() == []


# ---------------------------------------------------------------- reports


def test_a_report_is_owed_a_look_in_five_minutes_and_a_verdict_in_a_day_always(zone: Zone) -> None:
    about = Subject(SubjectKind.MEMBER, member="bo")
    zone.events(Report(zone.cid(), about, ReportReason.SPAM), ADA)
    owed = zone.owed()
    assert (owed.class_, owed.due_at) == (ObligationClass.REPORT, START + 5 * MINUTE)
    assert (zone.opened().clock, zone.opened().full) == (ClockKind.WALL, 24 * HOUR)
    assert zone.items(BO) == []
    zone.events(HandleReport(1, Verdict.ACTED), TESS)
    assert zone.happened() == ["ObligationAnswered"]
    assert zone.view(TESS).obligations.waits == [], "nobody learns from it how long others wait"


def test_what_staff_report_is_handled_without_a_clock(zone: Zone) -> None:
    zone.events(Report(zone.cid(), Subject(SubjectKind.MEMBER, member="bo"), ReportReason.SPAM), TOM)
    zone.events(HandleReport(1, Verdict.DISMISSED), TESS)
    assert zone.items() == []
    zone.events(Report(zone.cid(), Subject(SubjectKind.MEMBER, member="bo"), ReportReason.SPAM), ADA)
    zone.events(WaiveObligation(1, "said aloud"), TESS)
    zone.events(HandleReport(2, Verdict.DISMISSED), TESS)
    assert zone.happened() == []
    zone.says(TESS, ANSWERS)
