"""Which sanctions hold: mutes, bans, and warnings that were not read yet; and which bans may become ones for good. When
time ends the next is told, too.
"""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from rooms.moderation.events import (
    BanLifted,
    ExclusionConfirmed,
    ExclusionEvent,
    ExclusionProposed,
    ExclusionRefused,
    MemberMuted,
    MemberRemoved,
    MemberUnmuted,
    MemberWarned,
    SanctionEvent,
    WarningDismissed,
)
from rooms.moderation.terms import MuteScope
from rooms.moderation.view import BanView, ExclusionView, MuteView, WarningView


class Sanctions(Struct, gc=False):
    """`mutes` and `bans` are in the order in which they were last laid. A mute does not end with its member's stay.

    `exclusions` are proposals: each lasts no longer than the ban that goes with it.
    """

    mutes: dict[tuple[str, MuteScope], MuteView] = field(default_factory=dict)
    bans: dict[str, BanView] = field(default_factory=dict)
    warnings: dict[str, WarningView] = field(default_factory=dict)
    exclusions: dict[str, ExclusionView] = field(default_factory=dict)

    def is_excluded(self, member: str) -> bool:
        """Banned for good."""
        return member in self.bans and self.bans[member].until is None

    def scopes_of(self, member: str) -> frozenset[MuteScope]:
        return frozenset(scope for scope in MuteScope if (member, scope) in self.mutes)

    def own_scopes_of(self, member: str) -> frozenset[MuteScope]:
        """Those that were laid in this room, and can be lifted here."""
        return frozenset(mute.scope for mute in self.mutes_of(member) if not mute.inherited)

    def mutes_of(self, member: str) -> list[MuteView]:
        return [mute for mute in self.mutes.values() if mute.member == member]

    def muted(self) -> dict[str, list[MuteScope]]:
        """What all see of mutes: scopes in the order of their enumeration."""
        return {
            member: [scope for scope in MuteScope if (member, scope) in self.mutes]
            for member, _ in self.mutes
        }

    def next_deadline(self) -> float | None:
        ends = [mute.until for mute in self.mutes.values() if mute.until is not None]
        ends += [ban.until for ban in self.bans.values() if ban.until is not None]
        return min(ends, default=None)

    def apply(self, event: SanctionEvent) -> None:
        match event:
            case MemberMuted():
                self._muted(event)
            case MemberUnmuted():
                for scope in event.scopes:
                    self.mutes.pop((event.member, scope), None)
            case MemberWarned():
                self.warnings[event.member] = WarningView(event.at, event.by, event.reason, event.rule)
            case WarningDismissed():
                self.warnings.pop(event.member, None)
            case MemberRemoved():
                self._removed(event)
            case BanLifted():
                self.bans.pop(event.member, None)
                self.exclusions.pop(event.member, None)
            case ExclusionProposed() | ExclusionConfirmed() | ExclusionRefused():
                self._apply_exclusion(event)
            case _:
                assert_never(event)

    def _apply_exclusion(self, event: ExclusionEvent) -> None:
        if isinstance(event, ExclusionProposed):
            self.exclusions[event.member] = exclusion_of(event)
            return
        del self.exclusions[event.member]
        if isinstance(event, ExclusionConfirmed):
            self.bans[event.member] = replace(self.bans[event.member], until=None)

    def _muted(self, event: MemberMuted) -> None:
        for scope in event.scopes:
            self.mutes.pop((event.member, scope), None)
            self.mutes[event.member, scope] = mute_of(event, scope)

    def _removed(self, event: MemberRemoved) -> None:
        ban = ban_of(event)
        if ban is not None:
            self.bans.pop(event.member, None)
            self.bans[event.member] = ban


def mute_of(event: MemberMuted, scope: MuteScope) -> MuteView:
    return MuteView(
        event.member, scope, event.at, event.by, event.reason, event.until, event.rule, event.inherited
    )


def ban_of(event: MemberRemoved) -> BanView | None:
    """None where they may come back at once."""
    if event.until is None:
        return None
    return BanView(event.member, event.name, event.at, event.until, event.by, event.reason)


def exclusion_of(event: ExclusionProposed) -> ExclusionView:
    return ExclusionView(event.member, event.name, event.at, event.by, event.by_name, event.reason)
