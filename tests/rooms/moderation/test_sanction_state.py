"""Which sanctions hold."""

from __future__ import annotations

from rooms.moderation.events import BanLifted, MemberMuted, MemberRemoved, MemberUnmuted, WarningDismissed
from rooms.moderation.sanction_state import Sanctions, ban_of, mute_of
from rooms.moderation.terms import MuteScope
from rooms.moderation.view import BanView, MuteView

VOICE, TEXT = MuteScope.VOICE, MuteScope.TEXT


def mute(member: str, *scopes: MuteScope, until: float | None = None) -> MemberMuted:
    return MemberMuted(at=1.0, member=member, scopes=list(scopes), by="tom", until=until)


def removal(until: float | None) -> MemberRemoved:
    return MemberRemoved(at=1.0, member="ada", name="Ada", by="tom", reason="abuse", until=until)


def test_the_next_deadline_is_the_earliest_end_of_a_mute_or_ban() -> None:
    sanctions = Sanctions()
    assert sanctions.next_deadline() is None
    sanctions.apply(mute("ada", VOICE))
    assert sanctions.next_deadline() is None
    sanctions.apply(removal(30.0))
    assert sanctions.next_deadline() == 30.0
    sanctions.apply(mute("ada", TEXT, until=20.0))
    assert sanctions.next_deadline() == 20.0
    sanctions.apply(MemberUnmuted(at=2.0, member="ada", scopes=[TEXT], by=""))
    sanctions.apply(BanLifted(at=2.0, member="ada", by=""))
    assert sanctions.next_deadline() is None


def test_scopes_are_muted_one_by_one() -> None:
    sanctions = Sanctions()
    sanctions.apply(mute("ada", TEXT, VOICE))
    sanctions.apply(MemberUnmuted(at=2.0, member="ada", scopes=[TEXT, MuteScope.VIDEO], by="tom"))
    assert sanctions.scopes_of("ada") == {VOICE}
    assert sanctions.scopes_of("bo") == frozenset()
    assert sanctions.muted() == {"ada": [VOICE]}
    assert sanctions.mutes_of("ada") == [mute_of(mute("ada", VOICE), VOICE)]
    assert mute_of(mute("ada", VOICE), VOICE) == MuteView("ada", VOICE, 1.0, "tom", "")


def test_a_removal_without_a_ban_leaves_an_earlier_ban_as_it_is() -> None:
    sanctions = Sanctions()
    sanctions.apply(removal(30.0))
    sanctions.apply(removal(None))
    assert sanctions.bans == {"ada": BanView("ada", "Ada", 1.0, 30.0, "tom", "abuse")}
    assert ban_of(removal(None)) is None


def test_ending_what_does_not_hold_changes_nothing() -> None:
    sanctions = Sanctions()
    sanctions.apply(WarningDismissed(at=1.0, member="ada"))
    sanctions.apply(BanLifted(at=1.0, member="ada", by=""))
    assert sanctions == Sanctions()
