"""Whom a room remembers when they are gone."""

from __future__ import annotations

from rooms.members.terms import LeaveReason, MemberJoined, MemberLeft
from rooms.moderation.acquaintance import MOVED_SECONDS, REMEMBERED_MEMBERS, Acquaintance, Acquaintances
from rooms.roles import Role


def joined(member: str, role: Role = Role.STUDENT) -> MemberJoined:
    return MemberJoined(at=1.0, member=member, name=member.capitalize(), role=role)


def left(member: str, reason: LeaveReason) -> MemberLeft:
    return MemberLeft(at=10.0, member=member, reason=reason)


def test_the_name_and_role_of_the_latest_stay_are_remembered() -> None:
    known = Acquaintances()
    known.joined(joined("ada"))
    known.joined(joined("ada", Role.TA))
    known.left(left("ada", LeaveReason.LEFT))
    assert known.members == {"ada": Acquaintance("Ada", Role.TA)}


def test_only_who_moved_is_not_new_and_only_for_a_day() -> None:
    known = Acquaintances()
    for member in ("ada", "bo"):
        known.joined(joined(member))
    known.left(left("ada", LeaveReason.MOVED))
    known.left(left("bo", LeaveReason.LEFT))
    known.left(left("stranger", LeaveReason.MOVED))
    assert [known.moved(member, 11.0) for member in ("ada", "bo", "stranger")] == [True, False, False]
    assert not known.moved("ada", 10.0 + MOVED_SECONDS)
    known.joined(joined("ada"))
    assert not known.moved("ada", 11.0)


def test_who_came_last_longest_ago_is_forgotten_first() -> None:
    known = Acquaintances()
    for number in range(REMEMBERED_MEMBERS):
        known.joined(joined(f"member-{number}"))
    known.joined(joined("member-0"))
    known.joined(joined("one-more"))
    assert "member-0" in known.members
    assert "member-1" not in known.members
    assert len(known.members) == REMEMBERED_MEMBERS
