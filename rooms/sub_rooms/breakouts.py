"""A class that works in groups: a room for each, a message to all of them, and everybody back after a countdown."""

from __future__ import annotations

from itertools import chain

from rooms.decision import Decision
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.sub_rooms.opening import EMPTY_SECONDS, refusal
from rooms.sub_rooms.terms import (
    AssignBreakout,
    BreakoutAssigned,
    BreakoutRecalled,
    BreakoutTold,
    RecallBreakouts,
    SubRoomOpened,
    TellBreakouts,
)
from rooms.terms import Actor

BREAKOUT_SEATS = 16
SEATS_FOR_STAFF = 2
"""Seats beyond a large group, so that a teacher can look in."""

UNHEARD_MESSAGES = 20
"""How many messages to sub-rooms may be under way."""


def assign(room: RoomState, command: AssignBreakout, actor: Actor, now: float) -> Decision:
    refused = refusal(room, len(command.groups)) or _refusal(room, command)
    if refused is not None:
        return refused
    first = room.sub_rooms.last_number + 1
    opened = [
        SubRoomOpened(
            at=now,
            author=actor.member,
            cid=_client_id(command.cid, index),
            number=first + index,
            title=title,
            seats=max(BREAKOUT_SEATS, len(group) + SEATS_FOR_STAFF),
            author_name=actor.name,
            breakout=True,
            closes_at=now + EMPTY_SECONDS,
        )
        for index, (title, group) in enumerate(zip(command.titles, command.groups, strict=True))
    ]
    rooms = {member: first + index for index, group in enumerate(command.groups) for member in group}
    return [*opened, BreakoutAssigned(at=now, by=actor.member, rooms=rooms)]


def _refusal(room: RoomState, command: AssignBreakout) -> Rejection | None:
    if len(command.titles) != len(command.groups):
        return Rejection(RejectionCode.BAD_CHOICE, "as many titles as groups")
    if room.sub_rooms.recalled_at is not None:
        return Rejection(RejectionCode.WRONG_STATE, "everybody is being called back")
    members = list(chain.from_iterable(command.groups))
    if len(set(members)) < len(members):
        return Rejection(RejectionCode.BAD_CHOICE, "everybody is in one group")
    absent = [member for member in members if member not in room.members.present]
    if absent:
        return Rejection(RejectionCode.BAD_CHOICE, f"{absent[0]} is not here")
    return None


def _client_id(cid: str, index: int) -> str:
    """Of one command's rooms, each has its own; within the forty characters of a client id."""
    return cid if index == 0 else f"{cid[:36]}-{index}"


def tell(room: RoomState, command: TellBreakouts, actor: Actor, now: float) -> Decision:
    subs = room.sub_rooms
    numbers = subs.open_numbers()
    if not numbers:
        return Rejection(RejectionCode.WRONG_STATE, "no sub-room is open")
    if len(subs.told) >= UNHEARD_MESSAGES:
        return Rejection(RejectionCode.TOO_MANY, f"{len(subs.told)} messages are under way")
    if any(told.cid == command.cid for told in subs.told):
        return Rejection(RejectionCode.BAD_CHOICE, "this client id is another's")
    return [
        BreakoutTold(
            at=now,
            author=actor.member,
            cid=command.cid,
            author_name=actor.name,
            text=command.text,
            rooms=numbers,
        )
    ]


def recall(room: RoomState, command: RecallBreakouts, actor: Actor, now: float) -> Decision:
    if not room.sub_rooms.open_breakouts():
        return Rejection(RejectionCode.WRONG_STATE, "no breakout is open")
    return [BreakoutRecalled(at=now, by=actor.member, until=now + command.seconds)]
