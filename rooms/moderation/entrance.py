"""The door: who is let in, and who waits.

Only those come here who are not present: a member away within their grace keeps their place. Staff neither wait nor
are locked out; a ban is for everybody. A lock and the waiting room are for who is new, and who comes back from a
sub-room of this room is not.
"""

from __future__ import annotations

from rooms.decision import Refused
from rooms.events import AnyEvent
from rooms.moderation.events import BanLifted, MemberUnmuted, WaitingBegan, WaitingEnded
from rooms.moderation.naming import ill_named
from rooms.moderation.terms import MuteScope
from rooms.moderation.whois import whois
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import is_staff
from rooms.state import RoomState
from rooms.terms import Actor


def let_in(room: RoomState, actor: Actor, now: float) -> Rejection | Refused | None:
    """None: come in. Else a rejection (banned, ill named, locked, waiting), or one with the beginning of waiting."""
    banned = _banned(room, actor.member, now)
    if banned is not None and not _is_unknown_staff(room, actor):
        return banned
    refused = ill_named(room, actor, now)
    if refused is not None:
        return refused
    if is_staff(actor.role) or room.moderation.known.moved(actor.member, now):
        return None
    if room.moderation.door.is_locked:
        return Rejection(RejectionCode.LOCKED)
    return _waits(room, actor, now)


def pardoned(room: RoomState, actor: Actor, now: float) -> list[AnyEvent]:
    """What ends when this member comes in: sanctions laid on a stranger who turns out to be staff. No ranks were
    compared then, so anybody could have kept out, or silenced, who is above them.
    """
    if not _is_unknown_staff(room, actor):
        return []
    sanctions, member = room.moderation.sanctions, actor.member
    scopes = [scope for scope in MuteScope if scope in sanctions.scopes_of(member)]
    return [
        *([BanLifted(at=now, member=member, by="")] if member in sanctions.bans else []),
        *([MemberUnmuted(at=now, member=member, scopes=scopes, by="")] if scopes else []),
    ]


def _is_unknown_staff(room: RoomState, actor: Actor) -> bool:
    return is_staff(actor.role) and whois(room, actor.member) is None


def stop_waiting(room: RoomState, member: str, now: float) -> list[AnyEvent]:
    """Somebody who may wait at the door went away."""
    return [WaitingEnded(at=now, member=member)] if room.moderation.is_waiting(member) else []


def _banned(room: RoomState, member: str, now: float) -> Rejection | None:
    if room.moderation.sanctions.is_excluded(member):
        return Rejection(RejectionCode.EXCLUDED)
    ban = room.moderation.sanctions.bans.get(member)
    turned_away = room.moderation.door.turned_away.get(member, now)
    until = max(turned_away, now if ban is None or ban.until is None else ban.until)
    return Rejection(RejectionCode.BANNED, retry_after=until - now) if until > now else None


def _waits(room: RoomState, actor: Actor, now: float) -> Rejection | Refused | None:
    door = room.moderation.door
    if not door.has_waiting_room or door.is_admitted(actor.member, now):
        return None
    wait = Rejection(RejectionCode.WAITING)
    if actor.member in door.waiting:
        return wait
    if len(door.waiting) >= room.capacity:
        return Rejection(RejectionCode.ROOM_FULL, f"{room.capacity} wait")
    return Refused(wait, [WaitingBegan(at=now, member=actor.member, name=actor.name, role=actor.role)])
