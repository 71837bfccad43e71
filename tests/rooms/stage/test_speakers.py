"""Being called onto the stage and going back, and being asked to unmute."""

from __future__ import annotations

import pytest

from rooms.kinds import RoomKind
from rooms.life.terms import Tick
from rooms.members.terms import AnnounceMedia, AttachDevice, DetachDevice, Leave, MediaAnnounced
from rooms.moderation.events import MemberUnmuted
from rooms.moderation.terms import MuteMember, MuteScope
from rooms.questions.events import AnswerEnded, AnswerStarted
from rooms.questions.terms import AskQuestion, DismissQuestion, DismissReason, QuestionState
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.stage.speakers import MAX_SPEAKERS
from rooms.stage.terms import (
    AskToUnmute,
    Demote,
    Demoted,
    Promote,
    Promoted,
    RaiseHand,
    SpeakerView,
    StageEnd,
    UnmuteAsked,
    UnmuteView,
)
from rooms.terms import Actor, Source
from rooms.visibility import EVERYONE
from tests.support.law import ADA, BO, OTTO, TESS, TOM, LawRig
from tests.support.rooms import START, Rig, person

FACE = [Source.MIC, Source.CAMERA]
SPEAKS = AnnounceMedia(mic=True, camera=False, screen=False)
SHOWS = AnnounceMedia(mic=True, camera=True, screen=False)


@pytest.fixture
def rig() -> LawRig:
    rig = LawRig(RoomKind.QA)
    rig.enter(ADA, BO, TESS, TOM)
    return rig


def on_stage(rig: Rig) -> list[str]:
    return [speaker.member for speaker in rig.room.snapshot(EVERYONE).stage.speakers]


def forwarded(rig: Rig, actor: Actor) -> frozenset[Source]:
    return rig.room.publishers()[actor.device].sources


def refused(decision: object) -> RejectionCode:
    assert isinstance(decision, Rejection), decision
    return decision.code


# ---------------------------------------------------------------- promote


def test_a_called_listener_may_send_what_the_call_says_and_the_hand_is_down(rig: LawRig) -> None:
    rig.events(RaiseHand("limits"), ADA)
    assert forwarded(rig, ADA) == frozenset()
    rig.now += 1
    assert rig.ask(Promote("ada"), TESS) == [
        Promoted(at=START + 1, member="ada", by="tess", sources=FACE, until=None, question=None)
    ]
    assert rig.view().stage.speakers == [SpeakerView("ada", START + 1, FACE)]
    assert rig.view().stage.hands == []
    assert forwarded(rig, ADA) == set(FACE)
    rig.events(SHOWS, ADA)


def test_nobody_needs_a_hand_to_be_called(rig: LawRig) -> None:
    rig.events(Promote("ada", sources=[Source.SCREEN, Source.MIC, Source.SCREEN]), TOM)
    assert rig.view().stage.speakers == [SpeakerView("ada", START, [Source.SCREEN, Source.MIC])]


def test_a_hand_with_a_question_begins_its_live_answer(rig: LawRig) -> None:
    rig.events(AskQuestion("cid-0001", "Why is 0! = 1?"), ADA)
    rig.events(RaiseHand(question=1), ADA)
    promoted, *begun = rig.events(Promote("ada"), TESS)
    assert promoted == Promoted(at=START, member="ada", by="tess", sources=FACE, question=1)
    assert isinstance(begun[-1], AnswerStarted)
    assert rig.view().questions.items[0].state is QuestionState.ANSWERING
    assert rig.view().stage.speakers == [SpeakerView("ada", START, FACE, question=1)]


def test_somebody_is_called_for_a_question_without_a_hand(rig: LawRig) -> None:
    rig.events(AskQuestion("cid-0001", "Why is 0! = 1?"), ADA)
    promoted, *begun = rig.events(Promote("ada", question=1), TESS)
    assert promoted == Promoted(at=START, member="ada", by="tess", sources=FACE, question=1)
    assert isinstance(begun[-1], AnswerStarted)


def test_the_question_of_a_hand_counts_also_when_it_is_answered_meanwhile(rig: LawRig) -> None:
    for number in (1, 2):
        rig.events(AskQuestion(f"cid-000{number}", f"question {number}"), ADA)
    rig.events(RaiseHand(question=2), ADA)
    rig.events(DismissQuestion(2, DismissReason.UNCLEAR), TESS)
    (promoted,) = rig.events(Promote("ada", question=1), TESS)
    assert isinstance(promoted, Promoted)
    assert promoted.question == 2


def test_nobody_is_called_for_what_is_not_theirs_or_would_tell_who_asked(rig: LawRig) -> None:
    rig.events(AskQuestion("cid-0001", "Why is 0! = 1?"), BO)
    rig.events(AskQuestion("cid-0002", "May I ask this?", anonymous=True), ADA)
    assert refused(rig.ask(Promote("ada", question=1), TESS)) is RejectionCode.NOT_YOURS
    assert refused(rig.ask(Promote("ada", question=2), TESS)) is RejectionCode.WRONG_STATE
    assert refused(rig.ask(Promote("ada", question=9), TESS)) is RejectionCode.NOT_YOURS
    assert on_stage(rig) == []


def test_from_the_desk_somebody_is_called_while_staff_are_there_to_talk_to(rig: LawRig) -> None:
    dean = Actor("dean", Role.TA, "Dean", at_desk=True)
    rig.events(RaiseHand("limits"), ADA)
    assert rig.ask(Promote("ada"), dean) == [Promoted(at=START, member="ada", by="dean", sources=FACE)]
    rig.events(RaiseHand("series"), BO)
    for actor in (TESS, TOM):
        rig.events(Leave(), actor)
    assert refused(rig.ask(Promote("bo"), dean)) is RejectionCode.WRONG_STATE
    assert on_stage(rig) == ["ada"]


def test_who_is_not_here_cannot_be_called(rig: LawRig) -> None:
    assert refused(rig.ask(Promote("zoe"), TESS)) is RejectionCode.NOT_FOUND


def test_who_publishes_by_role_or_was_called_already_is_on_stage(rig: LawRig) -> None:
    assert refused(rig.ask(Promote("tom"), TESS)) is RejectionCode.WRONG_STATE
    rig.events(Promote("ada"), TESS)
    assert refused(rig.ask(Promote("ada"), TOM)) is RejectionCode.WRONG_STATE


@pytest.mark.parametrize("kind", [RoomKind.STUDY, RoomKind.ZONE])
def test_where_everybody_or_nobody_publishes_there_is_no_stage(kind: RoomKind) -> None:
    rig = LawRig(kind)
    rig.enter(ADA, TESS)
    assert refused(rig.ask(Promote("ada"), TESS)) is RejectionCode.WRONG_STATE


def test_a_stage_has_room_for_so_many() -> None:
    rig = Rig(RoomKind.QA)
    called = [person(f"member-{number}") for number in range(MAX_SPEAKERS)]
    rig.enter(TESS, ADA, *called)
    for actor in called:
        rig.events(Promote(actor.member), TESS)
    assert refused(rig.ask(Promote("ada"), TESS)) is RejectionCode.TOO_MANY


# ---------------------------------------------------------------- going back


def test_staff_send_back_and_the_devices_say_less(rig: LawRig) -> None:
    rig.events(Promote("ada"), TESS)
    rig.events(SHOWS, ADA)
    assert rig.ask(Demote("ada"), TOM) == [
        Demoted(at=START, member="ada", by="tom", why=StageEnd.STAFF),
        MediaAnnounced(at=START, member="ada", device=ADA.device, mic=False, camera=False, screen=False),
    ]
    assert on_stage(rig) == []
    assert forwarded(rig, ADA) == frozenset()


@pytest.mark.parametrize("command", [Demote(), Demote("ada")])
def test_a_speaker_goes_back_on_their_own(rig: LawRig, command: Demote) -> None:
    rig.events(Promote("ada"), TESS)
    assert rig.ask(command, ADA) == [Demoted(at=START, member="ada", by="ada", why=StageEnd.SELF)]


def test_peers_send_nobody_back(rig: LawRig) -> None:
    rig.events(Promote("ada"), TESS)
    assert refused(rig.ask(Demote("ada"), BO)) is RejectionCode.NOT_YOURS
    assert on_stage(rig) == ["ada"]


def test_who_was_not_called_cannot_be_sent_back(rig: LawRig) -> None:
    assert refused(rig.ask(Demote("ada"), TESS)) is RejectionCode.WRONG_STATE
    assert refused(rig.ask(Demote(), TESS)) is RejectionCode.WRONG_STATE


def test_who_became_staff_on_stage_keeps_what_the_role_gives(rig: LawRig) -> None:
    rig.events(Promote("ada"), TESS)
    rig.events(SHOWS, ADA)
    rig.events(AttachDevice(ADA.device), person("ada", Role.TA))
    assert rig.ask(Demote("ada"), TESS) == [Demoted(at=START, member="ada", by="tess", why=StageEnd.STAFF)]


def test_going_back_ends_the_live_answer_of_the_question_that_came_along(rig: LawRig) -> None:
    rig.events(AskQuestion("cid-0001", "Why is 0! = 1?"), ADA)
    rig.events(RaiseHand(question=1), ADA)
    rig.events(Promote("ada"), TESS)
    demoted, *ended = rig.events(Demote(), ADA)
    assert demoted == Demoted(at=START, member="ada", by="ada", why=StageEnd.SELF)
    assert [type(event) for event in ended] == [AnswerEnded]
    assert rig.view().questions.items[0].state is not QuestionState.ANSWERING


def test_a_time_on_stage_ends_by_the_clock(rig: LawRig) -> None:
    rig.events(Promote("bo"), TESS)
    rig.events(Promote("ada", seconds=60), TESS)
    rig.events(SPEAKS, ADA)
    assert rig.room.next_deadline() == START + 60
    rig.now += 59.999
    assert rig.ask(Tick()) == []
    rig.now = START + 60
    assert rig.ask(Tick()) == [
        Demoted(at=rig.now, member="ada", by="", why=StageEnd.TIMER),
        MediaAnnounced(at=rig.now, member="ada", device=ADA.device, mic=False, camera=False, screen=False),
    ]
    assert on_stage(rig) == ["bo"]
    assert rig.room.next_deadline() is None


def test_the_clock_ends_the_live_answer_too(rig: LawRig) -> None:
    rig.events(AskQuestion("cid-0001", "Why is 0! = 1?"), ADA)
    rig.events(RaiseHand(question=1), ADA)
    rig.events(Promote("ada", seconds=60), TESS)
    rig.now += 60
    assert [type(event) for event in rig.events(Tick())] == [Demoted, AnswerEnded]


# ---------------------------------------------------------------- ask to unmute


def test_only_the_member_sees_that_they_are_asked(rig: LawRig) -> None:
    rig.events(Promote("ada"), TESS)
    assert rig.ask(AskToUnmute("ada"), TESS) == [
        UnmuteAsked(at=START, member="ada", by="tess", by_name="Tess")
    ]
    assert rig.view(ADA).stage.asked_to_unmute == UnmuteView("ada", "Tess")
    assert [rig.view(actor).stage.asked_to_unmute for actor in (BO, TESS, None)] == [None, None, None]


def test_asking_lifts_a_mute_of_the_voice_and_no_other() -> None:
    rig = LawRig(RoomKind.STUDY)
    rig.enter(ADA, TESS)
    rig.events(MuteMember("ada", [MuteScope.VOICE, MuteScope.VIDEO]), TESS)
    assert rig.ask(AskToUnmute("ada"), TESS) == [
        MemberUnmuted(at=START, member="ada", scopes=[MuteScope.VOICE], by="tess"),
        UnmuteAsked(at=START, member="ada", by="tess", by_name="Tess"),
    ]
    rig.events(SPEAKS, ADA)
    assert refused(rig.ask(SHOWS, ADA)) is RejectionCode.NOT_PERMITTED


def test_nobody_lifts_the_mute_of_an_equal_or_their_own_by_asking() -> None:
    rig = LawRig(RoomKind.STUDY)
    rig.enter(TOM, OTTO)
    rig.events(MuteMember("tom", [MuteScope.VOICE]), OTTO)
    assert refused(rig.ask(AskToUnmute("tom"), TOM)) is RejectionCode.OUTRANKED


def test_the_request_is_forgotten_when_that_microphone_goes_on_and_not_before(rig: LawRig) -> None:
    rig.events(Promote("ada"), TESS)
    rig.events(Promote("bo"), TESS)
    rig.events(AskToUnmute("ada"), TESS)
    rig.events(AskToUnmute("bo"), TESS)
    rig.events(SPEAKS, BO)
    rig.events(AnnounceMedia(mic=False, camera=True, screen=False), ADA)
    assert rig.view(ADA).stage.asked_to_unmute == UnmuteView("ada", "Tess")
    assert rig.view(BO).stage.asked_to_unmute is None
    rig.events(SPEAKS, ADA)
    assert rig.view(ADA).stage.asked_to_unmute is None


def test_asking_again_changes_nothing_unless_another_asks(rig: LawRig) -> None:
    rig.events(Promote("ada"), TESS)
    rig.events(AskToUnmute("ada"), TESS)
    assert rig.ask(AskToUnmute("ada"), TESS) == []
    rig.events(AskToUnmute("ada"), TOM)
    assert rig.view(ADA).stage.asked_to_unmute == UnmuteView("ada", "Tom")


def test_whose_microphone_is_on_need_not_be_asked(rig: LawRig) -> None:
    rig.events(Promote("ada"), TESS)
    rig.events(SPEAKS, ADA)
    assert rig.ask(AskToUnmute("ada"), TESS) == []


def test_who_is_not_here_or_has_no_microphone_here_cannot_be_asked(rig: LawRig) -> None:
    assert refused(rig.ask(AskToUnmute("zoe"), TESS)) is RejectionCode.NOT_FOUND
    assert refused(rig.ask(AskToUnmute("ada"), TESS)) is RejectionCode.WRONG_STATE


# ---------------------------------------------------------------- coming and going


def test_a_speaker_who_reconnects_within_the_grace_is_still_on_stage_and_still_asked(rig: LawRig) -> None:
    rig.events(Promote("ada", seconds=300), TESS)
    rig.events(AskToUnmute("ada"), TESS)
    before = rig.view(ADA).stage
    rig.events(DetachDevice(ADA.device, clean=False), ADA)
    rig.now += 29
    rig.events(AttachDevice(ADA.device), ADA)
    assert rig.view(ADA).stage == before
    assert forwarded(rig, ADA) == set(FACE)


def test_who_leaves_is_off_the_stage_and_asked_no_more(rig: LawRig) -> None:
    rig.events(Promote("ada", seconds=300), TESS)
    rig.events(AskToUnmute("ada"), TESS)
    rig.events(Leave(), ADA)
    rig.enter(ADA)
    assert on_stage(rig) == []
    assert rig.view(ADA).stage.asked_to_unmute is None
    assert rig.room.next_deadline() is None
