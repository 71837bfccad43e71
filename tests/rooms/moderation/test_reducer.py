"""How what happens at the door changes a view, on its own; `test_rules.py` holds it to the law."""

from __future__ import annotations

from rooms.moderation.events import (
    ContentRulesSet,
    MemberAdmitted,
    MemberUnmuted,
    RoomLocked,
    RulesAccepted,
    RulesPublished,
    SlowModeSet,
    WaitingBegan,
    WaitingRoomSet,
)
from rooms.moderation.reducer import reduce
from rooms.moderation.view import DoorView, ModerationView, OwnView, RulesView, StaffView, WaitingView
from rooms.roles import Role

STUDENT = ModerationView(own=OwnView(member="ada"))
STAFF = ModerationView(own=OwnView(member="tom"), staff=StaffView())


def test_the_door_is_seen_by_everybody() -> None:
    view = STUDENT
    for event in (
        SlowModeSet(at=1.0, seconds=5, by="tom"),
        RoomLocked(at=1.0, on=True, by="tom"),
        WaitingRoomSet(at=1.0, on=True, by="tom"),
        RulesPublished(at=1.0, version=1, en="Be kind.", zh="友善。", by="tess"),
        RulesAccepted(at=1.0, member="ada", version=1),
    ):
        view = reduce(view, event)
    assert view.door == DoorView(5, True, True, RulesView(1, "Be kind.", "友善。"), 1)


def test_who_waits_is_seen_by_staff() -> None:
    began = WaitingBegan(at=1.0, member="zoe", name="Zoe", role=Role.GUEST)
    seen = reduce(STAFF, began)
    assert seen.staff is not None
    assert seen.staff.waiting == [WaitingView("zoe", "Zoe", Role.GUEST, 1.0)]
    assert reduce(seen, MemberAdmitted(at=1.0, member="zoe", by="tom")) == STAFF
    assert reduce(STUDENT, began) is STUDENT


def test_a_view_is_never_changed_in_place() -> None:
    reduce(STAFF, ContentRulesSet(at=1.0, rules=[], ladder=[], by="tess"))
    reduce(STUDENT, MemberUnmuted(at=1.0, member="ada", scopes=[], by=""))
    assert STUDENT == ModerationView(own=OwnView(member="ada"))
    assert STAFF == ModerationView(own=OwnView(member="tom"), staff=StaffView())
