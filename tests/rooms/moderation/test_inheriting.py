"""What holds in a room holds in its sub-rooms: content rules, accepted rules, and mutes, also those that are laid later."""

from __future__ import annotations

import pytest
from msgspec import msgpack
from msgspec.structs import replace

from rooms.chat.terms import PostMessage
from rooms.decision import Decision
from rooms.kinds import RoomKind
from rooms.life.terms import OpenRoom, Tick
from rooms.members.terms import AnnounceMedia, AttachDevice, DetachDevice
from rooms.moderation.bequest import Bequest
from rooms.moderation.inheriting import mutes_around
from rooms.moderation.terms import (
    AcceptRules,
    Appeal,
    DecideAppeal,
    LadderStep,
    MuteMember,
    MuteScope,
    PublishRules,
    SetContentRules,
    Subject,
    SubjectKind,
    UnmuteMember,
)
from rooms.moderation.view import MuteView, RulesView
from rooms.rejections import RejectionCode
from rooms.roles import Role
from rooms.stage.terms import AskToUnmute
from rooms.state import RoomState
from rooms.sub_rooms.terms import NoteMutes
from rooms.terms import Actor, Source
from tests.rooms.moderation.scenes import SPAM, Classroom, code
from tests.support.law import ADA, BO, TESS, LawRig
from tests.support.rooms import START

HOUSE = RulesView(2, "Be kind.", "友善待人。")
NOTHING = Bequest()
NO_SPAM = Bequest(rules=[SPAM], ladder=[LadderStep(strikes=3, mute=60)], house=HOUSE)


def mute(actor: Actor = ADA, scope: MuteScope = MuteScope.TEXT, until: float | None = None) -> MuteView:
    return MuteView(actor.member, scope, START, "tess", "flooding", until)


class SubRoom(LawRig):
    """A sub-room that nobody has entered yet."""

    def __init__(self) -> None:
        super().__init__(None)
        self.events(OpenRoom("Team 1", RoomKind.STUDY, id="algebra--1", seats=6, parent="algebra", number=1))
        self._posts = 0

    def come(self, actor: Actor, bequest: Bequest = NOTHING) -> None:
        self.events(AttachDevice(actor.device, bequest), actor)

    def say(self, text: str, actor: Actor = ADA) -> Decision:
        self._posts += 1
        return self.ask(PostMessage(f"cid-{self._posts:05d}", text), actor)

    def scopes(self, actor: Actor = ADA) -> list[MuteScope]:
        return self.view().moderation.door.muted.get(actor.member, [])


# ---------------------------------------------------------------- handed down


def test_a_room_hands_down_its_rules_what_was_accepted_and_who_is_muted() -> None:
    room = Classroom()
    room.rules(SPAM)
    for _ in range(2):
        room.events(PublishRules("Be kind.", "友善待人。"), TESS)
    room.events(AcceptRules(2), ADA)
    room.events(MuteMember("ada", [MuteScope.TEXT], reason="flooding"), TESS)
    assert room.room.bequest("ada") == Bequest([SPAM], [], HOUSE, 2, [replace(mute(), at=room.now)])
    assert room.room.bequest("bo") == Bequest([SPAM], [], HOUSE)


def test_mutes_are_told_of_those_who_are_here_or_went_to_a_sub_room() -> None:
    room = Classroom(ADA, BO, TESS)
    for actor in (ADA, BO):
        room.events(MuteMember(actor.member, [MuteScope.TEXT]), TESS)
    room.events(DetachDevice(ADA.device, clean=True, moved=True), ADA)
    room.leave(BO)
    assert [each.member for each in mutes_around(_state(room))] == ["ada"]


def _state(rig: LawRig) -> RoomState:
    return msgpack.decode(rig.room.freeze(), type=RoomState)


# ---------------------------------------------------------------- taken over on entering


def test_content_rules_come_with_whoever_enters() -> None:
    rig = SubRoom()
    rig.come(ADA, replace(NO_SPAM, house=None))
    assert code(rig.say("buy spam")) is RejectionCode.REFUSED_BY_RULE
    rig.come(BO)
    assert isinstance(rig.say("buy spam"), list)


def test_rules_that_were_accepted_in_the_parent_are_accepted_here() -> None:
    rig = SubRoom()
    rig.come(ADA, replace(NO_SPAM, accepted=2))
    rig.come(BO, replace(NO_SPAM, accepted=1))
    assert isinstance(rig.say("hello"), list)
    assert code(rig.say("hello", BO)) is RejectionCode.RULES_NOT_ACCEPTED
    rig.events(AcceptRules(2), BO)
    assert isinstance(rig.say("hello", BO), list)


def test_entering_again_with_the_same_changes_nothing() -> None:
    rig = SubRoom()
    bequest = replace(NO_SPAM, accepted=2, mutes=[mute()])
    rig.come(ADA, bequest)
    assert rig.ask(AttachDevice(ADA.device, bequest), ADA) == []


def test_a_sub_room_sets_no_rules_of_its_own() -> None:
    rig = SubRoom()
    rig.come(TESS)
    for command in (SetContentRules([], []), PublishRules("Be kind.", "友善待人。")):
        assert code(rig.ask(command, TESS)) is RejectionCode.WRONG_STATE


def test_who_is_muted_in_the_parent_is_muted_here_and_no_longer_than_there() -> None:
    rig = SubRoom()
    rig.come(ADA, Bequest(mutes=[mute(until=START + 60), mute(scope=MuteScope.VOICE, until=START)]))
    assert rig.scopes() == [MuteScope.TEXT]
    assert rig.view(ADA).moderation.own.mutes == [replace(mute(until=START + 60), inherited=True)]
    assert code(rig.say("hello")) is RejectionCode.MUTED
    rig.now += 60
    rig.events(Tick())
    assert isinstance(rig.say("hello"), list)


def test_a_mute_that_ended_in_the_parent_meanwhile_ends_with_the_next_entering() -> None:
    rig = SubRoom()
    rig.come(ADA, Bequest(mutes=[mute(), mute(scope=MuteScope.VOICE)]))
    rig.come(ADA, Bequest(mutes=[mute(scope=MuteScope.VOICE)]))
    assert rig.scopes() == [MuteScope.VOICE]


def test_whoever_sends_when_a_mute_comes_with_them_sends_no_more() -> None:
    rig = SubRoom()
    tess = TESS
    rig.come(tess)
    rig.events(AnnounceMedia(mic=True, camera=True, screen=True), tess)
    demoted = replace(tess, role=Role.GUEST)
    rig.events(AttachDevice(tess.device, Bequest(mutes=[mute(tess, MuteScope.VOICE)])), demoted)
    (device,) = (member.devices[0] for member in rig.view().members)
    assert (device.mic, device.camera, device.screen) == (False, True, False)


# ---------------------------------------------------------------- told while somebody is here


def test_a_mute_that_is_laid_in_the_parent_reaches_who_is_in_the_sub_room() -> None:
    rig = SubRoom()
    rig.come(ADA)
    rig.events(AnnounceMedia(mic=True, camera=True, screen=False), ADA)
    rig.events(NoteMutes([mute(scope=MuteScope.VOICE), mute(BO)]))
    assert rig.scopes() == [MuteScope.VOICE]
    assert rig.scopes(BO) == []
    (device,) = (member.devices[0] for member in rig.view().members)
    assert (device.mic, device.camera) == (False, True)
    assert rig.room.may_publish("ada") == {Source.CAMERA, Source.SCREEN}


def test_a_mute_that_is_lifted_in_the_parent_is_lifted_here_also_of_who_has_left() -> None:
    rig = SubRoom()
    rig.come(ADA)
    rig.come(BO)
    rig.events(NoteMutes([mute(), mute(BO)]))
    rig.events(DetachDevice(BO.device, clean=True), BO)
    rig.events(NoteMutes([]))
    assert (rig.scopes(), rig.scopes(BO)) == ([], [])
    assert rig.ask(NoteMutes([])) == []


@pytest.mark.parametrize(
    ("before", "after"), [(None, START + 60), (START + 60, None), (START + 60, START + 600)]
)
def test_a_mute_that_is_laid_anew_in_the_parent_ends_when_the_new_one_does(
    before: float | None, after: float | None
) -> None:
    rig = SubRoom()
    rig.come(ADA)
    rig.events(NoteMutes([mute(until=before)]))
    rig.events(NoteMutes([mute(until=after)]))
    assert [each.until for each in rig.view(ADA).moderation.own.mutes] == [after]


# ---------------------------------------------------------------- beside the sub-room's own


@pytest.mark.parametrize(("own", "inherits"), [(30, True), (600, False), (None, False)])
def test_of_two_mutes_the_longer_one_holds(own: int | None, inherits: bool) -> None:
    rig = SubRoom()
    rig.come(ADA)
    rig.come(TESS)
    rig.events(MuteMember("ada", [MuteScope.TEXT], seconds=own), TESS)
    rig.ask(NoteMutes([mute(until=START + 60)]))
    assert [each.inherited for each in rig.view(ADA).moderation.own.mutes] == [inherits]


def test_the_sub_rooms_own_mute_does_not_end_with_those_of_the_parent() -> None:
    rig = SubRoom()
    rig.come(ADA)
    rig.come(TESS)
    rig.events(MuteMember("ada", [MuteScope.VOICE]), TESS)
    rig.events(NoteMutes([mute()]))
    rig.events(NoteMutes([]))
    assert rig.scopes() == [MuteScope.VOICE]


def test_an_inherited_mute_is_lifted_and_appealed_in_the_parent_alone() -> None:
    rig = SubRoom()
    rig.come(ADA)
    rig.come(TESS)
    rig.events(NoteMutes([mute(), mute(scope=MuteScope.VOICE)]))
    subject = Subject(SubjectKind.MEMBER, member="ada")
    for command, actor in (
        (UnmuteMember("ada", [MuteScope.TEXT, MuteScope.VOICE]), TESS),
        (AskToUnmute("ada"), TESS),
        (Appeal("cid-00001", subject, "please"), ADA),
    ):
        assert code(rig.ask(command, actor)) is RejectionCode.WRONG_STATE


def test_what_a_granted_appeal_undoes_leaves_what_was_inherited() -> None:
    rig = SubRoom()
    rig.come(ADA)
    rig.come(TESS)
    rig.events(MuteMember("ada", [MuteScope.VIDEO, MuteScope.VOICE]), TESS)
    rig.events(Appeal("cid-00001", Subject(SubjectKind.MEMBER, member="ada"), "please"), ADA)
    rig.events(NoteMutes([mute()]))
    rig.events(DecideAppeal(1, granted=True), TESS)
    assert rig.scopes() == [MuteScope.TEXT]
