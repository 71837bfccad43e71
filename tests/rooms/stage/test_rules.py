"""The end of class on the stage, and who may ask for what there."""

from __future__ import annotations

import pytest

from rooms.kinds import RoomKind
from rooms.life.terms import EndSession, StartSession
from rooms.members.terms import AnnounceMedia, MediaAnnounced
from rooms.questions.events import AnswerEnded, AnswerStarted
from rooms.questions.terms import AnswerEnd, AskQuestion
from rooms.rejections import Rejection, RejectionCode
from rooms.stage.terms import (
    AskToUnmute,
    Demoted,
    HandLowered,
    MoveHand,
    Promote,
    RaiseHand,
    StageCommand,
    StageEnd,
    StageView,
)
from tests.support.law import ADA, BO, CHEN, TESS, LawRig
from tests.support.rooms import START


@pytest.fixture
def rig() -> LawRig:
    rig = LawRig(RoomKind.QA)
    rig.enter(ADA, BO, CHEN, TESS)
    rig.events(StartSession(), TESS)
    return rig


def test_the_end_of_class_clears_the_stage_and_lowers_every_hand(rig: LawRig) -> None:
    rig.events(Promote("ada"), TESS)
    rig.events(AnnounceMedia(mic=True, camera=False, screen=False), ADA)
    rig.events(RaiseHand(), BO)
    rig.events(RaiseHand(), CHEN)
    assert rig.events(EndSession(), TESS)[:4] == [
        Demoted(at=START, member="ada", by="tess", why=StageEnd.SESSION),
        MediaAnnounced(at=START, member="ada", device=ADA.device, mic=False, camera=False, screen=False),
        HandLowered(at=START, member="bo", by="tess"),
        HandLowered(at=START, member="chen", by="tess"),
    ]
    assert rig.view().stage == StageView()


def test_a_live_answer_ends_once_and_with_the_session(rig: LawRig) -> None:
    rig.events(AskQuestion("cid-0001", "Why is 0! = 1?"), ADA)
    rig.events(RaiseHand(question=1), ADA)
    assert isinstance(rig.events(Promote("ada"), TESS)[-1], AnswerStarted)
    ended = [event for event in rig.events(EndSession(), TESS) if isinstance(event, AnswerEnded)]
    assert [event.why for event in ended] == [AnswerEnd.SESSION]


@pytest.mark.parametrize("command", [MoveHand("bo", 0), Promote("bo"), AskToUnmute("bo")])
def test_who_runs_no_stage_moves_calls_and_asks_nobody(rig: LawRig, command: StageCommand) -> None:
    decision = rig.ask(command, ADA)
    assert isinstance(decision, Rejection)
    assert decision.code is RejectionCode.NOT_PERMITTED
