"""What a room tells its parent and its sub-rooms: who is in, who needs help, who is muted, what to close, what to say.

A sub-room says how things stand with it, and nobody confirms it: it is said anew at every opening. A parent wakes
the sub-rooms that it believes occupied, so that one which a crash emptied says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from rooms.commands import AnySystemCommand
from rooms.life.terms import CloseRoom, Tick
from rooms.moderation.inheriting import mutes_around
from rooms.state import RoomState
from rooms.sub_rooms.terms import (
    HelpIsComing,
    NoteClosed,
    NoteHelp,
    NoteMutes,
    NoteOccupancy,
    NoteRecall,
    NoteTold,
    ShowOut,
    Tell,
)
from rooms.terms import Target, TargetKind

Owed = tuple[Target, AnySystemCommand, AnySystemCommand | None]

PARENT = Target(TargetKind.PARENT)


def owed_reports(room: RoomState) -> Iterator[Owed]:
    """In the order in which one target must hear them: what it is told comes before its end."""
    if room.life.number is not None:
        yield from _of_sub_room(room, room.life.number)
    else:
        yield from _messages(room)
        yield from _of_parent(room)


def _of_sub_room(room: RoomState, number: int) -> Iterator[Owed]:
    if room.life.is_closed:
        return
    yield PARENT, NoteOccupancy(number, len(room.members.present)), None
    help = room.sub_rooms.help
    if help is None:
        yield PARENT, NoteHelp(number, "", "", None, 0.0), None
    else:
        yield PARENT, NoteHelp(number, help.member, help.name, help.summary, help.since), None


def _messages(room: RoomState) -> Iterator[Owed]:
    for told in room.sub_rooms.told:
        for number in told.missing:
            message = Tell(told.cid, told.author, told.author_name, told.text)
            yield _sub_room(number), message, NoteTold(told.cid, number)


def _of_parent(room: RoomState) -> Iterator[Owed]:
    subs, mutes = room.sub_rooms, mutes_around(room)
    for number, sub_room in subs.rooms.items():
        help = sub_room.help
        if help is not None and help.answered_by:
            yield _sub_room(number), HelpIsComing(help.answered_by, help.answered_by_name, help.since), None
        if sub_room.closing is not None:
            yield _sub_room(number), CloseRoom(sub_room.closing), NoteClosed(number)
            continue
        if sub_room.breakout and subs.recalled_at is not None:
            yield _sub_room(number), NoteRecall(subs.recalled_by, subs.recalled_at), None
        if sub_room.count > 0:
            yield _sub_room(number), Tick(), None
            yield _sub_room(number), NoteMutes(mutes), None
            yield from _banned(room, number)


def _banned(room: RoomState, number: int) -> Iterator[Owed]:
    """Those who were banned while they were in one of the sub-rooms: in which, its parent does not know."""
    for ban in room.moderation.sanctions.bans.values():
        if room.moderation.known.moved(ban.member, ban.at):
            yield _sub_room(number), ShowOut(ban.member, ban.name, ban.by, ban.reason), None


def _sub_room(number: int) -> Target:
    return Target(TargetKind.SUB_ROOM, number)
