"""A room's own life: opened, arranged, in session, closed. A session is one class or one evening; questions belong to
one. A daily room begins anew at every local midnight; an archived one can be read, and nothing is said in it.
"""

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


class ArrangeRoom(SystemCommand, frozen=True, tag="arrange_room"):
    """How the room is from now on, as an operator arranged it: all of it, changed or not. Not for sub-rooms."""

    title: str
    purpose: Purpose
    daily: bool = False
    archived: bool = False


class Day(Struct, frozen=True, gc=False):
    """`date` as YYYY-MM-DD; `starts_at` is the UTC second of its first moment, which midnight need not be."""

    date: str
    starts_at: float


class SetDays(SystemCommand, frozen=True, tag="set_days"):
    """The next days of a daily room in `zone` of the IANA database, in order, the running one first."""

    zone: str
    days: list[Day]


class CloseRoom(SystemCommand, frozen=True, tag="close_room"):
    """End a sub-room: open questions are deferred, and its members have a moment to move on, and are then sent away."""

    reason: CloseReason


class TakeOver(SystemCommand, frozen=True, tag="take_over"):
    """A new owner opened this room: devices of the old one are gone and their grace starts now."""


class Tick(SystemCommand, frozen=True, tag="tick"):
    """A deadline may have passed."""


LifeClientCommand = StartSession | EndSession
LifeSystemCommand = OpenRoom | ArrangeRoom | SetDays | CloseRoom | TakeOver | Tick

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


class RoomArranged(Event, frozen=True, tag="room_arranged", kw_only=True):
    """`by` is empty when the house itself took over what is written down."""

    title: str
    purpose: Purpose
    daily: bool
    archived: bool
    by: str


class DaysSet(Event, frozen=True, tag="days_set", kw_only=True):
    """For the room itself, which begins them."""

    zone: str
    days: list[Day]


class DayBegan(Event, frozen=True, tag="day_began", kw_only=True):
    """What is said from now on belongs to `date`; `after` is the last message before it, 0 for none."""

    date: str
    zone: str
    after: int


class RoomClosed(Event, frozen=True, tag="room_closed", kw_only=True):
    reason: CloseReason


class SessionStarted(Event, frozen=True, tag="session_started", kw_only=True):
    number: int  # from 1 in every room
    by: str


class SessionEnded(Event, frozen=True, tag="session_ended", kw_only=True):
    number: int
    by: str


LifeEvent = RoomOpened | RoomArranged | DaysSet | DayBegan | RoomClosed | SessionStarted | SessionEnded

# ---------------------------------------------------------------- view


class SessionView(Struct, frozen=True):
    number: int
    started_at: float


class DayView(Struct, frozen=True):
    """The running day of a daily room: YYYY-MM-DD in `zone`, and the last message `after` which it began."""

    date: str
    zone: str
    after: int
