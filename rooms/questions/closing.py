"""Dismissing with a reason that the asker is told, and opening again what was closed. History is kept."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.questions.answering import ended
from rooms.questions.events import QuestionDismissed, QuestionReopened
from rooms.questions.finding import find, find_for, is_run_by, refusal
from rooms.questions.lifecycle import Verb
from rooms.questions.limits import one_more_here, one_more_of
from rooms.questions.state import Question
from rooms.questions.terms import (
    AnswerEnd,
    DismissQuestion,
    DismissReason,
    QuestionState,
    ReopenQuestion,
)
from rooms.questions.view import QuestionView
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor


def dismiss(room: RoomState, command: DismissQuestion, actor: Actor, now: float) -> Decision:
    """A live answer to it ends, and is none."""
    question = find_for(room, command.id, actor, Verb.DISMISS)
    if isinstance(question, Rejection):
        return question
    decided: list[AnyEvent] = []
    if question.state is QuestionState.ANSWERING:
        decided.append(ended(room, question, actor.member, AnswerEnd.BUTTON, now, answered=False))
    decided.append(
        QuestionDismissed(
            at=now,
            id=question.id,
            asker=question.asker,
            by=actor.member,
            reason=command.reason,
            note=command.note.strip(),
            public=question.public,
        )
    )
    return decided


def reopen(room: RoomState, command: ReopenQuestion, actor: Actor, now: float) -> Decision:
    question = find(room, command.id, actor)
    if isinstance(question, Rejection):
        return question
    refused = refusal(question, Verb.REOPEN) or _handed_on(question) or one_more_here(room)
    if not is_run_by(room, actor):
        refused = _not_for(room, question, actor) or refused
    if refused is not None:
        return refused
    reopened = _reopened(question.seen, command.note.strip(), now)
    return [QuestionReopened(at=now, id=question.id, by=actor.member, note=reopened.note, question=reopened)]


def _handed_on(question: Question) -> Rejection | None:
    """Opened again here, it would be asked twice."""
    if not question.seen.adopted:
        return None
    return Rejection(RejectionCode.WRONG_STATE, "it goes on in the question zone")


def _not_for(room: RoomState, question: Question, actor: Actor) -> Rejection | None:
    """Why this is for staff: not one's own, put away as inappropriate, or never approved at all."""
    if question.asker != actor.member:
        return Rejection(RejectionCode.NOT_YOURS)
    is_put_away = question.seen.dismissed_for is DismissReason.INAPPROPRIATE
    if not question.public or is_put_away:
        return Rejection(RejectionCode.NOT_PERMITTED, "for staff to decide")
    return one_more_of(room, actor.member)


def _reopened(question: QuestionView, note: str, now: float) -> QuestionView:
    """Its answers stay; none of them counts any more."""
    return replace(
        question,
        state=QuestionState.QUEUED,
        changed_at=now,
        mode=None,
        answered_by="",
        note=note,
        answers=[replace(answer, endorsed=False) for answer in question.answers],
        dismissed_for=None,
        reopened=question.reopened + 1,
    )
