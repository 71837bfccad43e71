"""Coming and going. A person on two devices is one member.

The last device of a member may vanish (a crash, a tunnel): their place is kept until `away_until`. A device
that said goodbye gets no such grace. Nothing here knows sockets or media.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from rooms.decision import Decision, Refused
from rooms.events import AnyEvent
from rooms.members.announcing import announce, bound
from rooms.members.publishing import narrowed, publishable
from rooms.members.state import Member
from rooms.members.terms import (
    AnnounceMedia,
    AttachDevice,
    ChangeRole,
    DetachDevice,
    DeviceAttached,
    DeviceDetached,
    Leave,
    LeaveReason,
    MemberJoined,
    MemberLeft,
    MembersClientCommand,
    MembersSystemCommand,
)
from rooms.moderation.bequest import Bequest
from rooms.moderation.entrance import let_in, pardoned, stop_waiting
from rooms.moderation.inheriting import inherited
from rooms.moderation.naming import ill_named
from rooms.questions.answering import end_with_stage
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Action, is_staff, permits
from rooms.state import RoomState
from rooms.terms import Actor

DEVICES_PER_MEMBER = 8
"""Capacity counts people, but every device costs the room a media peer and a place in each view."""


def decide(room: RoomState, command: MembersClientCommand, actor: Actor, now: float) -> Decision:
    match command:
        case AnnounceMedia():
            return announce(room, command, actor, now)
        case Leave():
            return send_away(room, actor.member, LeaveReason.LEFT, now)
        case _:
            assert_never(command)


def decide_system(room: RoomState, command: MembersSystemCommand, actor: Actor, now: float) -> Decision:
    match command:
        case AttachDevice():
            return _attach(room, command, actor, now)
        case DetachDevice():
            return _detach(room, command, actor, now)
        case ChangeRole():
            return _change_role(room, actor, now)
        case _:
            assert_never(command)


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return [
        event
        for id, until in room.members.away.items()
        if until <= now
        for event in _left(room, id, LeaveReason.LOST, now)
    ]


def send_away(room: RoomState, member: str, reason: LeaveReason, now: float) -> list[AnyEvent]:
    """Every device of the member is detached first: who follows devices need not know of leaving."""
    present = room.members.present.get(member)
    if present is None:
        return []
    return [
        *(DeviceDetached(at=now, member=member, device=device, clean=True) for device in present.devices),
        *_left(room, member, reason, now),
    ]


def _left(room: RoomState, member: str, reason: LeaveReason, now: float) -> list[AnyEvent]:
    """A live answer to their question ends, if it brought them onto the stage."""
    question = room.stage.question_of(member)
    ended = [] if question is None else end_with_stage(room, question, member, now)
    return [MemberLeft(at=now, member=member, reason=reason), *ended]


def take_over(room: RoomState, now: float) -> list[AnyEvent]:
    """The former owner's sockets are gone: every device is lost, the grace starts now, and who waits at the door knocks again."""
    waited = (event for id in room.moderation.door.waiting for event in stop_waiting(room, id, now))
    return [*_lose_all_devices(room, now), *waited]


def _lose_all_devices(room: RoomState, now: float) -> Iterator[AnyEvent]:
    until = now + room.policy.reconnect_grace
    for id, member in room.members.present.items():
        last = len(member.devices) - 1
        for position, device in enumerate(member.devices):
            away_until = until if position == last else None
            yield DeviceDetached(at=now, member=id, device=device, clean=False, away_until=away_until)


# ---------------------------------------------------------------- coming


def _attach(room: RoomState, command: AttachDevice, actor: Actor, now: float) -> Decision:
    """Become present if need be, take today's name and role, and bring one device."""
    members = room.members
    member = members.present.get(actor.member)
    refused = _refusal(room, command, actor, member)
    if refused is not None:
        return refused
    turned = _turned_away(room, actor, member, now)
    if turned is not None:
        return turned
    decided: list[AnyEvent] = [] if member is not None else pardoned(room, actor, now)
    if member is None or (member.name, member.role) != (actor.name, actor.role):
        decided.append(MemberJoined(at=now, member=actor.member, name=actor.name, role=actor.role))
    if member is None or command.device not in member.devices:
        decided.append(DeviceAttached(at=now, member=actor.member, device=command.device))
    bequest = command.bequest or Bequest()
    if command.bequest is not None:
        decided += inherited(room, bequest, actor.member, now)
    muted = frozenset(mute.scope for mute in bequest.mutes)
    allowed = narrowed(publishable(room, actor.member, actor.role), muted, quiet=False)
    return decided + bound(room, actor.member, allowed, now)


def _turned_away(
    room: RoomState, actor: Actor, member: Member | None, now: float
) -> Rejection | Refused | None:
    """At the door; and under another name also who has a place here."""
    if member is None:
        return let_in(room, actor, now)
    return None if member.name == actor.name else ill_named(room, actor, now)


def _refusal(room: RoomState, command: AttachDevice, actor: Actor, member: Member | None) -> Rejection | None:
    if not permits(actor.role, Action.ENTER):
        return Rejection(RejectionCode.NOT_PERMITTED, f"{actor.role} may not enter")
    if room.members.owners.get(command.device, actor.member) != actor.member:
        return Rejection(RejectionCode.NOT_PERMITTED, "this device id belongs to another member")
    if member is None and _is_full(room, actor):
        return Rejection(RejectionCode.ROOM_FULL, f"{room.capacity} are here")
    if member is None or command.device in member.devices:
        return None
    if len(member.devices) >= DEVICES_PER_MEMBER:
        return Rejection(RejectionCode.ROOM_FULL, f"{DEVICES_PER_MEMBER} devices of yours are here")
    return None


def _is_full(room: RoomState, actor: Actor) -> bool:
    """Staff take no seat of a sub-room: who is called to help two people comes in as the third."""
    takes_a_seat = not (room.life.seats and is_staff(actor.role))
    return takes_a_seat and len(room.members.present) >= room.capacity


def _change_role(room: RoomState, actor: Actor, now: float) -> list[AnyEvent]:
    """Also of somebody who is away: their devices may still send."""
    member = room.members.present.get(actor.member)
    if member is None or member.role is actor.role:
        return []
    changed = MemberJoined(at=now, member=actor.member, name=member.name, role=actor.role)
    return [changed, *bound(room, actor.member, publishable(room, actor.member, actor.role), now)]


# ---------------------------------------------------------------- going


def _detach(room: RoomState, command: DetachDevice, actor: Actor, now: float) -> list[AnyEvent]:
    member = room.members.present.get(actor.member)
    if member is None or command.device not in member.devices:
        return stop_waiting(room, actor.member, now)  # or it left by another way while this was under way
    is_last = len(member.devices) == 1
    gone = DeviceDetached(
        at=now,
        member=actor.member,
        device=command.device,
        clean=command.clean,
        away_until=now + room.policy.reconnect_grace if is_last and not command.clean else None,
    )
    if is_last and command.clean:
        reason = LeaveReason.MOVED if command.moved else LeaveReason.LEFT
        return [gone, *_left(room, actor.member, reason, now)]
    return [gone]
