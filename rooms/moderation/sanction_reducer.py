"""How sanctions change what a client sees: who is muted for all, the rest for the member and staff."""

from __future__ import annotations

from typing import assert_never

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
from rooms.moderation.sanction_state import ban_of, exclusion_of, mute_of
from rooms.moderation.terms import MuteScope
from rooms.moderation.view import ModerationView, MuteView, StaffView, WarningView


def reduce(view: ModerationView, event: SanctionEvent) -> ModerationView:
    match event:
        case MemberMuted() | MemberUnmuted():
            return _mutes_changed(view, event)
        case MemberWarned():
            return _warned(view, event)
        case WarningDismissed():
            return replace(view, own=replace(view.own, warning=None))
        case MemberRemoved() | BanLifted():
            return _bans_changed(view, event)
        case ExclusionProposed() | ExclusionConfirmed() | ExclusionRefused():
            return view if view.staff is None else replace(view, staff=_excluded(view.staff, event))
        case _:
            assert_never(event)


def _mutes_changed(view: ModerationView, event: MemberMuted | MemberUnmuted) -> ModerationView:
    view = replace(view, door=replace(view.door, muted=_muted(view.door.muted, event)))
    if event.member == view.own.member:
        view = replace(view, own=replace(view.own, mutes=_mutes(view.own.mutes, event)))
    if view.staff is not None:
        view = replace(view, staff=replace(view.staff, mutes=_mutes(view.staff.mutes, event)))
    return view


def _muted(
    muted: dict[str, list[MuteScope]], event: MemberMuted | MemberUnmuted
) -> dict[str, list[MuteScope]]:
    before = set(muted.get(event.member, ()))
    after = before | set(event.scopes) if isinstance(event, MemberMuted) else before - set(event.scopes)
    others = {member: scopes for member, scopes in muted.items() if member != event.member}
    return {**others, event.member: [scope for scope in MuteScope if scope in after]} if after else others


def _mutes(mutes: list[MuteView], event: MemberMuted | MemberUnmuted) -> list[MuteView]:
    """In the order in which they were last laid."""
    others = [mute for mute in mutes if mute.member != event.member or mute.scope not in event.scopes]
    if isinstance(event, MemberUnmuted):
        return others
    return others + [mute_of(event, scope) for scope in event.scopes]


def _warned(view: ModerationView, event: MemberWarned) -> ModerationView:
    if event.member != view.own.member:
        return view
    warning = WarningView(event.at, event.by, event.reason, event.rule)
    return replace(view, own=replace(view.own, warning=warning))


def _bans_changed(view: ModerationView, event: MemberRemoved | BanLifted) -> ModerationView:
    ban = ban_of(event) if isinstance(event, MemberRemoved) else None
    if view.staff is None or (ban is None and isinstance(event, MemberRemoved)):
        return view
    others = [known for known in view.staff.bans if known.member != event.member]
    if ban is not None:
        return replace(view, staff=replace(view.staff, bans=[*others, ban]))
    left = [each for each in view.staff.exclusions if each.member != event.member]
    return replace(view, staff=replace(view.staff, bans=others, exclusions=left))


def _excluded(staff: StaffView, event: ExclusionEvent) -> StaffView:
    if isinstance(event, ExclusionProposed):
        return replace(staff, exclusions=[*staff.exclusions, exclusion_of(event)])
    left = [each for each in staff.exclusions if each.member != event.member]
    if isinstance(event, ExclusionRefused):
        return replace(staff, exclusions=left)
    bans = [replace(ban, until=None) if ban.member == event.member else ban for ban in staff.bans]
    return replace(staff, exclusions=left, bans=bans)
