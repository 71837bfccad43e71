"""Mutes, warnings, removals and bans by staff, and their end.

Nobody sanctions, or frees of a sanction, somebody of their own rank or above: also not while they are absent, as long
as the room remembers them. Strangers can be sanctioned in advance; it does not hold for staff. What a sub-room inherited is
lifted in its parent.
"""

from __future__ import annotations

from typing import assert_never

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.moderation.events import (
    BanLifted,
    MemberMuted,
    MemberRemoved,
    MemberUnmuted,
    MemberWarned,
    WarningDismissed,
)
from rooms.moderation.sanctioning import muted, removed
from rooms.moderation.terms import (
    DismissWarning,
    LiftBan,
    MuteMember,
    MuteScope,
    RemoveMember,
    SanctionCommand,
    UnmuteMember,
    WarnMember,
)
from rooms.moderation.whois import outranked, whois
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Action, permits
from rooms.state import RoomState
from rooms.terms import Actor

MAX_SANCTIONS = 1000
"""Of each kind at once in one room."""


def decide(room: RoomState, command: SanctionCommand, actor: Actor, now: float) -> Decision:
    match command:
        case MuteMember():
            return _mute(room, command, actor, now)
        case UnmuteMember():
            return _unmute(room, command, actor, now)
        case WarnMember():
            return _warn(room, command, actor, now)
        case RemoveMember():
            return _remove(room, command, actor, now)
        case LiftBan():
            return _lift_ban(room, command, actor, now)
        case DismissWarning():
            return _dismiss_warning(room, actor, now)
        case _:
            assert_never(command)


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    """The mutes and bans whose time is over."""
    over: dict[str, list[MuteScope]] = {}
    for mute in room.moderation.sanctions.mutes.values():
        if mute.until is not None and mute.until <= now:
            over.setdefault(mute.member, []).append(mute.scope)
    return [
        *(MemberUnmuted(at=now, member=id, scopes=_ordered(scopes), by="") for id, scopes in over.items()),
        *(
            BanLifted(at=now, member=ban.member, by="")
            for ban in room.moderation.sanctions.bans.values()
            if ban.until is not None and ban.until <= now
        ),
    ]


def _mute(room: RoomState, command: MuteMember, actor: Actor, now: float) -> Decision:
    refused = outranked(room, actor, command.member) or _full(len(room.moderation.sanctions.mutes))
    if refused is not None:
        return refused
    return muted(
        room,
        MemberMuted(
            at=now,
            member=command.member,
            scopes=_ordered(command.scopes),
            by=actor.member,
            reason=command.reason,
            until=None if command.seconds is None else now + command.seconds,
        ),
    )


def _unmute(room: RoomState, command: UnmuteMember, actor: Actor, now: float) -> Decision:
    refused = outranked(room, actor, command.member)
    if refused is not None:
        return refused
    scopes = _ordered(room.moderation.sanctions.own_scopes_of(command.member) & set(command.scopes))
    if not scopes:
        return Rejection(RejectionCode.WRONG_STATE, "not muted here")
    return [MemberUnmuted(at=now, member=command.member, scopes=scopes, by=actor.member)]


def _warn(room: RoomState, command: WarnMember, actor: Actor, now: float) -> Decision:
    refused = outranked(room, actor, command.member) or _full(len(room.moderation.sanctions.warnings))
    if refused is not None:
        return refused
    return [MemberWarned(at=now, member=command.member, by=actor.member, reason=command.reason)]


def _remove(room: RoomState, command: RemoveMember, actor: Actor, now: float) -> Decision:
    sanctions = room.moderation.sanctions
    refused = outranked(room, actor, command.member) or _full(len(sanctions.bans))
    if refused is not None:
        return refused
    if sanctions.is_excluded(command.member) or command.member in sanctions.exclusions:
        return Rejection(RejectionCode.WRONG_STATE, "removed for good, or proposed to be")
    who = whois(room, command.member)
    removal = MemberRemoved(
        at=now,
        member=command.member,
        name="" if who is None else who.name,
        by=actor.member,
        reason=command.reason,
        until=now + command.ban_seconds if command.ban_seconds else None,
    )
    decided = removed(room, removal)
    if removal.until is None and decided == [removal]:
        return Rejection(RejectionCode.NOT_FOUND, "neither here nor at the door")
    return decided


def _lift_ban(room: RoomState, command: LiftBan, actor: Actor, now: float) -> Decision:
    """Also of somebody who was turned away at the door."""
    refused = outranked(room, actor, command.member)
    if refused is not None:
        return refused
    is_for_good = room.moderation.sanctions.is_excluded(command.member)
    if is_for_good and not permits(room.members.role_of(actor), Action.EXCLUDE):
        return Rejection(RejectionCode.NOT_PERMITTED, "two have decided this")
    kept_out = room.moderation.sanctions.bans.keys() | room.moderation.door.turned_away.keys()
    if command.member not in kept_out:
        return Rejection(RejectionCode.WRONG_STATE, "not banned")
    return [BanLifted(at=now, member=command.member, by=actor.member, reason=command.reason)]


def _dismiss_warning(room: RoomState, actor: Actor, now: float) -> Decision:
    if actor.member not in room.moderation.sanctions.warnings:
        return Rejection(RejectionCode.WRONG_STATE, "no warning")
    return [WarningDismissed(at=now, member=actor.member)]


def _full(count: int) -> Rejection | None:
    if count < MAX_SANCTIONS:
        return None
    return Rejection(RejectionCode.TOO_MANY, f"{MAX_SANCTIONS} hold already")


def _ordered(scopes: frozenset[MuteScope] | list[MuteScope]) -> list[MuteScope]:
    return [scope for scope in MuteScope if scope in scopes]
