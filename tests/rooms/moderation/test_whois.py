"""Who a member id is."""

from __future__ import annotations

from rooms.members.state import Member
from rooms.members.terms import MemberJoined
from rooms.moderation.events import WaitingBegan
from rooms.moderation.whois import Who, outranked, whois
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.state import RoomState
from tests.support.rooms import person


def test_somebody_present_comes_before_the_door_and_what_is_remembered() -> None:
    room = RoomState()
    assert whois(room, "ada") is None
    room.moderation.members_changed(MemberJoined(at=1.0, member="ada", name="Ada", role=Role.TA))
    assert whois(room, "ada") == Who("Ada", Role.TA)
    room.moderation.apply(WaitingBegan(at=1.0, member="ada", name="Ada L.", role=Role.GUEST))
    assert whois(room, "ada") == Who("Ada L.", Role.GUEST)
    room.members.present["ada"] = Member("Ada", Role.STUDENT)
    assert whois(room, "ada") == Who("Ada", Role.STUDENT)


def test_one_acts_against_who_is_below_oneself_and_against_strangers() -> None:
    room = RoomState()
    for id, role in (("ada", Role.STUDENT), ("tom", Role.TA)):
        room.members.present[id] = Member(id.capitalize(), role)
    tom = person("tom", Role.TA)
    assert outranked(room, tom, "ada") is None
    assert outranked(room, tom, "a stranger") is None
    assert outranked(room, tom, "tom") == Rejection(RejectionCode.OUTRANKED, "tom is ta")
