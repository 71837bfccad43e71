"""Polls: single, multiple or ordered choice, and quizzes with a right answer. One ballot per member, changeable while open."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from rooms.terms import ClientCommand, Created, CreatingCommand, Event, Line, Number

OptionIndex = Annotated[int, Meta(ge=0, le=9)]
KEPT_POLLS = 10
"""How many polls a room shows; the oldest that is not open goes."""


class PollKind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    ORDERED = "ordered"  # every option, best first; tallies are Borda points
    QUIZ = "quiz"  # single choice with right answers


class PollState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"  # no more ballots; results are staff's until revealed
    REVEALED = "revealed"


# ---------------------------------------------------------------- commands


class OpenPoll(CreatingCommand, frozen=True, tag="open_poll"):
    """`live` shows results while people vote (not for a quiz). `right` are the right options of a quiz."""

    question: Line
    kind: PollKind
    options: Annotated[list[Line], Meta(min_length=2, max_length=10)]
    anonymous: bool = True
    live: bool = False
    right: Annotated[list[OptionIndex], Meta(max_length=10)] = []
    seconds: Annotated[int, Meta(ge=10, le=86_400)] | None = None


class VotePoll(ClientCommand, frozen=True, tag="vote_poll"):
    """One option, several, or all in order, as the kind says. An empty list takes the ballot back."""

    id: Number
    choices: Annotated[list[OptionIndex], Meta(max_length=10)]


class ClosePoll(ClientCommand, frozen=True, tag="close_poll"):
    id: Number


class RevealPoll(ClientCommand, frozen=True, tag="reveal_poll"):
    """Show the results, and the right answers, to everybody; closes it if it is open."""

    id: Number


PollsCommand = OpenPoll | VotePoll | ClosePoll | RevealPoll

# ---------------------------------------------------------------- events


class PollOpened(Created, frozen=True, tag="poll_opened", kw_only=True):
    """`right` is for staff until the poll is revealed."""

    id: int
    question: str
    kind: PollKind
    options: list[str]
    anonymous: bool
    live: bool
    right: list[int]
    until: float | None = None


class PollVoted(Event, frozen=True, tag="poll_voted", kw_only=True):
    """`member` and `choices` are for that member, and for staff unless it is anonymous. `tallies` as after this ballot.

    `own` says to the voter that it is theirs: staff see the ballots of others, too.
    """

    id: int
    member: str
    choices: list[int]
    voters: int
    tallies: list[int] | None
    anonymous: bool
    live: bool
    own: bool = False


class PollClosed(Event, frozen=True, tag="poll_closed", kw_only=True):
    """`by` is empty when its time was over."""

    id: int
    by: str


class PollRevealed(Event, frozen=True, tag="poll_revealed", kw_only=True):
    id: int
    by: str
    tallies: list[int]
    right: list[int]


PollsEvent = PollOpened | PollVoted | PollClosed | PollRevealed

# ---------------------------------------------------------------- view


class PollView(Struct, frozen=True):
    """`tallies` is None where results may not be seen yet, and before the first ballot; `mine` are the viewer's choices.

    `ballots` says who chose what, when the poll is not anonymous: everybody for staff, oneself for others.
    """

    id: int
    at: float
    question: str
    kind: PollKind
    options: list[str]
    anonymous: bool
    live: bool
    state: PollState = PollState.OPEN
    until: float | None = None
    voters: int = 0
    tallies: list[int] | None = None
    right: list[int] = []
    mine: list[int] = []
    ballots: dict[str, list[int]] = {}
