"""Frames about what is owed and who is on duty. They belong to the unions of `wire.py`."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from rooms.commands import AnyClientCommand
from rooms.kinds import RoomKind
from rooms.obligations.terms import ObligationClass
from rooms.obligations.view import ObligationView
from signaling.wire_terms import Count, Frame, Ref, Request, RoomId

# ---------------------------------------------------------------- client to server


class WatchBoard(Request, frozen=True, tag="watch_board"):
    """For staff: be told of everything that is owed in the space, now and at each change, until `on` is false."""

    ref: Ref
    on: bool


class FromDesk(Request, frozen=True, tag="from_desk"):
    """A command of staff into a room of the space that they need not be in."""

    ref: Ref
    room: RoomId
    command: AnyClientCommand


class FindAnswers(Request, frozen=True, tag="find_answers"):
    """Endorsed answers to questions like `text`, best first: asked while somebody types a question."""

    ref: Ref
    room: RoomId
    text: Annotated[str, Meta(min_length=2, max_length=2000)]


class SeeNotices(Request, frozen=True, tag="see_notices"):
    """The person has seen these notices, on any device."""

    ids: Annotated[list[Count], Meta(max_length=200)]


# ---------------------------------------------------------------- server to client


class BoardItem(Struct, frozen=True):
    room: str
    room_title: str
    kind: RoomKind
    obligation: ObligationView


class Board(Frame, frozen=True, tag="board"):
    """Everything that is open in the space, and what was resolved lately: replace what you hold."""

    items: list[BoardItem]


class BoardChanged(Frame, frozen=True, tag="board_changed"):
    """These are new or have changed; ids are unique within a room."""

    items: list[BoardItem]


class DutyNow(Frame, frozen=True, tag="duty_now"):
    """Who answers in this room now, after entering and at every edge of the roster. Names are empty when nobody does.

    `covered`: the hours are such that somebody should. `until`: the next edge; `opens_at`: when covered hours begin.
    """

    room: str
    primary: str
    primary_name: str
    secondary: str
    secondary_name: str
    covered: bool
    until: float | None
    opens_at: float | None


class Notice(Struct, frozen=True):
    """Something that this person should know. For staff: an obligation reached a level of the ladder, was handed to them,
    a promised answer has not come, or what is held waits for somebody who looks. For everybody: an answer to them, a
    mention, or an important post.

    `rings`: the page may make itself heard. `message`: the one that it is about.
    """

    id: int
    at: float
    reason: Literal[
        "escalated",
        "promise",
        "held",
        "handed_over",
        "gap",
        "brief",
        "look_after",
        "peer_answered",
        "responded",
        "answered",
        "mention",
        "staff_mention",
        "important",
    ]
    room: str
    room_title: str
    obligation: int | None
    class_: ObligationClass | None
    level: int
    excerpt: str
    seen: bool
    rings: bool = True
    message: int | None = None


class Notices(Frame, frozen=True, tag="notices"):
    """After the welcome all that are unseen; later each new one."""

    notices: list[Notice]


class FoundAnswer(Struct, frozen=True):
    room: str
    question: int
    question_text: str
    answer: str
    answerer_name: str
    at: float


class FoundAnswers(Frame, frozen=True, tag="found_answers"):
    ref: int
    answers: list[FoundAnswer]
