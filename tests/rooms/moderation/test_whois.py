"""Who a member id is."""

from __future__ import annotations

from rooms.members.state import Member
from rooms.members.terms import MemberJoined
from rooms.moderation.events import WaitingBegan
from rooms.moderation.whois import Who, whois
from rooms.roles import Role
from rooms.state import RoomState


def test_somebody_present_comes_before_the_door_and_what_is_remembered() -> None:
    room = RoomState()
    assert whois(room, "ada") is None
    room.moderation.members_changed(MemberJoined(at=1.0, member="ada", name="Ada", role=Role.TA))
    assert whois(room, "ada") == Who("Ada", Role.TA)
    room.moderation.apply(WaitingBegan(at=1.0, member="ada", name="Ada L.", role=Role.GUEST))
    assert whois(room, "ada") == Who("Ada L.", Role.GUEST)
    room.members.present["ada"] = Member("Ada", Role.STUDENT)
    assert whois(room, "ada") == Who("Ada", Role.STUDENT)
