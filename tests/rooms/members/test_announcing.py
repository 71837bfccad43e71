"""What a device says that it sends: only while attached, and only what its member may publish here."""

from __future__ import annotations

import pytest

from rooms.kinds import RoomKind
from rooms.members.terms import AnnounceMedia, DetachDevice, MediaAnnounced
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.visibility import EVERYONE
from tests.support.rooms import START, Rig, person

ADA = person("ada")
MUTED = AnnounceMedia(mic=False, camera=True, screen=False)
SILENT = AnnounceMedia(mic=False, camera=False, screen=False)


def test_everybody_sees_what_a_device_sends() -> None:
    rig = Rig()
    rig.enter(ADA)
    assert rig.ask(MUTED, ADA) == [
        MediaAnnounced(at=START, member="ada", device=ADA.device, mic=False, camera=True, screen=False)
    ]
    (member,) = rig.room.snapshot(EVERYONE).members
    assert (member.devices[0].mic, member.devices[0].camera) == (False, True)


def test_saying_the_same_again_changes_nothing() -> None:
    rig = Rig()
    rig.enter(ADA)
    rig.events(MUTED, ADA)
    assert rig.ask(MUTED, ADA) == []


def test_only_an_attached_device_can_say_so() -> None:
    rig = Rig()
    assert rig.ask(MUTED, ADA) == Rejection(RejectionCode.NOT_PRESENT)
    rig.enter(person("ada", device="ada-phone"))
    assert rig.ask(MUTED, ADA) == Rejection(RejectionCode.NOT_PRESENT)


def test_a_device_that_comes_back_starts_with_everything_off() -> None:
    rig = Rig()
    rig.enter(ADA)
    rig.events(MUTED, ADA)
    rig.events(DetachDevice(ADA.device, clean=False), ADA)
    rig.enter(ADA)
    (member,) = rig.room.snapshot(EVERYONE).members
    assert not member.devices[0].camera


def test_a_member_who_comes_with_a_lesser_role_stops_sending_on_every_device() -> None:
    rig = Rig(RoomKind.QA)
    teacher = person("ada", Role.TEACHER)
    rig.enter(teacher)
    rig.events(AnnounceMedia(mic=True, camera=True, screen=False), teacher)
    rig.enter(person("ada", Role.STUDENT, device="ada-phone"))
    (member,) = rig.room.snapshot(EVERYONE).members
    assert [(device.mic, device.camera) for device in member.devices] == [(False, False), (False, False)]


@pytest.mark.row("S3")
@pytest.mark.parametrize(
    ("kind", "role", "command", "is_allowed"),
    [
        (RoomKind.STUDY, Role.GUEST, AnnounceMedia(mic=True, camera=True, screen=False), True),
        (RoomKind.STUDY, Role.GUEST, AnnounceMedia(mic=False, camera=False, screen=True), False),
        (RoomKind.STUDY, Role.STUDENT, AnnounceMedia(mic=True, camera=True, screen=True), True),
        (RoomKind.QA, Role.STUDENT, AnnounceMedia(mic=True, camera=False, screen=False), False),
        (RoomKind.QA, Role.TEACHER, AnnounceMedia(mic=True, camera=True, screen=True), True),
        (RoomKind.ZONE, Role.OPERATOR, AnnounceMedia(mic=True, camera=False, screen=False), False),
        (RoomKind.ZONE, Role.GUEST, SILENT, True),
    ],
)
def test_the_kind_of_room_and_the_role_bound_what_may_be_sent(
    kind: RoomKind, role: Role, command: AnnounceMedia, is_allowed: bool
) -> None:
    rig = Rig(kind)
    somebody = person("zoe", role)
    rig.enter(somebody)
    before = rig.room.freeze()
    decision = rig.ask(command, somebody)
    if is_allowed:
        assert isinstance(decision, list)
    else:
        assert isinstance(decision, Rejection)
        assert decision.code is RejectionCode.NOT_PERMITTED
        assert rig.room.freeze() == before
