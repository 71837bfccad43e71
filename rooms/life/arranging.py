"""An operator arranges a room: what it is called, what it is for, whether it begins anew every day, whether it is archived.

Another purpose holds for what begins to be owed from then on. Archiving ends what goes on in the room (class, stage,
timer, sub-rooms, open questions are handed on) and stops what people send; everybody may stay and read. What somebody is
owed there stays owed, with its clock.
"""

from __future__ import annotations

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.focus.terms import FocusStopped
from rooms.life.terms import ArrangeRoom, CloseReason, RoomArranged, SessionEnded
from rooms.members.announcing import bound
from rooms.members.publishing import NOTHING
from rooms.questions.deferring import defer_all
from rooms.rejections import Rejection, RejectionCode
from rooms.stage.rules import clear_stage
from rooms.state import RoomState
from rooms.sub_rooms.terms import SubRoomClosing
from rooms.terms import Actor


def arrange(room: RoomState, command: ArrangeRoom, actor: Actor, now: float) -> Decision:
    """`actor` is who arranged it; nothing happens where it is so already."""
    life = room.life
    if life.parent is not None:
        return Rejection(RejectionCode.NOT_PERMITTED, "a sub-room is as its parent opened it")
    asked = (command.title, command.purpose, command.daily, command.archived)
    if asked == (life.title, life.purpose, life.is_daily, life.is_archived):
        return []
    arranged = RoomArranged(
        at=now,
        title=command.title,
        purpose=command.purpose,
        daily=command.daily,
        archived=command.archived,
        by=actor.member,
    )
    is_ending = command.archived and not life.is_archived
    return [*(_wound_up(room, actor, now) if is_ending else ()), arranged]


def _wound_up(room: RoomState, actor: Actor, now: float) -> list[AnyEvent]:
    ended: list[AnyEvent] = [*clear_stage(room, actor, now), *defer_all(room, actor, now)]
    if room.life.session_at is not None:
        ended.append(SessionEnded(at=now, number=room.life.session, by=actor.member))
    if room.focus.timer is not None:
        ended.append(FocusStopped(at=now, by=actor.member))
    closing = [
        SubRoomClosing(at=now, number=number, by=actor.member, reason=CloseReason.CLOSED)
        for number, sub_room in room.sub_rooms.rooms.items()
        if sub_room.is_open
    ]
    silenced = [event for id in room.members.present for event in bound(room, id, NOTHING, now)]
    return [*ended, *closing, *silenced]
