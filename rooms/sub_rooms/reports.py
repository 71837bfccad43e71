"""What comes of a report: of a sub-room in its parent, or of the parent in a sub-room.

Reports are repeated after every crash, so what is known already changes nothing, and what is about a room that has
closed meanwhile means nothing.
"""

from __future__ import annotations

from typing import assert_never

from rooms.chat.notices import notice
from rooms.events import AnyEvent
from rooms.moderation.events import MemberRemoved
from rooms.moderation.inheriting import silenced
from rooms.moderation.sanctioning import removed
from rooms.state import RoomState
from rooms.sub_rooms.opening import EMPTY_SECONDS
from rooms.sub_rooms.state import SubRoom
from rooms.sub_rooms.terms import (
    BreakoutHeard,
    BreakoutRecalled,
    HelpEnded,
    HelpIsComing,
    HelpNoted,
    NoteClosed,
    NoteHelp,
    NoteMutes,
    NoteOccupancy,
    NoteRecall,
    NoteTold,
    ShowOut,
    SubRoomClosed,
    SubRoomOccupied,
    SubRoomsSystemCommand,
    Tell,
)


def take_report(room: RoomState, command: SubRoomsSystemCommand, now: float) -> list[AnyEvent]:
    match command:
        case Tell():
            return _tell(room, command, now)
        case HelpIsComing():
            return _help_is_coming(room, command, now)
        case NoteRecall():
            return _recalled(room, command, now)
        case ShowOut():
            return _show_out(room, command, now)
        case NoteMutes():
            return silenced(room, command.mutes, now)
        case NoteTold():
            return _told(room, command, now)
        case NoteOccupancy() | NoteHelp() | NoteClosed():
            sub_room = room.sub_rooms.rooms.get(command.number)
            return [] if sub_room is None else _take_of(sub_room, command, now)
        case _:
            assert_never(command)


def _take_of(sub_room: SubRoom, command: NoteOccupancy | NoteHelp | NoteClosed, now: float) -> list[AnyEvent]:
    match command:
        case NoteOccupancy():
            return _occupied(sub_room, command, now)
        case NoteHelp():
            return _help(sub_room, command, now)
        case NoteClosed():
            return [SubRoomClosed(at=now, number=command.number)]
        case _:
            assert_never(command)


# ---------------------------------------------------------------- in a sub-room


def _tell(room: RoomState, command: Tell, now: float) -> list[AnyEvent]:
    cid = f"told.{command.cid}"  # no client id has a dot, so nobody here can have taken it
    if (command.author, cid) in room.created:
        return []
    return [notice(room, cid, command.author, command.author_name, command.text, now)]


def _recalled(room: RoomState, command: NoteRecall, now: float) -> list[AnyEvent]:
    if room.sub_rooms.recalled_at == command.until:
        return []
    return [BreakoutRecalled(at=now, by=command.by, until=command.until)]


def _help_is_coming(room: RoomState, command: HelpIsComing, now: float) -> list[AnyEvent]:
    help = room.sub_rooms.help
    if help is None or help.since != command.since:
        return []
    return [HelpEnded(at=now, by=command.by, by_name=command.by_name)]


def _show_out(room: RoomState, command: ShowOut, now: float) -> list[AnyEvent]:
    if command.member not in room.members.present:
        return []
    removal = MemberRemoved(
        at=now, member=command.member, name=command.name, by=command.by, reason=command.reason
    )
    return removed(room, removal)


# ---------------------------------------------------------------- in the parent


def _told(room: RoomState, command: NoteTold, now: float) -> list[AnyEvent]:
    is_missing = any(
        told.cid == command.cid and command.number in told.missing for told in room.sub_rooms.told
    )
    return [BreakoutHeard(at=now, cid=command.cid, number=command.number)] if is_missing else []


def _occupied(sub_room: SubRoom, command: NoteOccupancy, now: float) -> list[AnyEvent]:
    if sub_room.count == command.count:
        return []
    return [
        SubRoomOccupied(
            at=now,
            number=command.number,
            count=command.count,
            closes_at=now + EMPTY_SECONDS if command.count == 0 else None,
        )
    ]


def _help(sub_room: SubRoom, command: NoteHelp, now: float) -> list[AnyEvent]:
    known = sub_room.help
    before = None if known is None else (known.member, known.name, known.summary, known.since)
    after = (
        None if command.summary is None else (command.member, command.name, command.summary, command.since)
    )
    if before == after:
        return []
    return [
        HelpNoted(
            at=now,
            number=command.number,
            member=command.member,
            name=command.name,
            summary=command.summary,
            since=command.since,
        )
    ]
