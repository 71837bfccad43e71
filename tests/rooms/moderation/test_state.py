"""What a room remembers of moderation, and to whom it shows it."""

from __future__ import annotations

from rooms.members.terms import LeaveReason, MemberJoined, MemberLeft
from rooms.moderation.events import (
    BanLifted,
    MemberAdmitted,
    MemberMuted,
    MemberRemoved,
    MemberTurnedAway,
    RulesAccepted,
    RulesPublished,
    WaitingBegan,
)
from rooms.moderation.state import Moderation
from rooms.moderation.terms import MuteScope
from rooms.moderation.view import ModerationView, OwnView, StaffView
from rooms.roles import Role
from rooms.visibility import EVERYONE, STAFF, Audience, one


def test_an_empty_room_shows_what_a_view_starts_with() -> None:
    assert Moderation().view(EVERYONE) == ModerationView()
    assert Moderation().view(STAFF) == ModerationView(staff=StaffView())
    assert Moderation().view(one("ada")) == ModerationView(own=OwnView(member="ada"))
    assert Moderation().view(Audience(True, "tom")) == ModerationView(
        own=OwnView(member="tom"), staff=StaffView()
    )


def test_only_the_viewer_sees_which_rules_they_accepted() -> None:
    moderation = Moderation()
    moderation.apply(RulesPublished(at=1.0, version=1, en="Be kind.", zh="友善。", by="tess"))
    moderation.apply(RulesAccepted(at=1.0, member="ada", version=1))
    accepted = [moderation.view(audience).door.accepted for audience in (EVERYONE, STAFF, one("ada"))]
    assert accepted == [0, 0, 1]


def test_who_is_removed_is_no_longer_admitted_and_a_lifted_ban_forgives_who_was_turned_away() -> None:
    moderation = Moderation()
    for member in ("ada", "bo"):
        moderation.apply(WaitingBegan(at=1.0, member=member, name=member, role=Role.GUEST))
    assert moderation.is_waiting("ada")
    moderation.apply(MemberAdmitted(at=1.0, member="ada", by="tom"))
    moderation.apply(MemberTurnedAway(at=1.0, member="bo", by="tom", until=601.0))
    assert not moderation.is_waiting("ada")
    moderation.apply(MemberRemoved(at=2.0, member="ada", name="Ada", by="tom", reason=""))
    moderation.apply(BanLifted(at=2.0, member="bo", by="tom"))
    assert not moderation.door.is_admitted("ada", 3.0)
    assert moderation.door.turned_away == {}


def test_others_ask_what_is_muted_and_what_number_a_held_message_gets() -> None:
    moderation = Moderation()
    moderation.apply(MemberMuted(at=1.0, member="ada", scopes=[MuteScope.VOICE], by="tom", until=5.0))
    assert moderation.scopes_of("ada") == {MuteScope.VOICE}
    assert moderation.next_deadline() == 5.0
    assert moderation.next_held == 1


def test_who_came_and_went_is_remembered() -> None:
    moderation = Moderation()
    moderation.members_changed(MemberJoined(at=1.0, member="ada", name="Ada", role=Role.TA))
    moderation.members_changed(MemberLeft(at=2.0, member="ada", reason=LeaveReason.MOVED))
    assert moderation.known.moved("ada", 3.0)
