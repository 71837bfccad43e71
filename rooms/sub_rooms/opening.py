"""Who may open a sub-room, and how many; who may close one. A sub-room has none of its own.

A room opened by a student must not cost the school more than a few others: so there is a quota for each, and one
for all.
"""

from __future__ import annotations

from rooms.decision import Decision, Refused
from rooms.life.terms import CloseReason
from rooms.moderation.content import screen
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Action, is_staff, permits
from rooms.state import RoomState
from rooms.sub_rooms.terms import SEATS, CloseSubRoom, OpenSubRoom, SubRoomClosing, SubRoomOpened, Template
from rooms.terms import Actor

OPEN_PER_MEMBER = 2
PER_ROOM = 20
EMPTY_SECONDS = 600.0
"""A sub-room in which nobody is for so long closes by itself."""


def open_one(room: RoomState, command: OpenSubRoom, actor: Actor, now: float) -> Decision:
    refused = refusal(room, 1)
    if refused is not None:
        return refused
    subs = room.sub_rooms
    own = sum(sub_room.is_open and sub_room.author == actor.member for sub_room in subs.rooms.values())
    if own >= OPEN_PER_MEMBER and not is_staff(room.members.present[actor.member].role):
        return Rejection(RejectionCode.QUOTA, f"{own} of yours are open")
    screening = screen(room, actor, command.title, now)
    if screening.effect is not None:
        return Refused(Rejection(RejectionCode.REFUSED_BY_RULE, screening.rule), screening.events)
    return [
        *screening.events,
        SubRoomOpened(
            at=now,
            author=actor.member,
            cid=command.cid,
            number=subs.last_number + 1,
            title=command.title,
            seats=SEATS[command.template],
            author_name=actor.name,
            quiet=command.template is Template.SILENT,
            closes_at=now + EMPTY_SECONDS,
        ),
    ]


def refusal(room: RoomState, more: int) -> Rejection | None:
    """Why this room may not have `more` sub-rooms."""
    if room.life.parent is not None:
        return Rejection(RejectionCode.WRONG_STATE, "a sub-room has none of its own")
    there = len(room.sub_rooms.rooms)
    if there + more > PER_ROOM:
        return Rejection(RejectionCode.QUOTA, f"{there} of {PER_ROOM} are there")
    return None


def close(room: RoomState, command: CloseSubRoom, actor: Actor, now: float) -> Decision:
    sub_room = room.sub_rooms.rooms.get(command.number)
    if sub_room is None:
        return Rejection(RejectionCode.NOT_FOUND)
    role = room.members.present[actor.member].role
    if sub_room.author != actor.member and not permits(role, Action.RUN_BREAKOUTS):
        return Rejection(RejectionCode.NOT_YOURS)
    if not sub_room.is_open:
        return []
    return [SubRoomClosing(at=now, number=command.number, by=actor.member, reason=CloseReason.CLOSED)]
