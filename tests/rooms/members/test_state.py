"""What a room keeps of who is in it: an order of arrival, whose a device is, and when an absence ends."""

from __future__ import annotations

from rooms.members.state import Members
from rooms.members.terms import (
    DeviceAttached,
    DeviceDetached,
    LeaveReason,
    MediaAnnounced,
    MemberJoined,
    MemberLeft,
)
from rooms.roles import Role
from rooms.terms import Actor


def _members() -> Members:
    members = Members()
    for id in ("ada", "bo"):
        members.apply(MemberJoined(at=1.0, member=id, name=id, role=Role.STUDENT))
        members.apply(DeviceAttached(at=1.0, member=id, device=f"{id}-device"))
    return members


def test_the_next_deadline_is_the_earliest_end_of_a_grace() -> None:
    members = _members()
    assert members.next_deadline() is None
    for id, until in (("ada", 40.0), ("bo", 35.0)):
        members.apply(DeviceDetached(at=5.0, member=id, device=f"{id}-device", clean=False, away_until=until))
    assert members.next_deadline() == 35.0
    members.apply(MemberLeft(at=35.0, member="bo", reason=LeaveReason.LOST))
    assert members.next_deadline() == 40.0


def test_a_device_is_its_owners_until_it_is_detached() -> None:
    members = _members()
    assert members.has("ada", "ada-device")
    assert not members.has("bo", "ada-device")
    members.apply(DeviceDetached(at=5.0, member="ada", device="ada-device", clean=True))
    assert not members.has("ada", "ada-device")


def test_who_comes_again_keeps_their_place_in_the_order() -> None:
    members = _members()
    members.apply(MemberJoined(at=2.0, member="ada", name="Ada L.", role=Role.TA))
    members.apply(
        MediaAnnounced(at=2.0, member="ada", device="ada-device", mic=True, camera=False, screen=False)
    )
    first, second = members.view()
    assert (first.id, first.name, first.role, first.devices[0].mic) == ("ada", "Ada L.", Role.TA, True)
    assert second.id == "bo"


def test_somebody_here_has_the_name_and_role_of_here_and_anybody_else_those_that_they_come_with() -> None:
    members = _members()
    ada, dean = Actor("ada", Role.TEACHER, "Ms Ada"), Actor("dean", Role.TA, "Dean")
    assert (members.role_of(ada), members.name_of(ada)) == (Role.STUDENT, "ada")
    assert (members.role_of(dean), members.name_of(dean)) == (Role.TA, "Dean")
