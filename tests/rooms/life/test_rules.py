"""A room opens once, holds sessions one after another, and closes only if it is a sub-room."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.chat.terms import PostMessage
from rooms.commands import AnyClientCommand
from rooms.kinds import RoomKind
from rooms.life.rules import SECONDS_TO_MOVE
from rooms.life.terms import (
    CloseReason,
    CloseRoom,
    EndSession,
    OpenRoom,
    RoomClosed,
    SessionEnded,
    SessionStarted,
    SessionView,
    StartSession,
    TakeOver,
    Tick,
)
from rooms.members.terms import DetachDevice, DeviceDetached, LeaveReason, MemberLeft
from rooms.moderation.terms import HandleReport, Report, ReportReason, Subject, SubjectKind, Verdict
from rooms.obligations.events import ObligationEscalated
from rooms.obligations.terms import AssignObligation, ClaimObligation
from rooms.questions.terms import AskQuestion, NoteAdopted, QuestionState, WriteAnswer
from rooms.rejections import Rejection, RejectionCode
from rooms.stage.terms import Promote, RaiseHand
from rooms.terms import Actor, Target, TargetKind
from tests.support.law import ADA, BO, TESS, LawRig
from tests.support.rooms import START


def test_sessions_are_numbered_and_do_not_overlap() -> None:
    rig = LawRig(RoomKind.QA)
    rig.enter(TESS)
    assert _code(rig, EndSession()) is RejectionCode.WRONG_STATE
    assert rig.events(StartSession(), TESS) == [SessionStarted(at=START, number=1, by="tess")]
    assert rig.view().session == SessionView(1, START)
    assert _code(rig, StartSession()) is RejectionCode.WRONG_STATE
    assert rig.events(EndSession(), TESS)[-1] == SessionEnded(at=START, number=1, by="tess")
    assert rig.view().session is None
    rig.events(StartSession(), TESS)
    assert rig.view().session == SessionView(2, START)


def test_the_end_of_class_clears_the_stage_and_defers_what_is_open() -> None:
    rig = LawRig(RoomKind.QA)
    rig.enter(TESS, ADA, BO)
    rig.events(StartSession(), TESS)
    rig.events(AskQuestion("cid-0001", "Why?"), ADA)
    rig.events(RaiseHand(), ADA)
    rig.events(Promote("bo"), TESS)
    rig.events(EndSession(), TESS)
    assert (rig.view().stage.hands, rig.view().stage.speakers) == ([], [])
    assert [question.state for question in rig.view().questions.items] == [QuestionState.DEFERRED]


def test_only_a_sub_room_closes() -> None:
    rig = LawRig()
    rig.enter(ADA)
    assert rig.ask(CloseRoom(CloseReason.CLOSED)) == Rejection(
        RejectionCode.NOT_PERMITTED, "only sub-rooms close"
    )


def test_a_sub_room_closes_once_and_keeps_its_members_for_a_moment_to_move_on() -> None:
    rig = _team()
    rig.enter(ADA, BO)
    assert rig.events(CloseRoom(CloseReason.EMPTY)) == [RoomClosed(at=START, reason=CloseReason.EMPTY)]
    assert rig.view().closed
    assert rig.ask(CloseRoom(CloseReason.EMPTY)) == []
    assert rig.events(DetachDevice(ADA.device, clean=True, moved=True), ADA)
    assert rig.room.publishers().keys() == {BO.device}
    assert rig.room.next_deadline() == START + SECONDS_TO_MOVE
    rig.now = START + SECONDS_TO_MOVE - 0.001
    assert rig.ask(Tick()) == []
    rig.now = START + SECONDS_TO_MOVE
    assert rig.ask(Tick()) == [
        DeviceDetached(at=rig.now, member="bo", device=BO.device, clean=True),
        MemberLeft(at=rig.now, member="bo", reason=LeaveReason.CLOSED),
    ]
    assert (rig.room.next_deadline(), rig.ask(Tick())) == (None, [])


def test_what_is_asked_in_a_sub_room_that_closes_goes_to_the_question_zone() -> None:
    rig = _team()
    rig.enter(ADA, TESS)
    rig.events(AskQuestion("cid-00001", "Why?"), ADA)
    rig.events(AskQuestion("cid-00002", "And how?"), ADA)
    rig.events(WriteAnswer("cid-00003", 2, "So."), TESS)
    rig.events(CloseRoom(CloseReason.EMPTY))
    assert [question.state for question in rig.view().questions.items] == [
        QuestionState.DEFERRED,
        QuestionState.ANSWERED,
    ]
    (errand,) = rig.room.errands()
    assert (errand.target, errand.then) == (Target(TargetKind.ZONE), NoteAdopted(1))
    rig.events(NoteAdopted(1))
    assert rig.room.errands() == []


def test_what_somebody_is_owed_in_a_room_that_has_closed_is_still_told_and_decided_from_the_desk() -> None:
    rig = _team()
    rig.enter(ADA, BO)
    about = Subject(SubjectKind.MEMBER, member="bo")
    rig.events(Report("cid-00001", about, ReportReason.ABUSE), ADA)
    rig.events(CloseRoom(CloseReason.CLOSED))
    rig.now += 60
    rig.events(Tick())
    assert rig.room.is_empty
    assert rig.room.next_deadline() == rig.now + 90
    rig.now += 240
    told = rig.events(Tick())
    assert [event.level for event in told if isinstance(event, ObligationEscalated)] == [50, 100]
    desk = replace(TESS, at_desk=True)
    handled = HandleReport(1, Verdict.ACTED)
    assert _refused(rig, handled, TESS) is RejectionCode.ROOM_CLOSED
    assert _refused(rig, PostMessage("cid-00002", "hello?"), desk) is RejectionCode.ROOM_CLOSED
    rig.events(ClaimObligation(1), desk)
    rig.events(AssignObligation(1, "tess", "tom", "Tom"))
    rig.events(handled, desk)
    assert rig.view(TESS).obligations.items == []
    assert rig.room.next_deadline() is None


def test_a_closed_room_that_is_opened_after_a_crash_ends_as_it_would_have() -> None:
    rig = _team()
    rig.enter(ADA)
    rig.events(CloseRoom(CloseReason.RECALLED))
    rig.now += 60
    rig.events(TakeOver())
    rig.events(Tick())
    assert rig.room.is_empty
    assert rig.room.next_deadline() is None


def _team() -> LawRig:
    rig = LawRig(None)
    rig.ask(OpenRoom("Team 1", RoomKind.STUDY, id="algebra--1", parent="algebra", number=1, seats=6))
    return rig


def _refused(rig: LawRig, command: AnyClientCommand, actor: Actor) -> RejectionCode:
    refused = rig.ask(command, actor)
    assert isinstance(refused, Rejection)
    return refused.code


def _code(rig: LawRig, command: StartSession | EndSession) -> RejectionCode:
    refused = rig.ask(command, TESS)
    assert isinstance(refused, Rejection)
    return refused.code
