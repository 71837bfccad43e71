"""How sanctions change a view, on its own; `test_rules.py` holds it to the law."""

from __future__ import annotations

from rooms.moderation.events import (
    BanLifted,
    MemberMuted,
    MemberRemoved,
    MemberUnmuted,
    MemberWarned,
    WarningDismissed,
)
from rooms.moderation.sanction_reducer import reduce
from rooms.moderation.terms import MuteScope
from rooms.moderation.view import BanView, ModerationView, MuteView, OwnView, StaffView, WarningView

VOICE, TEXT = MuteScope.VOICE, MuteScope.TEXT
STUDENT = ModerationView(own=OwnView(member="ada"))
STAFF = ModerationView(own=OwnView(member="tom"), staff=StaffView())


def test_a_mute_is_seen_at_the_door_by_its_member_and_by_staff() -> None:
    muted = MemberMuted(at=1.0, member="ada", scopes=[TEXT], by="tom")
    again = MemberMuted(at=2.0, member="ada", scopes=[VOICE, TEXT], by="tom")
    views = [reduce(reduce(view, muted), again) for view in (STUDENT, STAFF)]
    laid = [MuteView("ada", scope, 2.0, "tom", "") for scope in (VOICE, TEXT)]
    assert [view.door.muted for view in views] == [{"ada": [VOICE, TEXT]}] * 2
    assert [view.own.mutes for view in views] == [laid, []]
    assert views[1].staff == StaffView(mutes=laid)
    lifted = MemberUnmuted(at=3.0, member="ada", scopes=[VOICE, TEXT], by="tom")
    assert [reduce(view, lifted) for view in views] == [STUDENT, STAFF]


def test_a_warning_is_the_warned_members_alone() -> None:
    warned = MemberWarned(at=1.0, member="ada", by="tom", reason="be kind")
    seen = reduce(STUDENT, warned)
    assert seen.own.warning == WarningView(1.0, "tom", "be kind")
    assert reduce(seen, WarningDismissed(at=2.0, member="ada")) == STUDENT
    assert reduce(STAFF, warned) == STAFF


def test_a_ban_is_seen_by_staff() -> None:
    removed = MemberRemoved(at=1.0, member="ada", name="Ada", by="tess", reason="abuse", until=60.0)
    seen = reduce(reduce(STAFF, removed), removed)
    assert seen.staff == StaffView(bans=[BanView("ada", "Ada", 1.0, 60.0, "tess", "abuse")])
    assert reduce(seen, BanLifted(at=2.0, member="ada", by="tom")) == STAFF
    assert reduce(STUDENT, removed) == STUDENT


def test_a_removal_without_a_ban_leaves_the_list_of_bans() -> None:
    removed = MemberRemoved(at=1.0, member="ada", name="Ada", by="tess", reason="abuse")
    assert reduce(STAFF, removed) == STAFF
