"""Presence: devices come and go, members stay for a grace, capacity holds, a person is one member."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.chat.terms import PostMessage
from rooms.kinds import POLICIES, RoomKind
from rooms.life.terms import OpenRoom, TakeOver, Tick
from rooms.members.rules import DEVICES_PER_MEMBER
from rooms.members.terms import (
    AnnounceMedia,
    AttachDevice,
    ChangeRole,
    DetachDevice,
    DeviceAttached,
    DeviceDetached,
    Leave,
    LeaveReason,
    MediaAnnounced,
    MemberJoined,
    MemberLeft,
)
from rooms.moderation.terms import MuteMember, MuteScope, SetWaitingRoom
from rooms.questions.terms import AskQuestion, QuestionState
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import PERMITTED, Action, Role
from rooms.stage.terms import Promote, RaiseHand
from rooms.terms import Actor
from rooms.visibility import EVERYONE
from tests.support.law import LawRig
from tests.support.rooms import START, Rig, person

ADA = person("ada")
ADA_PHONE = person("ada", device="ada-phone")
BO = person("bo", Role.TEACHER)
CARL = person("carl")
GRACE = POLICIES[RoomKind.STUDY].reconnect_grace
LOST = DetachDevice(ADA.device, clean=False)
CLOSED = DetachDevice(ADA.device, clean=True)


def rejected(decision: object) -> RejectionCode:
    assert isinstance(decision, Rejection), decision
    return decision.code


def present(rig: Rig) -> list[str]:
    return [member.id for member in rig.room.snapshot(EVERYONE).members]


def test_the_first_device_makes_a_member() -> None:
    rig = Rig()
    assert rig.ask(AttachDevice(ADA.device), ADA) == [
        MemberJoined(at=START, member="ada", name="Ada", role=Role.STUDENT),
        DeviceAttached(at=START, member="ada", device=ADA.device),
    ]


def test_a_person_on_two_devices_is_one_member() -> None:
    rig = Rig()
    rig.enter(ADA)
    assert rig.ask(AttachDevice(ADA_PHONE.device), ADA_PHONE) == [
        DeviceAttached(at=START, member="ada", device="ada-phone")
    ]
    assert present(rig) == ["ada"]


def test_a_person_has_room_for_so_many_devices_and_others_are_not_concerned() -> None:
    rig = Rig()
    devices = [person("ada", device=f"ada-device-{number}") for number in range(DEVICES_PER_MEMBER)]
    rig.enter(*devices)
    one_more = person("ada", device="ada-one-more")
    assert rejected(rig.ask(AttachDevice(one_more.device), one_more)) is RejectionCode.ROOM_FULL
    assert rig.ask(AttachDevice(devices[0].device), devices[0]) == []
    rig.enter(BO)
    rig.ask(DetachDevice(devices[0].device, clean=False), devices[0])
    rig.enter(one_more)
    assert rig.room.has_device("ada", one_more.device)


def test_attaching_an_attached_device_changes_nothing() -> None:
    rig = Rig()
    rig.enter(ADA)
    assert rig.ask(AttachDevice(ADA.device), ADA) == []


def test_a_new_name_or_role_is_told_and_keeps_the_devices() -> None:
    rig = Rig()
    rig.enter(ADA)
    promoted = person("ada", Role.TA, name="Ada L.")
    assert rig.ask(AttachDevice(ADA.device), promoted) == [
        MemberJoined(at=START, member="ada", name="Ada L.", role=Role.TA)
    ]
    (member,) = rig.room.snapshot(EVERYONE).members
    assert (member.name, member.role, [device.id for device in member.devices]) == (
        "Ada L.",
        Role.TA,
        [ADA.device],
    )


def test_nobody_takes_over_the_device_id_of_another_member() -> None:
    rig = Rig()
    rig.enter(ADA)
    thief = person("mallory", device=ADA.device)
    assert rejected(rig.ask(AttachDevice(ADA.device), thief)) is RejectionCode.NOT_PERMITTED
    assert present(rig) == ["ada"]


def test_a_role_that_may_not_enter_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PERMITTED, Role.GUEST, PERMITTED[Role.GUEST] - {Action.ENTER})
    refused = Rig().ask(AttachDevice("zoe-device"), person("zoe", Role.GUEST))
    assert rejected(refused) is RejectionCode.NOT_PERMITTED


def test_a_full_room_refuses_new_members_but_not_the_second_device_of_one() -> None:
    rig = Rig()
    capacity = POLICIES[RoomKind.STUDY].capacity
    rig.enter(*(person(f"member-{number}") for number in range(capacity)))
    assert rejected(rig.ask(AttachDevice(ADA.device), ADA)) is RejectionCode.ROOM_FULL
    rig.enter(person("member-0", device="member-0-phone"))
    assert len(present(rig)) == capacity


def test_staff_come_into_a_full_sub_room_where_students_do_not() -> None:
    rig = Rig(None)
    rig.events(OpenRoom("For two", RoomKind.STUDY, id="algebra--1", seats=2, parent="algebra", number=1))
    rig.enter(ADA, BO)
    eve = person("eve")
    assert rejected(rig.ask(AttachDevice(eve.device), eve)) is RejectionCode.ROOM_FULL
    rig.enter(person("tess", Role.TEACHER))
    assert len(present(rig)) == 3


def test_a_place_kept_by_grace_counts_as_taken() -> None:
    rig = Rig()
    rig.enter(ADA, *(person(f"member-{number}") for number in range(POLICIES[RoomKind.STUDY].capacity - 1)))
    rig.events(LOST, ADA)
    assert rejected(rig.ask(AttachDevice(BO.device), BO)) is RejectionCode.ROOM_FULL


def test_a_lost_last_device_starts_the_grace() -> None:
    rig = Rig()
    rig.enter(ADA)
    assert rig.ask(LOST, ADA) == [
        DeviceDetached(at=START, member="ada", device=ADA.device, clean=False, away_until=START + GRACE)
    ]
    assert present(rig) == ["ada"]
    assert rig.room.next_deadline() == START + GRACE


def test_a_lost_device_of_two_starts_no_grace() -> None:
    rig = Rig()
    rig.enter(ADA, ADA_PHONE)
    assert rig.ask(LOST, ADA) == [
        DeviceDetached(at=START, member="ada", device=ADA.device, clean=False, away_until=None)
    ]
    assert rig.room.next_deadline() is None


def test_a_last_device_that_says_goodbye_ends_membership_at_once() -> None:
    rig = Rig()
    rig.enter(ADA)
    assert rig.ask(CLOSED, ADA) == [
        DeviceDetached(at=START, member="ada", device=ADA.device, clean=True),
        MemberLeft(at=START, member="ada", reason=LeaveReason.LEFT),
    ]


def test_one_of_two_devices_may_say_goodbye() -> None:
    rig = Rig()
    rig.enter(ADA, ADA_PHONE)
    assert rig.ask(CLOSED, ADA) == [DeviceDetached(at=START, member="ada", device=ADA.device, clean=True)]
    assert present(rig) == ["ada"]


def test_coming_back_within_the_grace_keeps_the_member_and_starts_with_media_off() -> None:
    rig = Rig()
    rig.enter(ADA)
    rig.events(LOST, ADA)
    rig.now += GRACE - 1
    assert rig.ask(AttachDevice(ADA_PHONE.device), ADA_PHONE) == [
        DeviceAttached(at=rig.now, member="ada", device="ada-phone")
    ]
    assert rig.room.next_deadline() is None
    (member,) = rig.room.snapshot(EVERYONE).members
    assert member.away_until is None
    assert [(device.id, device.mic) for device in member.devices] == [("ada-phone", False)]


def test_after_the_grace_a_tick_ends_membership() -> None:
    rig = Rig()
    rig.enter(ADA, BO)
    rig.events(LOST, ADA)
    rig.now = START + GRACE - 0.001
    assert rig.ask(Tick()) == []
    rig.now = START + GRACE
    assert rig.ask(Tick()) == [MemberLeft(at=rig.now, member="ada", reason=LeaveReason.LOST)]
    assert present(rig) == ["bo"]
    assert rig.room.next_deadline() is None


def test_the_next_deadline_is_the_earliest_grace() -> None:
    rig = Rig()
    rig.enter(ADA, BO)
    rig.events(LOST, ADA)
    rig.now += 5
    rig.events(DetachDevice(BO.device, clean=False), BO)
    assert rig.room.next_deadline() == START + GRACE
    rig.enter(ADA)
    assert rig.room.next_deadline() == START + 5 + GRACE


def test_detaching_what_is_not_attached_changes_nothing() -> None:
    rig = Rig()
    assert rig.ask(LOST, ADA) == []
    rig.enter(ADA_PHONE)
    assert rig.ask(LOST, ADA) == []


def test_leaving_ends_every_device_of_the_member() -> None:
    rig = Rig()
    rig.enter(ADA, ADA_PHONE)
    assert rig.ask(Leave(), ADA) == [
        DeviceDetached(at=START, member="ada", device=ADA.device, clean=True),
        DeviceDetached(at=START, member="ada", device="ada-phone", clean=True),
        MemberLeft(at=START, member="ada", reason=LeaveReason.LEFT),
    ]
    assert rejected(rig.ask(Leave(), ADA)) is RejectionCode.NOT_PRESENT
    assert rejected(rig.ask(PostMessage("cid-0001", "still here?"), ADA)) is RejectionCode.NOT_PRESENT


def test_somebody_away_may_leave() -> None:
    rig = Rig()
    rig.enter(ADA)
    rig.events(LOST, ADA)
    assert rig.ask(Leave(), ADA) == [MemberLeft(at=START, member="ada", reason=LeaveReason.LEFT)]
    assert rig.room.next_deadline() is None


def test_a_takeover_loses_every_device_and_starts_every_grace() -> None:
    rig = Rig()
    rig.enter(ADA, ADA_PHONE, BO)
    rig.now += 100
    until = rig.now + GRACE
    assert rig.ask(TakeOver()) == [
        DeviceDetached(at=rig.now, member="ada", device=ADA.device, clean=False, away_until=None),
        DeviceDetached(at=rig.now, member="ada", device="ada-phone", clean=False, away_until=until),
        DeviceDetached(at=rig.now, member="bo", device=BO.device, clean=False, away_until=until),
    ]
    assert present(rig) == ["ada", "bo"]


def test_a_takeover_leaves_a_grace_that_runs_already_as_it_is() -> None:
    rig = Rig()
    rig.enter(ADA)
    rig.events(LOST, ADA)
    rig.now += 10
    assert rig.ask(TakeOver()) == []
    assert rig.room.next_deadline() == START + GRACE


@pytest.mark.row("F7")
def test_who_comes_back_within_the_grace_keeps_hand_stage_question_and_mute() -> None:
    rig = LawRig(RoomKind.QA)
    rig.enter(BO, ADA, CARL)
    rig.events(AskQuestion("cid-0001", "Why?"), ADA)
    rig.events(RaiseHand("first"), CARL)
    rig.events(RaiseHand("about it", question=1), ADA)
    rig.events(MuteMember("ada", [MuteScope.VIDEO]), BO)
    rig.events(Promote("carl"), BO)
    before = rig.view(ADA)
    for actor in (ADA, CARL):
        rig.events(DetachDevice(actor.device, clean=False), actor)
    rig.now += GRACE - 1
    rig.ask(Tick())
    rig.enter(ADA, CARL)
    after = rig.view(ADA)
    assert (after.stage, after.questions, after.moderation) == (
        before.stage,
        before.questions,
        before.moderation,
    )


def test_who_leaves_takes_their_hand_down_and_keeps_their_question_and_mute() -> None:
    rig = LawRig(RoomKind.QA)
    rig.enter(BO, ADA)
    rig.events(AskQuestion("cid-0001", "Why?"), ADA)
    rig.events(RaiseHand(), ADA)
    rig.events(MuteMember("ada", [MuteScope.TEXT]), BO)
    rig.events(Leave(), ADA)
    view = rig.view()
    assert view.stage.hands == []
    assert [question.asker for question in view.questions.items] == ["ada"]
    assert view.moderation.door.muted == {"ada": [MuteScope.TEXT]}


def test_who_moves_to_another_room_says_so() -> None:
    rig = Rig()
    rig.enter(ADA)
    moved = rig.events(DetachDevice(ADA.device, clean=True, moved=True), ADA)
    assert moved[-1] == MemberLeft(at=START, member="ada", reason=LeaveReason.MOVED)


def test_a_live_answer_ends_with_the_asker_who_leaves_the_stage_by_leaving() -> None:
    rig = LawRig(RoomKind.QA)
    rig.enter(BO, ADA)
    rig.events(AskQuestion("cid-0001", "Why?"), ADA)
    rig.events(RaiseHand("", question=1), ADA)
    rig.events(Promote("ada"), BO)
    assert rig.view().questions.items[0].state is QuestionState.ANSWERING
    rig.events(LOST, ADA)
    rig.now += GRACE
    rig.ask(Tick())
    assert rig.view().questions.items[0].state is QuestionState.ANSWERED


def test_who_waits_at_the_door_knocks_again_after_a_takeover() -> None:
    rig = LawRig()
    rig.enter(BO)
    rig.events(SetWaitingRoom(on=True), BO)
    rig.ask(AttachDevice(ADA.device), ADA)
    assert rig.room.is_waiting("ada")
    rig.events(TakeOver())
    assert not rig.room.is_waiting("ada")
    rig.ask(AttachDevice(ADA.device), ADA)
    assert rig.room.is_waiting("ada")


# ---------------------------------------------------------------- another role


def test_another_role_holds_at_once_and_bounds_what_is_sent() -> None:
    rig = LawRig(RoomKind.QA)
    rig.enter(BO)
    rig.events(AnnounceMedia(mic=True, camera=True, screen=True), BO)
    demoted = replace(BO, role=Role.STUDENT)
    assert rig.ask(ChangeRole(), demoted) == [
        MemberJoined(at=START, member="bo", name="Bo", role=Role.STUDENT),
        MediaAnnounced(at=START, member="bo", device=BO.device, mic=False, camera=False, screen=False),
    ]
    assert rig.room.publishers()[BO.device].sources == frozenset()


def test_somebody_who_is_away_has_the_other_role_too() -> None:
    rig = LawRig()
    rig.enter(ADA)
    rig.events(LOST, ADA)
    rig.events(ChangeRole(), replace(ADA, role=Role.TA))
    assert [member.role for member in rig.room.snapshot(EVERYONE).members] == [Role.TA]


@pytest.mark.parametrize("actor", [ADA, CARL], ids=["the same role", "not here"])
def test_a_role_that_changes_nothing_here_is_no_event(actor: Actor) -> None:
    rig = LawRig()
    rig.enter(ADA)
    assert rig.ask(ChangeRole(), actor) == []
