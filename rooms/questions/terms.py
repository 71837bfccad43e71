"""Questions of a live Q&A or a question zone: what people may do with them. `events.py` and `view.py` go with it.

The asker of an anonymous question is hidden from peers; staff see a pseudonym, and an operator who gives a reason,
which is kept, sees who it is. Votes are sets of members, so that merging never counts anybody twice.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from rooms.roles import Role
from rooms.terms import (
    ClientCommand,
    CreatingCommand,
    MemberId,
    Number,
    Reason,
    SystemCommand,
)

QuestionText = Annotated[str, Meta(min_length=1, max_length=2000)]
Background = Annotated[str, Meta(max_length=1000)]
AnswerText = Annotated[str, Meta(min_length=1, max_length=4000)]
GivenReason = Annotated[str, Meta(min_length=3, max_length=500)]


class QuestionState(StrEnum):
    DRAFT = "draft"  # its asker alone sees it
    HELD = "held"  # waits for approval; staff and the asker see it
    QUEUED = "queued"
    FOCUSED = "focused"  # next, or being read out
    ANSWERING = "answering"  # live, on stage
    ANSWERED = "answered"
    DISMISSED = "dismissed"
    MERGED = "merged"  # into another, which it follows
    DEFERRED = "deferred"  # to the question zone, after class
    WITHDRAWN = "withdrawn"


class HoldReason(StrEnum):
    NEWCOMER = "newcomer"
    EVERYBODY = "everybody"  # the room holds all questions
    RULE = "rule"  # a content rule matched


class DismissReason(StrEnum):
    OFF_TOPIC = "off_topic"
    DUPLICATE = "duplicate"
    UNCLEAR = "unclear"
    ANSWERED_BEFORE = "answered_before"
    INAPPROPRIATE = "inappropriate"  # its text is hidden from peers, too
    NO_TIME = "no_time"


class AnswerMode(StrEnum):
    LIVE = "live"
    TEXT = "text"
    PEER = "peer"
    AI = "ai"


class AnswerEnd(StrEnum):
    BUTTON = "button"
    NEXT = "next"  # another question was focused
    CAP = "cap"  # ten minutes were over
    STAGE = "stage"  # the asker left the stage
    SESSION = "session"


class QuestionOrder(StrEnum):
    VOTES = "votes"  # votes plus a third of the minutes waited, so that old questions rise
    FIRST = "first"  # first come
    LEAST_HEARD = "least_heard"  # whose asker was heard least
    MANUAL = "manual"


class PreModeration(StrEnum):
    OFF = "off"
    NEWCOMERS = "newcomers"
    ALL = "all"


class QuestionSource(StrEnum):
    PANEL = "panel"
    CHAT = "chat"  # converted from a message
    CLASS = "class"  # deferred from a live class


class Origin(Struct, frozen=True):
    """Where a deferred question came from."""

    room: str
    question: int


# ---------------------------------------------------------------- commands


class AskQuestion(CreatingCommand, frozen=True, tag="ask_question"):
    """`tried` and `expected` are the background that helps to answer; `draft` keeps it to oneself for now."""

    text: QuestionText
    tried: Background = ""
    expected: Background = ""
    anonymous: bool = False
    draft: bool = False


class SubmitQuestion(ClientCommand, frozen=True, tag="submit_question"):
    """Ask a draft."""

    id: Number


class EditQuestion(ClientCommand, frozen=True, tag="edit_question"):
    """One's own, until it is answered."""

    id: Number
    text: QuestionText
    tried: Background = ""
    expected: Background = ""


class WithdrawQuestion(ClientCommand, frozen=True, tag="withdraw_question"):
    id: Number


class VoteQuestion(ClientCommand, frozen=True, tag="vote_question"):
    """One vote per member; `on=False` takes it back. A vote for a merged question is for the one it follows."""

    id: Number
    on: bool


class ConvertMessage(CreatingCommand, frozen=True, tag="convert_message"):
    """Make a question of a chat message: its author does, or staff on their behalf."""

    message: Number


class ApproveQuestion(ClientCommand, frozen=True, tag="approve_question"):
    """A held one joins the queue."""

    id: Number


class FocusQuestion(ClientCommand, frozen=True, tag="focus_question"):
    """The next one: shown on top to everybody. Another focused one goes back to the queue; with None, only that."""

    id: Number | None


class StartAnswer(ClientCommand, frozen=True, tag="start_answer"):
    """Answer live, by speaking: the question is focused by this if it was not."""

    id: Number


class EndAnswer(ClientCommand, frozen=True, tag="end_answer"):
    """The live answer is over; `answered=False` puts the question back into the queue."""

    id: Number
    answered: bool = True
    note: Reason = ""


class WriteAnswer(CreatingCommand, frozen=True, tag="write_answer"):
    """`private`: for the asker and staff alone; for staff to give."""

    question: Number
    text: AnswerText
    private: bool = False


class EndorseAnswer(ClientCommand, frozen=True, tag="endorse_answer"):
    """Make this the one answer that counts; the question is answered by it."""

    question: Number
    answer: Number


class DismissQuestion(ClientCommand, frozen=True, tag="dismiss_question"):
    id: Number
    reason: DismissReason
    note: Reason = ""


class ReopenQuestion(ClientCommand, frozen=True, tag="reopen_question"):
    """Staff, or the asker whose question was not solved. History is kept."""

    id: Number
    note: Reason = ""


class MergeQuestions(ClientCommand, frozen=True, tag="merge_questions"):
    """`id` follows `into` from now on, and its votes count there."""

    id: Number
    into: Number


class UnmergeQuestion(ClientCommand, frozen=True, tag="unmerge_question"):
    """Undo, within 24 hours."""

    id: Number


class DeferQuestion(ClientCommand, frozen=True, tag="defer_question"):
    """To the question zone, where it keeps its asker, votes and clock."""

    id: Number


class UnmaskQuestion(ClientCommand, frozen=True, tag="unmask_question"):
    """For an operator with a reason: who asked. Staff see that it was done, and why."""

    id: Number
    reason: GivenReason


class OrderQuestions(ClientCommand, frozen=True, tag="order_questions"):
    mode: QuestionOrder


class MoveQuestion(ClientCommand, frozen=True, tag="move_question"):
    """In manual order: to `place` among the queued ones, from 0."""

    id: Number
    place: Annotated[int, Meta(ge=0, le=10_000)]


class SetPreModeration(ClientCommand, frozen=True, tag="set_pre_moderation"):
    mode: PreModeration


class AdoptQuestion(SystemCommand, frozen=True, tag="adopt_question"):
    """A class deferred this question to this room. Adopting the same `origin` again changes nothing.

    `waited`: how long its asker was owed an answer there, in seconds of that clock; `owed`: they still are.
    """

    origin: Origin
    asker: MemberId
    asker_name: str
    asker_role: Role
    anonymous: bool
    asked_at: float
    text: str
    tried: str = ""
    expected: str = ""
    voters: list[str] = []
    waited: float = 0.0
    owed: bool = True


class NoteAdopted(SystemCommand, frozen=True, tag="note_adopted"):
    """The question zone has it: nothing is owed any more."""

    id: int


QuestionsCommand = (
    AskQuestion
    | SubmitQuestion
    | EditQuestion
    | WithdrawQuestion
    | VoteQuestion
    | ConvertMessage
    | ApproveQuestion
    | FocusQuestion
    | StartAnswer
    | EndAnswer
    | WriteAnswer
    | EndorseAnswer
    | DismissQuestion
    | ReopenQuestion
    | MergeQuestions
    | UnmergeQuestion
    | DeferQuestion
    | UnmaskQuestion
    | OrderQuestions
    | MoveQuestion
    | SetPreModeration
)
QuestionsSystemCommand = AdoptQuestion | NoteAdopted
