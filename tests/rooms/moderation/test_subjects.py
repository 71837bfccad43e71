"""What a report or an appeal can be about, and what it tells of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.chat.terms import DeleteMessage, HideMessage
from rooms.decision import Decision
from rooms.moderation.events import Appealed, Reported
from rooms.moderation.terms import (
    Appeal,
    MuteMember,
    MuteScope,
    Report,
    ReportReason,
    RuleEffect,
    SetWaitingRoom,
    Subject,
    SubjectKind,
)
from rooms.questions.terms import AskQuestion, UnmaskQuestion
from rooms.rejections import RejectionCode
from rooms.terms import Actor
from tests.rooms.moderation.scenes import SPAM, Classroom, code
from tests.support.law import ADA, BO, OTTO, TESS, TOM

MEMBER, MESSAGE, QUESTION, HELD = SubjectKind


def report(room: Classroom, subject: Subject, actor: Actor = ADA) -> Decision:
    return room.ask(Report(f"report-{len(room.log)}", subject, ReportReason.SPAM), actor)


def appeal(room: Classroom, subject: Subject, actor: Actor = ADA) -> Decision:
    return room.ask(Appeal(f"appeal-{len(room.log)}", subject, "I meant no harm"), actor)


def told(decision: Decision) -> tuple[str, str]:
    assert isinstance(decision, list), decision
    (event,) = decision
    assert isinstance(event, Reported | Appealed)
    return (event.about if isinstance(event, Reported) else "", event.excerpt)


def test_a_member_can_be_reported_while_present_at_the_door_or_gone() -> None:
    room = Classroom()
    room.leave(BO)
    room.events(SetWaitingRoom(True), TESS)
    room.knock(BO)
    assert told(report(room, Subject(MEMBER, member="bo"))) == ("bo", "Bo")
    assert told(report(room, Subject(MEMBER, member="tess"))) == ("tess", "Tess")
    assert code(report(room, Subject(MEMBER, member="nobody"))) is RejectionCode.NOT_FOUND


@pytest.mark.parametrize("kind", SubjectKind)
def test_a_subject_that_is_not_named_is_not_found(kind: SubjectKind) -> None:
    assert code(report(Classroom(), Subject(kind))) is RejectionCode.NOT_FOUND


def test_a_message_can_be_reported_with_the_beginning_of_its_text() -> None:
    room = Classroom()
    room.say("x" * 500, BO)
    assert told(report(room, Subject(MESSAGE, number=1))) == ("bo", "x" * 119 + "…")


def test_what_is_hidden_or_deleted_is_not_there_to_report() -> None:
    room = Classroom()
    room.say("one", BO)
    room.say("two", BO)
    room.events(HideMessage(1), TOM)
    room.events(DeleteMessage(2), TOM)
    for number in (1, 2, 3):
        assert code(report(room, Subject(MESSAGE, number=number))) is RejectionCode.NOT_FOUND


def test_nobody_reports_themselves() -> None:
    room = Classroom()
    room.say("mine")
    room.events(AskQuestion("question-1", "Mine?", anonymous=True), ADA)
    for subject in (
        Subject(MEMBER, member="ada"),
        Subject(MESSAGE, number=1),
        Subject(QUESTION, number=1),
    ):
        assert code(report(room, subject)) is RejectionCode.NOT_PERMITTED


def test_a_question_is_reported_as_the_reporter_sees_it() -> None:
    room = Classroom()
    room.events(AskQuestion("question-1", "Who is a fool?"), BO)
    room.events(AskQuestion("question-2", "Who else?", anonymous=True), BO)
    room.events(AskQuestion("question-3", "Not asked yet", draft=True), BO)
    assert told(report(room, Subject(QUESTION, number=1))) == ("bo", "Who is a fool?")
    assert told(report(room, Subject(QUESTION, number=2))) == ("", "Who else?")
    assert code(report(room, Subject(QUESTION, number=3))) is RejectionCode.NOT_FOUND


def test_an_operator_who_unmasked_an_asker_names_nobody_by_reporting() -> None:
    room = Classroom()
    room.events(AskQuestion("question-1", "Who is a fool?", anonymous=True), BO)
    room.events(UnmaskQuestion(1, "threats"), OTTO)
    assert told(report(room, Subject(QUESTION, number=1), OTTO)) == ("", "Who is a fool?")


def test_a_held_message_is_there_for_its_author_and_staff_alone() -> None:
    room = Classroom()
    room.rules(replace(SPAM, effect=RuleEffect.HOLD))
    room.say("spam", BO)
    held = Subject(HELD, number=1)
    assert code(report(room, held)) is RejectionCode.NOT_FOUND
    assert told(report(room, held, TOM)) == ("bo", "spam")
    assert code(report(room, held, BO)) is RejectionCode.NOT_PERMITTED
    assert code(appeal(room, held)) is RejectionCode.NOT_YOURS
    assert told(appeal(room, held, BO)) == ("", "spam")
    assert code(appeal(room, Subject(HELD, number=2), BO)) is RejectionCode.NOT_FOUND


def test_ones_own_hidden_message_can_be_appealed() -> None:
    room = Classroom()
    room.say("a joke")
    room.say("fine")
    room.events(HideMessage(1), TOM)
    assert told(appeal(room, Subject(MESSAGE, number=1))) == ("", "a joke")
    assert code(appeal(room, Subject(MESSAGE, number=1), BO)) is RejectionCode.NOT_YOURS
    assert code(appeal(room, Subject(MESSAGE, number=2))) is RejectionCode.WRONG_STATE
    assert code(appeal(room, Subject(MESSAGE, number=3))) is RejectionCode.NOT_FOUND


def test_ones_own_mute_can_be_appealed() -> None:
    room = Classroom()
    room.events(MuteMember("ada", [MuteScope.VOICE], reason="noise"), TOM)
    assert told(appeal(room, Subject(MEMBER, member="ada"))) == ("", "noise")
    assert code(appeal(room, Subject(MEMBER, member="ada"), BO)) is RejectionCode.NOT_YOURS
    assert code(appeal(room, Subject(MEMBER, member="bo"), BO)) is RejectionCode.WRONG_STATE


def test_a_question_is_reopened_and_not_appealed() -> None:
    assert code(appeal(Classroom(), Subject(QUESTION, number=1))) is RejectionCode.WRONG_STATE
