"""Moving a thread to another room of the space, and saying of a message that it is off topic.

The room that a thread leaves owes the other one its messages, and whatever is owed for them, until it hears that they
have arrived; the other room adopts them once, with their authors, times and reactions. Undoing it is moving it back.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from rooms.chat.terms import RECENT_MESSAGES, MessageView, Place
from rooms.obligations.events import Carried
from rooms.obligations.terms import ObligationClass
from rooms.rejections import RejectionCode
from rooms.terms import ClientCommand, Event, Number, Reason, SystemCommand

MOST_MESSAGES = RECENT_MESSAGES
"""A longer thread is not moved: it would be all that is on the page there."""
MOST_UNCONFIRMED = 100
"""Threads that a room has adopted and of which the other rooms have not heard yet; beyond it adopts no more."""
MOST_FLAGGED = 50
"""Messages that wait for staff to look whether they are off topic."""

RoomName = Annotated[str, Meta(min_length=1, max_length=80, pattern="^[a-z0-9-]+$")]


class Owed(Struct, frozen=True, gc=False):
    """What somebody is owed for `message`, as it was when that left. `consumed` is the time on its clock, in seconds.

    held: the obligation in the room that it leaves · attached: other messages of the thread that belong to it · asked_back_by: its clock stands since they asked ·
    is_owed: False where nobody is, and this is kept for the case that it moves on.
    """

    message: int
    held: int
    asker: str
    asker_name: str
    class_: ObligationClass
    opened_at: float
    consumed: float
    attached: list[int] = []
    asked_back_by: str = ""
    carried: Carried = Carried()
    is_owed: bool = True


# ---------------------------------------------------------------- commands


class MoveThread(ClientCommand, frozen=True, tag="move_thread"):
    """By staff: a message, with its replies if it has any, goes to the room `to` of the same space.

    `thread_arrived` says that it is there, `thread_stayed` why that room did not take it.
    """

    id: Number
    to: RoomName
    reason: Reason = ""


class FlagOffTopic(ClientCommand, frozen=True, tag="flag_off_topic"):
    """One's own opinion, for staff to see; `on=False` takes it back. Nobody is sanctioned for it."""

    id: Number
    on: bool


class SettleOffTopic(ClientCommand, frozen=True, tag="settle_off_topic"):
    """By staff: it stays where it is, and is flagged no more."""

    id: Number


class AdoptThread(SystemCommand, frozen=True, tag="adopt_thread"):
    """From the room `source`, whose staff `by` moved these messages here at `left_at`.

    `is_new`: nobody was owed anything for the first there, because of what that room is for.
    """

    source: Place
    messages: list[MessageView]
    by: str
    reason: str
    left_at: float
    owed: list[Owed]
    is_new: bool


class NoteArrived(SystemCommand, frozen=True, tag="note_arrived"):
    """From the room that adopted the thread which began with `first`. `owed`: messages for which it owes an answer now."""

    first: int
    places: dict[int, Place]
    owed: list[int]


class NoteConfirmed(SystemCommand, frozen=True, tag="note_confirmed"):
    """The room `room` knows where its thread is now."""

    room: str
    first: int


class KeepThread(SystemCommand, frozen=True, tag="keep_thread"):
    """The other room does not take it."""

    first: int
    why: RejectionCode = RejectionCode.NOT_FOUND


MovingCommand = MoveThread | FlagOffTopic | SettleOffTopic
MovingSystemCommand = AdoptThread | NoteArrived | NoteConfirmed | KeepThread

# ---------------------------------------------------------------- events


class AdoptionNoted(Event, frozen=True, tag="adoption_noted", kw_only=True):
    """What the other room is to be told: where its messages stand by now. Of the room alone: nobody is shown it.

    `owed` are those, by their ids there, for which somebody is owed an answer here; `kept` what nobody is owed here.
    """

    room: str
    places: dict[int, Place]
    first: int
    owed: list[int]
    kept: list[Owed]


class AdoptionConfirmed(Event, frozen=True, tag="adoption_confirmed", kw_only=True):
    """The other room has heard of it. Nobody is shown it."""

    room: str
    first: int


class OffTopicFlagged(Event, frozen=True, tag="off_topic_flagged", kw_only=True):
    """`count` is told to staff, None to anybody else; `member` to themselves alone."""

    id: int
    member: str
    on: bool
    count: int | None
    author_name: str
    excerpt: str


class OffTopicSettled(Event, frozen=True, tag="off_topic_settled", kw_only=True):
    """Staff have looked, and it stays. `members` had flagged it, and are told."""

    id: int
    by: str
    members: list[str]


MovingEvent = AdoptionNoted | AdoptionConfirmed | OffTopicFlagged | OffTopicSettled

# ---------------------------------------------------------------- view


class OffTopicView(Struct, frozen=True):
    """A message that `count` people find off topic; `at` is when the first said so."""

    id: int
    at: float
    author_name: str
    excerpt: str
    count: int


class MovingView(Struct, frozen=True):
    """`off_topic` is for staff, in the order of flagging; `flagged` are those that the viewer has flagged, by id."""

    off_topic: list[OffTopicView] = []
    flagged: list[int] = []
