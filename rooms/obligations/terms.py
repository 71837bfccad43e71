"""Obligations: whoever speaks up is owed an answer. One type for questions, statements, hands, calls for help and reports.

An obligation has an asker, an anchor (what was said first), a class, a clock, and in the end somebody who answered, or a
reason why nobody needed to. Breach is a moment, not a state: a late answer still resolves.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from community.covered_time import Window
from rooms.terms import ClientCommand, MemberId, Number, Reason, SystemCommand

LEVELS = (50, 100, 150, 200, 400)
"""Percent of a target at which somebody else hears of it; 100 is the breach."""
CLAIM_SECONDS = 300.0
"""A claim holds escalation back for so long, once per cycle; the clock runs on."""
ACK_UNDO_SECONDS = 10.0
"""A reaction that is taken back within so long has acknowledged nothing."""


class ObligationClass(StrEnum):
    QUESTION = "question"
    STATEMENT = "statement"
    NEWCOMER = "newcomer"  # among somebody's first three messages within seven days
    SUBMISSION = "submission"
    HAND = "hand"
    HELP = "help"  # a call from a sub-room
    REPORT = "report"
    FOLLOW_UP = "follow_up"  # of staff: a learner replied to what the room posted


class Occasion(StrEnum):
    """What has a target of its own, whatever its class."""

    LIVE_QUESTION = "live_question"  # asked in a live Q&A while it runs: to be taken up at once, by the wall
    AFTER_CLASS = "after_class"  # a question that a class left open
    HELD = "held"  # words that wait for approval: until somebody looks at them


class ObligationState(StrEnum):
    OPEN = "open"
    ACKED = "acked"  # seen by somebody who counts, not answered yet
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"  # by the asker
    REMOVED = "removed"  # what was said was removed by staff
    WAIVED = "waived"  # no answer needed, says staff, with a reason
    MERGED = "merged"  # resolved with another
    MOVED = "moved"  # its thread went to another room, which owes it now, or where nobody does


class ClockKind(StrEnum):
    WALL = "wall"
    COVERED = "covered"  # runs while the calendar says that somebody is there


class TargetKind(StrEnum):
    FIRST = "first"  # first response; after a reopening, the next one
    FULL = "full"  # the answer


class AnchorKind(StrEnum):
    MESSAGE = "message"
    QUESTION = "question"
    HAND = "hand"
    HELP = "help"
    REPORT = "report"
    SUBMISSION = "submission"
    POST = "post"  # a message that the room posted


class How(StrEnum):
    REACTION = "reaction"
    REPLY = "reply"  # a message
    WRITTEN = "written"  # an answer to a question
    LIVE = "live"  # spoken
    STAGE = "stage"  # called onto it
    HELP = "help"  # somebody came
    HANDLED = "handled"  # a report; a submission that was looked at
    DISMISSED = "dismissed"  # told why not
    PEER = "peer"  # a learner's answer that the asker or staff accepted, or nobody objected to for a day
    BOT = "bot"  # the asker says that a bot's reply solved it
    MEMORY = "memory"  # the asker says that an earlier answer solved it
    ASKER = "asker"  # the asker says that it is solved


class PauseReason(StrEnum):
    ASKED_BACK = "asked_back"  # staff asked in public and the asker has not replied
    EXAM = "exam"


class Anchor(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What was said first. `number` names it within its kind; a hand has none."""

    kind: AnchorKind
    number: int | None = None


class Target(Struct, frozen=True, forbid_unknown_fields=True):
    """Seconds to the first response, and to the answer; None: there is none."""

    first: Annotated[float, Meta(ge=1)]
    full: Annotated[float, Meta(ge=1)] | None
    clock: ClockKind


class Coverage(Struct, frozen=True, forbid_unknown_fields=True):
    """A version of targets and of the hours in which covered clocks run. `windows` do not overlap and are in order.

    `occasions` that are not named keep the standard, as `targets` do. After the last window a covered clock stands still until more windows of the same version come.
    """

    version: int
    targets: dict[ObligationClass, Target]
    windows: list[Window]
    occasions: dict[Occasion, Target] = {}


class AutoReply(Struct, frozen=True, forbid_unknown_fields=True):
    """A bot's reply to messages with one of `keywords`: once per asker within `cooldown` seconds."""

    id: Annotated[str, Meta(pattern="^[a-z0-9-]{1,40}$")]
    keywords: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=60)]], Meta(min_length=1, max_length=20)
    ]
    text: Annotated[str, Meta(min_length=1, max_length=1000)]
    cooldown: Annotated[int, Meta(ge=60, le=30 * 24 * 3600)] = 3600


# ---------------------------------------------------------------- commands


class ClaimObligation(ClientCommand, frozen=True, tag="claim_obligation"):
    """ "I take this one": everybody sees it."""

    id: Number


class ReleaseObligation(ClientCommand, frozen=True, tag="release_obligation"):
    id: Number


class WaiveObligation(ClientCommand, frozen=True, tag="waive_obligation"):
    id: Number
    reason: Annotated[str, Meta(min_length=3, max_length=500)]


class AwaitAsker(ClientCommand, frozen=True, tag="await_asker"):
    """Staff asked back in public: the clock stands until the asker speaks. Refused without such a message."""

    id: Number


class PromiseAnswer(ClientCommand, frozen=True, tag="promise_answer"):
    """Staff will come back to it: a clock of their own begins, and the asker's runs on."""

    id: Number


class AttributeAnswer(ClientCommand, frozen=True, tag="attribute_answer"):
    """Which open obligation one's message answers, where the server could not know."""

    message: Number
    id: Number


class ReclassObligation(ClientCommand, frozen=True, tag="reclass_obligation"):
    """By staff. Consumed time is kept."""

    id: Number
    into: ObligationClass


class MarkSolved(ClientCommand, frozen=True, tag="mark_solved"):
    """By the asker. `how`: who or what solved it, if not a person."""

    id: Number
    how: How = How.ASKER


class MarkUnsolved(ClientCommand, frozen=True, tag="mark_unsolved"):
    """By the asker, within 72 hours: the next cycle begins."""

    id: Number
    note: Reason = ""


class SetExamMode(ClientCommand, frozen=True, tag="set_exam_mode"):
    """All clocks of this room stand for so many minutes; 0 ends it."""

    minutes: Annotated[int, Meta(ge=0, le=60)]


class SetAutoReplies(ClientCommand, frozen=True, tag="set_auto_replies"):
    rules: Annotated[list[AutoReply], Meta(max_length=50)]


class SetCoverage(SystemCommand, frozen=True, tag="set_coverage"):
    """From the community: the version that new obligations take, or more windows of one that is known."""

    coverage: Coverage


class AssignObligation(SystemCommand, frozen=True, tag="assign_obligation"):
    """The shift of `owner` is over, and whoever is on duty has it now. Changes nothing once somebody else has it."""

    id: int
    owner: str
    to: MemberId
    to_name: str


class NoteSubmission(SystemCommand, frozen=True, tag="note_submission"):
    """Somebody handed in task `number`: it is owed a look. `done_by` set: somebody looked."""

    number: int
    member: MemberId
    member_name: str
    done_by: str = ""


ObligationsCommand = (
    ClaimObligation
    | ReleaseObligation
    | WaiveObligation
    | AwaitAsker
    | PromiseAnswer
    | AttributeAnswer
    | ReclassObligation
    | MarkSolved
    | MarkUnsolved
    | SetExamMode
    | SetAutoReplies
)
ObligationsSystemCommand = SetCoverage | AssignObligation | NoteSubmission
