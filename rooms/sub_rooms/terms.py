"""Rooms that a room opens: from a topic or a template within a quota, as breakouts of a class, and their calls for help.

The parent knows its sub-rooms and closes them; a sub-room tells its parent how many are in it and when it needs help.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from rooms.life.terms import CloseReason
from rooms.moderation.view import MuteView
from rooms.terms import (
    ClientCommand,
    Created,
    CreatingCommand,
    Event,
    Line,
    MemberId,
    Number,
    Reason,
    SystemCommand,
)


class Template(StrEnum):
    TOPIC = "topic"  # six seats
    PAIR = "pair"  # two seats
    SILENT = "silent"  # sixteen seats, microphones off while people focus


SEATS: dict[Template, int] = {Template.TOPIC: 6, Template.PAIR: 2, Template.SILENT: 16}


# ---------------------------------------------------------------- commands


class OpenSubRoom(CreatingCommand, frozen=True, tag="open_sub_room"):
    title: Line
    template: Template = Template.TOPIC


class CloseSubRoom(ClientCommand, frozen=True, tag="close_sub_room"):
    """By who opened it, or staff."""

    number: Number


class AssignBreakout(CreatingCommand, frozen=True, tag="assign_breakout"):
    """Open one room per group and send its members there. `titles` has as many entries as `groups`."""

    titles: Annotated[list[Line], Meta(min_length=1, max_length=20)]
    groups: Annotated[list[Annotated[list[MemberId], Meta(max_length=50)]], Meta(min_length=1, max_length=20)]


class TellBreakouts(CreatingCommand, frozen=True, tag="tell_breakouts"):
    """One message into every sub-room that is open."""

    text: Annotated[str, Meta(min_length=1, max_length=500)]


class RecallBreakouts(ClientCommand, frozen=True, tag="recall_breakouts"):
    """Everybody back, after a countdown of `seconds`."""

    seconds: Annotated[int, Meta(ge=0, le=600)] = 30


class CallForHelp(ClientCommand, frozen=True, tag="call_for_help"):
    """From a sub-room: staff of the parent see it with the room and how long it waits. Asking again changes the summary."""

    summary: Reason = ""


class CancelHelp(ClientCommand, frozen=True, tag="cancel_help"):
    pass


class AnswerHelp(ClientCommand, frozen=True, tag="answer_help"):
    """In the parent, by staff who go there."""

    number: Number


class NoteOccupancy(SystemCommand, frozen=True, tag="note_occupancy"):
    """A sub-room says how many are in it."""

    number: int
    count: int


class NoteHelp(SystemCommand, frozen=True, tag="note_help"):
    """A sub-room calls for help, or with `summary` None no more."""

    number: int
    member: str
    name: str
    summary: str | None
    since: float


class NoteClosed(SystemCommand, frozen=True, tag="note_closed"):
    """A sub-room has closed, as it was told to."""

    number: int


class Tell(SystemCommand, frozen=True, tag="tell"):
    """A message of the parent's staff to everybody in this sub-room. The same `cid` is told once."""

    cid: str
    author: str
    author_name: str
    text: str


class NoteTold(SystemCommand, frozen=True, tag="note_told"):
    """Every sub-room has the message: nothing is owed any more."""

    cid: str
    number: int


class NoteRecall(SystemCommand, frozen=True, tag="note_recall"):
    """The parent calls everybody back at `until`: so that nobody in this sub-room is moved in mid-sentence."""

    by: str
    until: float


class HelpIsComing(SystemCommand, frozen=True, tag="help_is_coming"):
    """Staff of the parent answered the call that this sub-room made at `since`; a later one is another call."""

    by: str
    by_name: str
    since: float


class ShowOut(SystemCommand, frozen=True, tag="show_out"):
    """The parent has banned this member, who may have gone to this sub-room before. Its door keeps them out by itself."""

    member: str
    name: str
    by: str
    reason: str


class NoteMutes(SystemCommand, frozen=True, tag="note_mutes"):
    """The mutes that hold in the parent, of whoever may be in this sub-room."""

    mutes: list[MuteView]


SubRoomsCommand = (
    OpenSubRoom
    | CloseSubRoom
    | AssignBreakout
    | TellBreakouts
    | RecallBreakouts
    | CallForHelp
    | CancelHelp
    | AnswerHelp
)
SubRoomsSystemCommand = (
    NoteOccupancy | NoteHelp | NoteClosed | Tell | NoteTold | HelpIsComing | NoteRecall | ShowOut | NoteMutes
)

# ---------------------------------------------------------------- events


class SubRoomOpened(Created, frozen=True, tag="sub_room_opened", kw_only=True):
    """Its room id is the parent's, two hyphens and `number`. Of several from one command, the first has the plain `cid`.

    `closes_at` is when it closes if nobody comes.
    """

    number: int
    title: str
    seats: int
    author_name: str
    breakout: bool = False
    quiet: bool = False
    closes_at: float | None = None


class BreakoutAssigned(Event, frozen=True, tag="breakout_assigned", kw_only=True):
    """Member -> number of the sub-room that they are sent to. Everybody sees at most themselves."""

    by: str
    rooms: dict[str, int]


class BreakoutTold(Created, frozen=True, tag="breakout_told", kw_only=True):
    """`rooms` are the sub-rooms that get it."""

    author_name: str
    text: str
    rooms: list[int]


class BreakoutHeard(Event, frozen=True, tag="breakout_heard", kw_only=True):
    """Sub-room `number` has the message `cid`."""

    cid: str
    number: int


class BreakoutRecalled(Event, frozen=True, tag="breakout_recalled", kw_only=True):
    """In the parent, and in each breakout: everybody is back at `until`."""

    by: str
    until: float


class SubRoomClosing(Event, frozen=True, tag="sub_room_closing", kw_only=True):
    """Decided: it is told to close. Nobody new is sent there."""

    number: int
    by: str
    reason: CloseReason


class SubRoomClosed(Event, frozen=True, tag="sub_room_closed", kw_only=True):
    number: int


class SubRoomOccupied(Event, frozen=True, tag="sub_room_occupied", kw_only=True):
    """`closes_at` is set while it is empty."""

    number: int
    count: int
    closes_at: float | None = None


class HelpCalled(Event, frozen=True, tag="help_called", kw_only=True):
    """In the sub-room: it waits since `at`."""

    member: str
    name: str
    summary: str


class HelpEnded(Event, frozen=True, tag="help_ended", kw_only=True):
    """In the sub-room: help is coming (`by` somebody), or it was called off."""

    by: str
    by_name: str


class HelpNoted(Event, frozen=True, tag="help_noted", kw_only=True):
    """In the parent: the call of sub-room `number`, or with `summary` None its end."""

    number: int
    member: str
    name: str
    summary: str | None
    since: float


class HelpAnswered(Event, frozen=True, tag="help_answered", kw_only=True):
    """In the parent: `by` goes there."""

    number: int
    by: str
    by_name: str


SubRoomsEvent = (
    SubRoomOpened
    | BreakoutAssigned
    | BreakoutTold
    | BreakoutHeard
    | BreakoutRecalled
    | SubRoomClosing
    | SubRoomClosed
    | SubRoomOccupied
    | HelpCalled
    | HelpEnded
    | HelpNoted
    | HelpAnswered
)

# ---------------------------------------------------------------- view


class HelpView(Struct, frozen=True):
    """A call for help. `answered_by` is the name of who goes there, or empty."""

    member: str
    name: str
    summary: str
    since: float
    answered_by: str = ""


class SubRoomView(Struct, frozen=True):
    """`help` is for staff. `closes_at` is set while it is empty."""

    number: int
    title: str
    seats: int
    author: str
    author_name: str
    breakout: bool = False
    quiet: bool = False
    count: int = 0
    closing: bool = False
    closes_at: float | None = None
    help: HelpView | None = None


class SubRoomsView(Struct, frozen=True):
    """`assigned` is the sub-room that the viewer was sent to; `help` is this room's own call, when it is a sub-room itself."""

    rooms: list[SubRoomView] = []
    assigned: int | None = None
    recalled_at: float | None = None  # when everybody is back
    help: HelpView | None = None
