"""What a page sees of people who come, go, vanish and announce."""

from __future__ import annotations

from rooms.members.reducer import reduce
from rooms.members.terms import (
    DeviceAttached,
    DeviceDetached,
    DeviceView,
    LeaveReason,
    MediaAnnounced,
    MemberJoined,
    MemberLeft,
    MembersEvent,
    MemberView,
)
from rooms.roles import Role

ADA = MemberView("ada", "Ada", Role.STUDENT, [])


def _after(*events: MembersEvent) -> list[MemberView]:
    members: list[MemberView] = []
    for event in (MemberJoined(at=1.0, member="ada", name="Ada", role=Role.STUDENT), *events):
        members = reduce(members, event)
    return members


def test_somebody_joins_changes_and_leaves() -> None:
    assert _after() == [ADA]
    renamed = MemberJoined(at=2.0, member="ada", name="Ada L.", role=Role.TA)
    assert _after(renamed) == [MemberView("ada", "Ada L.", Role.TA, [])]
    assert _after(MemberLeft(at=2.0, member="ada", reason=LeaveReason.LEFT)) == []


def test_devices_come_announce_and_vanish() -> None:
    attached = DeviceAttached(at=2.0, member="ada", device="d1")
    said = MediaAnnounced(at=3.0, member="ada", device="d1", mic=True, camera=False, screen=False)
    lost = DeviceDetached(at=4.0, member="ada", device="d1", clean=False, away_until=34.0)
    other = MemberJoined(at=2.0, member="bo", name="Bo", role=Role.STUDENT)
    assert _after(attached, other, said)[0].devices == [DeviceView("d1", mic=True)]
    assert _after(attached, said, lost) == [MemberView("ada", "Ada", Role.STUDENT, [], away_until=34.0)]
    assert _after(attached, lost, attached)[0].away_until is None
