"""A room opens once, holds sessions one after another, and closes only if it is a sub-room."""

from __future__ import annotations

from rooms.kinds import RoomKind
from rooms.life.terms import (
    CloseReason,
    CloseRoom,
    EndSession,
    OpenRoom,
    SessionEnded,
    SessionStarted,
    SessionView,
    StartSession,
    Tick,
)
from rooms.questions.terms import AskQuestion, QuestionState
from rooms.rejections import Rejection, RejectionCode
from rooms.stage.terms import Promote, RaiseHand
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


def test_only_a_sub_room_closes_and_nobody_stays_in_it() -> None:
    rig = LawRig()
    rig.enter(ADA)
    assert rig.ask(CloseRoom(CloseReason.CLOSED)) == Rejection(
        RejectionCode.NOT_PERMITTED, "only sub-rooms close"
    )
    rig = LawRig(None)
    rig.ask(OpenRoom("Team 1", RoomKind.STUDY, id="algebra--1", parent="algebra", number=1, seats=6))
    rig.enter(ADA, BO)
    rig.events(CloseRoom(CloseReason.EMPTY))
    assert rig.view().closed
    for _ in range(3):
        rig.now += 60
        rig.ask(Tick())
    assert rig.room.is_empty


def _code(rig: LawRig, command: StartSession | EndSession) -> RejectionCode:
    refused = rig.ask(command, TESS)
    assert isinstance(refused, Rejection)
    return refused.code
