"""Which questions wait for approval before peers see them: by the room's mode, or because a content rule matched.

What nobody has looked at in time is overdue, once; it goes on waiting, and so does its clock.
Staff are never held. A newcomer is somebody of whom no question was in the queue here before.
"""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from rooms.decision import Decision, Refused
from rooms.events import AnyEvent
from rooms.moderation.content import Screening, screen
from rooms.moderation.terms import RuleEffect
from rooms.obligations.targets import review_by
from rooms.questions.events import PreModerationSet, QuestionApproved, QuestionOverdue
from rooms.questions.finding import find_for, is_run_by
from rooms.questions.lifecycle import Verb
from rooms.questions.terms import (
    ApproveQuestion,
    HoldReason,
    PreModeration,
    QuestionState,
    SetPreModeration,
)
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor


class Admission(Struct, frozen=True):
    """How a question comes in, until when somebody should look at it, and the `events` of the content rules that did."""

    held_for: HoldReason | None = None
    review_by: float | None = None
    events: list[AnyEvent] = []

    @property
    def state(self) -> QuestionState:
        return QuestionState.QUEUED if self.held_for is None else QuestionState.HELD


def admit(room: RoomState, actor: Actor, text: str, now: float, *, anonymous: bool) -> Admission | Refused:
    """How a question with this text comes in; refused when a rule says that it may not stand at all."""
    screening = screen(room, actor, text, now, anonymous=anonymous)
    match screening.effect:
        case RuleEffect.REMOVE | RuleEffect.MUTE:
            return refused_by(screening)
        case RuleEffect.HOLD | RuleEffect.HIDE:
            return Admission(HoldReason.RULE, review_by(room, now), screening.events)
        case None:
            reason = hold_reason(room, actor)
            until = None if reason is None else review_by(room, now)
            return Admission(reason, until, screening.events)
        case _:
            assert_never(screening.effect)


def hold_reason(room: RoomState, actor: Actor) -> HoldReason | None:
    """Why the room's mode holds a question of this actor, whatever its text; None if it does not."""
    if is_run_by(room, actor):
        return None
    match room.questions.pre_moderation:
        case PreModeration.ALL:
            return HoldReason.EVERYBODY
        case PreModeration.NEWCOMERS if actor.member not in room.questions.askers:
            return HoldReason.NEWCOMER
        case _:
            return None


def screened(
    room: RoomState, actor: Actor, text: str, now: float, *, anonymous: bool = False
) -> list[AnyEvent] | Refused:
    """For words that cannot be held, answers and edits: any effect refuses them. Else what the rules noted."""
    screening = screen(room, actor, text, now, anonymous=anonymous)
    return screening.events if screening.effect is None else refused_by(screening)


def refused_by(screening: Screening) -> Refused:
    return Refused(Rejection(RejectionCode.REFUSED_BY_RULE, screening.rule), screening.events)


# ---------------------------------------------------------------- commands


def approve(room: RoomState, command: ApproveQuestion, actor: Actor, now: float) -> Decision:
    question = find_for(room, command.id, actor, Verb.APPROVE)
    if isinstance(question, Rejection):
        return question
    approved = replace(
        question.seen,
        state=QuestionState.QUEUED,
        held_for=None,
        review_by=None,
        overdue=False,
        changed_at=now,
    )
    return [QuestionApproved(at=now, id=question.id, by=actor.member, question=approved)]


def set_mode(room: RoomState, command: SetPreModeration, actor: Actor, now: float) -> Decision:
    if command.mode is room.questions.pre_moderation:
        return []
    return [PreModerationSet(at=now, mode=command.mode, by=actor.member)]


# ---------------------------------------------------------------- time


def overdue(room: RoomState, now: float) -> list[AnyEvent]:
    return [
        QuestionOverdue(at=now, id=id, asker=room.questions.items[id].asker)
        for id, until in room.questions.to_review.items()
        if until <= now
    ]
