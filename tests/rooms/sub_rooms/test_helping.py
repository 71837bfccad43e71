"""A sub-room calls for help: one call at a time, seen by staff of the parent, answered once."""

from __future__ import annotations

from rooms.decision import Decision, Refused
from rooms.kinds import RoomKind
from rooms.life.terms import OpenRoom
from rooms.members.terms import AttachDevice
from rooms.moderation.bequest import Bequest
from rooms.moderation.terms import MuteMember, MuteScope
from rooms.rejections import Rejection, RejectionCode
from rooms.sub_rooms.terms import (
    AnswerHelp,
    CallForHelp,
    CancelHelp,
    HelpAnswered,
    HelpCalled,
    HelpEnded,
    HelpNoted,
    HelpView,
    NoteHelp,
    OpenSubRoom,
)
from rooms.visibility import EVERYONE, STAFF, project
from tests.rooms.moderation.scenes import SPAM
from tests.support.law import ADA, BO, TESS, TOM, LawRig
from tests.support.rooms import START


def rejected(decision: Decision) -> RejectionCode:
    assert isinstance(decision, Rejection), decision
    return decision.code


def sub_room() -> LawRig:
    rig = LawRig(None)
    rig.events(OpenRoom("Team 1", RoomKind.STUDY, id="algebra--1", seats=6, parent="algebra", number=1))
    rig.enter(ADA, BO)
    return rig


def parent(*, calls: bool) -> LawRig:
    rig = LawRig()
    rig.enter(ADA, TESS, TOM)
    rig.events(OpenSubRoom("cid-00001", "Limits"), ADA)
    if calls:
        rig.events(NoteHelp(1, "bo", "Bo", "we are stuck", START))
    return rig


# ---------------------------------------------------------------- in the sub-room


def test_one_tap_calls_for_help_and_everybody_in_the_room_sees_it() -> None:
    rig = sub_room()
    assert rig.ask(CallForHelp(), ADA) == [HelpCalled(at=START, member="ada", name="Ada", summary="")]
    assert rig.view().sub_rooms.help == HelpView("ada", "Ada", "", START)


def test_asking_again_changes_the_summary_and_not_since_when_it_waits() -> None:
    rig = sub_room()
    rig.events(CallForHelp(), ADA)
    rig.now += 60
    rig.events(CallForHelp("the third exercise"), BO)
    assert rig.view().sub_rooms.help == HelpView("bo", "Bo", "the third exercise", START)
    assert rig.ask(CallForHelp("the third exercise"), BO) == []


def test_a_call_can_be_called_off_and_made_anew() -> None:
    rig = sub_room()
    assert rig.ask(CancelHelp(), ADA) == []
    rig.events(CallForHelp(), ADA)
    assert rig.ask(CancelHelp(), BO) == [HelpEnded(at=START, by="", by_name="")]
    assert rig.view().sub_rooms.help is None
    rig.now += 60
    rig.events(CallForHelp(), ADA)
    assert rig.view().sub_rooms.help == HelpView("ada", "Ada", "", START + 60)


def test_where_staff_are_one_raises_a_hand_instead() -> None:
    rig = parent(calls=False)
    assert rejected(rig.ask(CallForHelp(), ADA)) is RejectionCode.WRONG_STATE
    assert rejected(rig.ask(CancelHelp(), ADA)) is RejectionCode.WRONG_STATE


# ---------------------------------------------------------------- in the parent


def test_staff_see_the_call_with_the_room_and_since_when_it_waits_and_students_do_not() -> None:
    rig = parent(calls=True)
    assert rig.view(TOM).sub_rooms.rooms[0].help == HelpView("bo", "Bo", "we are stuck", START)
    assert rig.view(ADA).sub_rooms.rooms[0].help is None
    event = next(event for event in rig.log if isinstance(event, HelpNoted))
    assert (project(event, EVERYONE), project(event, STAFF)) == (None, event)


def test_one_of_the_staff_answers_and_the_others_see_who_goes() -> None:
    rig = parent(calls=True)
    assert rig.ask(AnswerHelp(1), TOM) == [HelpAnswered(at=START, number=1, by="tom", by_name="Tom")]
    shown = rig.view(TESS).sub_rooms.rooms[0].help
    assert shown is not None
    assert shown.answered_by == "Tom"
    assert rig.ask(AnswerHelp(1), TESS) == Rejection(RejectionCode.WRONG_STATE, "Tom goes there")


def test_there_must_be_a_call_to_answer() -> None:
    rig = parent(calls=False)
    assert rejected(rig.ask(AnswerHelp(1), TOM)) is RejectionCode.WRONG_STATE
    assert rejected(rig.ask(AnswerHelp(2), TOM)) is RejectionCode.NOT_FOUND
    assert rejected(rig.ask(AnswerHelp(1), ADA)) is RejectionCode.NOT_PERMITTED


def test_who_is_muted_calls_for_help_without_words() -> None:
    rig = sub_room()
    rig.enter(TESS)
    rig.events(MuteMember("ada", [MuteScope.TEXT]), TESS)
    assert rejected(rig.ask(CallForHelp("still talking"), ADA)) is RejectionCode.MUTED
    rig.events(CallForHelp(), ADA)


def test_content_rules_read_why_somebody_calls() -> None:
    rig = sub_room()
    rig.events(AttachDevice(ADA.device, Bequest(rules=[SPAM])), ADA)
    refused = rig.ask(CallForHelp("buy spam"), ADA)
    assert isinstance(refused, Refused)
    assert refused.rejection.code is RejectionCode.REFUSED_BY_RULE
    assert rig.view().sub_rooms.help is None
