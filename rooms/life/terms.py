"""A room's own life: opened, in session, closed. A session is one class or one evening; questions belong to one."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from rooms.kinds import Purpose, RoomKind
from rooms.terms import ClientCommand, Event, SystemCommand


class CloseReason(StrEnum):
    EMPTY = "empty"  # nobody came for too long
    CLOSED = "closed"  # somebody closed it
    RECALLED = "recalled"  # a breakout ended


# ---------------------------------------------------------------- commands


class StartSession(ClientCommand, frozen=True, tag="start_session"):
    """Class begins: offsets of what happens are counted from here."""


class EndSession(ClientCommand, frozen=True, tag="end_session"):
    """Class ends: the stage is cleared, and every open question is deferred to the question zone."""


class OpenRoom(SystemCommand, frozen=True, tag="open_room"):
    """`id` is the room's own. A sub-room has a `parent`, its `number` there, `seats`, and may be `quiet`."""

    title: str
    kind: RoomKind
    id: str = ""
    seats: int | None = None
    parent: str | None = None
    number: int | None = None
    quiet: bool = False
    purpose: Purpose = Purpose.QUESTIONS


class CloseRoom(SystemCommand, frozen=True, tag="close_room"):
    """End a sub-room: open questions are deferred, and its members have a moment to move on, and are then sent away."""

    reason: CloseReason


class TakeOver(SystemCommand, frozen=True, tag="take_over"):
    """A new owner opened this room: devices of the old one are gone and their grace starts now."""


class Tick(SystemCommand, frozen=True, tag="tick"):
    """A deadline may have passed."""


LifeClientCommand = StartSession | EndSession
LifeSystemCommand = OpenRoom | CloseRoom | TakeOver | Tick

# ---------------------------------------------------------------- events


class RoomOpened(Event, frozen=True, tag="room_opened", kw_only=True):
    title: str
    kind: RoomKind
    id: str = ""
    seats: int | None = None
    parent: str | None = None
    number: int | None = None
    quiet: bool = False
    purpose: Purpose = Purpose.QUESTIONS


class RoomClosed(Event, frozen=True, tag="room_closed", kw_only=True):
    reason: CloseReason


class SessionStarted(Event, frozen=True, tag="session_started", kw_only=True):
    number: int  # from 1 in every room
    by: str


class SessionEnded(Event, frozen=True, tag="session_ended", kw_only=True):
    number: int
    by: str


LifeEvent = RoomOpened | RoomClosed | SessionStarted | SessionEnded

# ---------------------------------------------------------------- view


class SessionView(Struct, frozen=True):
    number: int
    started_at: float
