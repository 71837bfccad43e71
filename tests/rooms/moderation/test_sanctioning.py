"""What a sanction takes with it."""

from __future__ import annotations

from rooms.kinds import RoomKind
from rooms.members.state import Device, Member
from rooms.members.terms import DeviceDetached, LeaveReason, MediaAnnounced, MemberLeft
from rooms.moderation.events import MemberMuted, MemberRemoved, WaitingBegan, WaitingEnded
from rooms.moderation.sanctioning import muted, removed
from rooms.moderation.terms import MuteScope
from rooms.roles import Role
from rooms.state import RoomState

MUTED = MemberMuted(at=1.0, member="ada", scopes=[MuteScope.VOICE], by="tom")
REMOVED = MemberRemoved(at=1.0, member="ada", name="Ada", by="tom", reason="")


def a_room() -> RoomState:
    room = RoomState()
    room.life.kind = RoomKind.STUDY
    room.members.present["ada"] = Member("Ada", Role.STUDENT, {"ada-device": Device(mic=True, camera=True)})
    return room


def test_a_mute_of_somebody_absent_is_all_that_happens() -> None:
    assert muted(RoomState(), MUTED) == [MUTED]


def test_a_mute_takes_what_may_not_be_sent_from_what_devices_say() -> None:
    off = MediaAnnounced(at=1.0, member="ada", device="ada-device", mic=False, camera=True, screen=False)
    assert muted(a_room(), MUTED) == [MUTED, off]


def test_a_mute_of_text_leaves_media_alone() -> None:
    text = MemberMuted(at=1.0, member="ada", scopes=[MuteScope.TEXT], by="tom")
    assert muted(a_room(), text) == [text]


def test_a_removal_takes_the_place_in_the_room_and_at_the_door() -> None:
    room = a_room()
    room.moderation.apply(WaitingBegan(at=0.0, member="ada", name="Ada", role=Role.STUDENT))
    assert removed(room, REMOVED) == [
        REMOVED,
        WaitingEnded(at=1.0, member="ada"),
        DeviceDetached(at=1.0, member="ada", device="ada-device", clean=True),
        MemberLeft(at=1.0, member="ada", reason=LeaveReason.REMOVED),
    ]


def test_a_removal_of_somebody_absent_is_all_that_happens() -> None:
    assert removed(RoomState(), REMOVED) == [REMOVED]
