"""What is asked of everybody who puts words before others: no mute of text, the rules accepted, no slow mode.

A mute counts for staff, too; the rest is for who is not.
"""

from __future__ import annotations

from rooms.chat.terms import PostMessage
from rooms.commands import AnyClientCommand
from rooms.moderation.posts import posts_since
from rooms.moderation.terms import MuteScope
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import is_staff
from rooms.state import RoomState
from rooms.terms import Actor


def may_speak(room: RoomState, command: AnyClientCommand, actor: Actor, now: float) -> Rejection | None:
    """`retry_after` of a refusal: seconds until the mute or the pause ends, None where it does not by itself."""
    refused = _muted(room, actor.member, now)
    if refused is not None or is_staff(room.members.role_of(actor)):
        return refused
    return _unaccepted(room, actor.member) or _too_soon(room, command, actor.member, now)


def _muted(room: RoomState, member: str, now: float) -> Rejection | None:
    mute = room.moderation.sanctions.mutes.get((member, MuteScope.TEXT))
    if mute is None or (mute.until is not None and mute.until <= now):
        return None
    return Rejection(RejectionCode.MUTED, retry_after=None if mute.until is None else mute.until - now)


def _unaccepted(room: RoomState, member: str) -> Rejection | None:
    door = room.moderation.door
    if door.rules is None or door.accepted.get(member) == door.rules.version:
        return None
    return Rejection(RejectionCode.RULES_NOT_ACCEPTED, f"version {door.rules.version}")


def _too_soon(room: RoomState, command: AnyClientCommand, member: str, now: float) -> Rejection | None:
    seconds = room.moderation.door.slow_seconds
    if not seconds or not isinstance(command, PostMessage):
        return None
    last = max((post.at for post in posts_since(room, member, now - seconds)), default=None)
    return None if last is None else Rejection(RejectionCode.SLOW_MODE, retry_after=last + seconds - now)
