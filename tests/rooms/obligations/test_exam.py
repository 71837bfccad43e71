"""Exam mode: all clocks of a room stand, for an hour at most, and run again from where they stood."""

from __future__ import annotations

from rooms.moderation.terms import Report, ReportReason, Subject, SubjectKind
from rooms.obligations.events import ExamModeSet
from rooms.obligations.terms import MarkUnsolved, ObligationClass, PauseReason, SetExamMode
from rooms.rejections import RejectionCode
from tests.rooms.obligations.zone import ANSWERS, ASKS, ASKS_BACK, HOUR, MINUTE, SAYS, Zone
from tests.support.law import ADA, BO, TESS, TOM
from tests.support.rooms import START


def test_all_clocks_stand_until_it_is_over(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.says(BO, SAYS)
    zone.now += 5 * MINUTE
    zone.events(SetExamMode(60), TESS)
    assert [(item.paused_for, item.due_at) for item in zone.items()] == [(PauseReason.EXAM, None)] * 2
    assert zone.view().obligations.exam_until == START + 65 * MINUTE
    assert zone.waits(60 * MINUTE - 1) == []
    assert zone.waits(1) == []
    assert [item.due_at for item in zone.items()] == [START + 75 * MINUTE, START + 90 * MINUTE]
    assert zone.view().obligations.exam_until is None


def test_a_clock_runs_from_the_end_of_the_exam_also_if_nobody_was_there_to_see_it(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.events(SetExamMode(10), TESS)
    told = zone.waits(10 * MINUTE + 8 * MINUTE)
    assert [event.level for event in told] == [50]
    assert zone.owed().due_at == START + 25 * MINUTE


def test_the_clock_of_a_report_runs_always(zone: Zone) -> None:
    about = Subject(SubjectKind.MEMBER, member="gil")
    zone.events(Report(zone.cid(), about, ReportReason.SPAM), ADA)
    zone.events(SetExamMode(60), TESS)
    assert (zone.owed().paused_for, zone.owed().due_at) == (None, START + 5 * MINUTE)
    zone.events(Report(zone.cid(), about, ReportReason.SPAM), BO)
    assert zone.owed().paused_for is None


def test_staff_end_it_early_and_everybody_sees_who_did(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.events(SetExamMode(60), TESS)
    zone.now += MINUTE
    zone.events(SetExamMode(0), TOM)
    ended = next(event for event in reversed(zone.log) if isinstance(event, ExamModeSet))
    assert (ended.by, ended.until) == ("tom", None)
    assert zone.owed().due_at == START + 16 * MINUTE
    assert zone.refusal(SetExamMode(0), TOM) is RejectionCode.WRONG_STATE


def test_it_can_be_set_anew_while_it_runs(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.events(SetExamMode(10), TESS)
    zone.now += 5 * MINUTE
    zone.events(SetExamMode(10), TESS)
    assert zone.room.next_deadline() == START + 15 * MINUTE
    assert zone.happened() == []


def test_what_is_opened_or_comes_back_during_an_exam_stands_too(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(TESS, ANSWERS, message)
    zone.events(SetExamMode(10), TESS)
    zone.says(BO, SAYS)
    zone.events(MarkUnsolved(1), ADA)
    assert [item.paused_for for item in zone.items()] == [PauseReason.EXAM] * 2
    assert zone.owed(2).class_ is ObligationClass.STATEMENT


def test_between_its_end_and_the_tick_nothing_stands_any_more(zone: Zone) -> None:
    zone.events(SetExamMode(10), TESS)
    zone.now += 10 * MINUTE
    zone.says(BO, SAYS)
    assert zone.owed().paused_for is None


def test_who_was_asked_back_before_still_is_after_it(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(TESS, ASKS_BACK, message)
    zone.events(SetExamMode(10), TESS)
    zone.waits(HOUR)
    assert zone.owed().paused_for is PauseReason.ASKED_BACK


def test_who_speaks_during_an_exam_is_waited_for_no_more_but_the_clock_stands(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(TESS, ASKS_BACK, message)
    zone.events(SetExamMode(10), TESS)
    zone.says(ADA, "3.11")
    assert zone.owed().paused_for is PauseReason.EXAM
    zone.waits(10 * MINUTE)
    assert zone.owed().due_at == START + 10 * MINUTE + 4 * HOUR
