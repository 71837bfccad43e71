"""Reports to staff and appeals: who may file, who sees what, who decides."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.decision import AlreadyDone, Decision
from rooms.moderation.case_state import OWN_CASES
from rooms.moderation.cases import MAX_OPEN_CASES
from rooms.moderation.events import AppealDecided, Appealed, Reported, ReportHandled
from rooms.moderation.terms import (
    Appeal,
    DecideAppeal,
    HandleReport,
    MuteMember,
    MuteScope,
    Report,
    ReportReason,
    RuleEffect,
    Subject,
    SubjectKind,
    Verdict,
)
from rooms.moderation.view import CaseView, OwnCaseView
from rooms.questions.terms import AskQuestion
from rooms.rejections import RejectionCode
from rooms.terms import Actor
from tests.rooms.moderation.scenes import SPAM, Classroom, code
from tests.support.law import ADA, BO, OTTO, TESS, TOM
from tests.support.rooms import START

ABOUT_BO = Subject(SubjectKind.MEMBER, member="bo")
MESSAGE = Subject(SubjectKind.MESSAGE, number=1)
MY_MUTE = Subject(SubjectKind.MEMBER, member="ada")


def report(room: Classroom, subject: Subject, cid: str = "report-1", actor: Actor = ADA) -> Decision:
    return room.ask(Report(cid, subject, ReportReason.ABUSE, "look at this"), actor)


def appeal(room: Classroom, subject: Subject, cid: str = "appeal-1", actor: Actor = ADA) -> Decision:
    return room.ask(Appeal(cid, subject, "I meant no harm"), actor)


def test_a_report_goes_to_the_queue_of_staff_and_is_ones_own_case() -> None:
    room = Classroom()
    room.say("you fool", BO)
    assert report(room, MESSAGE) == [
        Reported(
            at=START,
            author="ada",
            cid="report-1",
            number=1,
            author_name="Ada",
            subject=MESSAGE,
            about="bo",
            excerpt="you fool",
            reason=ReportReason.ABUSE,
            text="look at this",
        )
    ]
    assert room.staff.cases == [
        CaseView(1, START, "ada", "Ada", MESSAGE, "bo", "you fool", "look at this", ReportReason.ABUSE)
    ]
    assert room.moderation(ADA).own.cases == [OwnCaseView(1, START, False, MESSAGE)]
    assert room.moderation(BO).own.cases == []
    assert room.moderation(BO).staff is None


def test_the_same_report_sent_twice_is_filed_once() -> None:
    room = Classroom()
    report(room, ABOUT_BO)
    assert isinstance(report(room, ABOUT_BO), AlreadyDone)
    assert len(room.staff.cases) == 1


def test_who_reported_hears_the_outcome() -> None:
    room = Classroom()
    report(room, ABOUT_BO)
    room.now += 60
    assert room.ask(HandleReport(1, Verdict.ACTED, "talked to them"), TOM) == [
        ReportHandled(
            at=room.now, number=1, author="ada", by="tom", verdict=Verdict.ACTED, note="talked to them"
        )
    ]
    assert room.staff.cases == []
    assert room.moderation(ADA).own.cases == [
        OwnCaseView(1, START, False, ABOUT_BO, "acted", "talked to them")
    ]
    assert code(room.ask(HandleReport(1, Verdict.DISMISSED), TESS)) is RejectionCode.WRONG_STATE


def test_a_report_that_cannot_be_found_is_refused() -> None:
    room = Classroom()
    assert code(report(room, MESSAGE)) is RejectionCode.NOT_FOUND


def test_a_case_is_handled_as_what_it_is() -> None:
    room = Classroom()
    report(room, ABOUT_BO)
    assert code(room.ask(DecideAppeal(1, True), TESS)) is RejectionCode.NOT_FOUND
    assert code(room.ask(HandleReport(2, Verdict.ACTED), TESS)) is RejectionCode.NOT_FOUND


def test_nobody_decides_a_case_about_themselves() -> None:
    room = Classroom()
    report(room, Subject(SubjectKind.MEMBER, member="tom"))
    assert code(room.ask(HandleReport(1, Verdict.DISMISSED), TOM)) is RejectionCode.NOT_PERMITTED
    assert isinstance(room.ask(HandleReport(1, Verdict.DISMISSED), TESS), list)


def test_nobody_grants_their_own_appeal() -> None:
    room = Classroom()
    room.events(MuteMember("tess", [MuteScope.VOICE]), OTTO)
    appeal(room, Subject(SubjectKind.MEMBER, member="tess"), actor=TESS)
    assert code(room.ask(DecideAppeal(1, True), TESS)) is RejectionCode.NOT_PERMITTED


def test_so_many_cases_of_one_member_are_open_at_once() -> None:
    room = Classroom(ADA, BO, TESS)
    for number in range(MAX_OPEN_CASES):
        assert isinstance(report(room, ABOUT_BO, f"report-{number}"), list)
    assert code(report(room, ABOUT_BO, "one-more-report")) is RejectionCode.TOO_MANY
    room.events(MuteMember("ada", [MuteScope.VOICE]), TESS)
    assert code(appeal(room, MY_MUTE)) is RejectionCode.TOO_MANY
    assert isinstance(report(room, Subject(SubjectKind.MEMBER, member="ada"), actor=BO), list)
    room.events(HandleReport(1, Verdict.DISMISSED), TESS)
    assert isinstance(report(room, ABOUT_BO, "one-more-report"), list)
    newest = [*range(MAX_OPEN_CASES + 2 - OWN_CASES, MAX_OPEN_CASES + 1), MAX_OPEN_CASES + 2]
    assert [case.number for case in room.moderation(ADA).own.cases] == newest


def test_an_appeal_is_decided_once_and_one_is_open_per_subject() -> None:
    room = Classroom()
    room.events(MuteMember("ada", [MuteScope.VOICE], reason="noise"), TOM)
    assert appeal(room, MY_MUTE) == [
        Appealed(
            at=START,
            author="ada",
            cid="appeal-1",
            number=1,
            author_name="Ada",
            subject=MY_MUTE,
            excerpt="noise",
            text="I meant no harm",
        )
    ]
    assert code(appeal(room, MY_MUTE, "appeal-2")) is RejectionCode.WRONG_STATE
    assert room.staff.cases == [CaseView(1, START, "ada", "Ada", MY_MUTE, "ada", "noise", "I meant no harm")]
    assert code(room.ask(DecideAppeal(1, False), TOM)) is RejectionCode.NOT_PERMITTED
    assert room.ask(DecideAppeal(1, False, "it was loud"), TESS) == [
        AppealDecided(at=START, number=1, author="ada", by="tess", granted=False, note="it was loud")
    ]
    assert room.moderation(ADA).own.cases == [OwnCaseView(1, START, True, MY_MUTE, "refused", "it was loud")]
    assert room.moderation(ADA).door.muted == {"ada": [MuteScope.VOICE]}
    assert isinstance(appeal(room, MY_MUTE, "appeal-2"), list)


def test_what_cannot_be_appealed_is_refused() -> None:
    room = Classroom()
    assert code(appeal(room, MY_MUTE)) is RejectionCode.WRONG_STATE


def test_an_appeal_beside_a_report_on_the_same_thing_is_one_of_its_own() -> None:
    room = Classroom()
    room.rules(replace(SPAM, effect=RuleEffect.HOLD))
    room.say("spam")
    held = Subject(SubjectKind.HELD, number=1)
    report(room, held, actor=TOM)
    assert isinstance(appeal(room, held), list)
    assert [case.reason for case in room.staff.cases] == [ReportReason.ABUSE, None]


@pytest.mark.parametrize("granted", [True, False])
def test_the_outcome_of_an_appeal_is_said_to_its_author(granted: bool) -> None:
    room = Classroom()
    room.events(MuteMember("ada", [MuteScope.VOICE]), TOM)
    appeal(room, MY_MUTE)
    room.events(DecideAppeal(1, granted), TESS)
    (case,) = room.moderation(ADA).own.cases
    assert case.outcome == ("granted" if granted else "refused")


def test_who_asked_anonymously_does_not_decide_a_report_on_that_question() -> None:
    room = Classroom()
    room.events(AskQuestion("question-1", "Who is a fool?", anonymous=True), TOM)
    report(room, Subject(SubjectKind.QUESTION, number=1))
    assert code(room.ask(HandleReport(1, Verdict.DISMISSED), TOM)) is RejectionCode.NOT_PERMITTED
    assert isinstance(room.ask(HandleReport(1, Verdict.DISMISSED), TESS), list)
