"""What the door remembers, and for how long."""

from __future__ import annotations

from rooms.moderation.door_state import ADMITTED_SECONDS, REMEMBERED_ADMISSIONS, Door, waiting_of
from rooms.moderation.events import MemberAdmitted, MemberTurnedAway, WaitingBegan
from rooms.moderation.view import WaitingView
from rooms.roles import Role


def began(member: str) -> WaitingBegan:
    return WaitingBegan(at=1.0, member=member, name="Somebody", role=Role.GUEST)


def admit(door: Door, member: str) -> None:
    door.apply(began(member))
    door.apply(MemberAdmitted(at=1.0, member=member, by="tom"))


def test_an_admission_counts_for_a_day() -> None:
    door = Door()
    admit(door, "ada")
    assert door.waiting == {}
    assert door.is_admitted("ada", 1.0 + ADMITTED_SECONDS - 1)
    assert not door.is_admitted("ada", 1.0 + ADMITTED_SECONDS)
    assert not door.is_admitted("bo", 1.0)
    door.removed("ada")
    door.removed("ada")
    assert not door.is_admitted("ada", 2.0)


def test_so_many_admissions_are_remembered() -> None:
    door = Door()
    for number in range(REMEMBERED_ADMISSIONS + 1):
        admit(door, f"member-{number}")
    admit(door, "member-1")
    assert len(door.admitted) == REMEMBERED_ADMISSIONS
    assert not door.is_admitted("member-0", 2.0)
    assert door.is_admitted("member-1", 2.0)


def test_who_was_turned_away_can_be_forgiven() -> None:
    door = Door()
    door.apply(began("ada"))
    door.apply(MemberTurnedAway(at=1.0, member="ada", by="tom", until=601.0))
    assert (door.waiting, door.turned_away) == ({}, {"ada": 601.0})
    door.forgiven("ada")
    door.forgiven("ada")
    assert door.turned_away == {}


def test_who_waits_is_seen_with_their_name_and_role() -> None:
    assert waiting_of(began("ada")) == WaitingView("ada", "Somebody", Role.GUEST, 1.0)
