"""What happens to questions of the panel, in class or in the question zone, and what it means for who asked them.

A held question is owed an answer like any other, of which peers know nothing. A live answer is a first response when it begins. A question that a
class hands on to the question zone is owed there, with the time that it has waited.
"""

from __future__ import annotations

from typing import assert_never

from rooms.chat.terms import AuthorKind
from rooms.obligations.events import BotReplied
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import Obligation
from rooms.obligations.people import is_learner
from rooms.obligations.speaking import may_reopen, resume
from rooms.obligations.steps import (
    Said,
    acked,
    answered,
    attached,
    merged,
    opened,
    peer_answered,
    reclassed,
    reopened,
    unmerged,
    withdrawn,
)
from rooms.obligations.targets import AFTER_CLASS, Measure, measure_after_class
from rooms.obligations.terms import Anchor, AnchorKind, How, ObligationClass, ObligationState, TargetKind
from rooms.questions.changes import new_question
from rooms.questions.events import (
    AnswerEnded,
    AnswerEndorsed,
    AnswerStarted,
    AnswerWritten,
    QuestionAdopted,
    QuestionAsked,
    QuestionDeferred,
    QuestionDismissed,
    QuestionEdited,
    QuestionMerged,
    QuestionReopened,
    QuestionsEvent,
    QuestionSubmitted,
    QuestionUnmerged,
    QuestionWithdrawn,
)
from rooms.questions.terms import AnswerMode, QuestionState
from rooms.questions.view import QuestionView
from rooms.roles import is_staff
from rooms.terms import Actor

_QUESTION = ObligationClass.QUESTION


def happened(ledger: Ledger, event: QuestionsEvent, actor: Actor) -> None:
    match event:
        case QuestionAsked() | QuestionSubmitted() | QuestionReopened():
            _asked_for(ledger, event, actor)
        case AnswerStarted() | AnswerEnded() | AnswerWritten() | AnswerEndorsed() | QuestionDismissed():
            _answered(ledger, event)
        case QuestionMerged() | QuestionUnmerged():
            _merged(ledger, event)
        case QuestionDeferred() | QuestionAdopted():
            _handed_on(ledger, event)
        case QuestionEdited() | QuestionWithdrawn():
            _own(ledger, event)
        case _:
            pass  # its place in the queue, or who sees it


def _anchor(question: int) -> Anchor:
    return Anchor(AnchorKind.QUESTION, question)


def _waiting(ledger: Ledger, question: int) -> Obligation | None:
    """The open one for this question."""
    held = ledger.at(_anchor(question))
    return held if held is not None and held.is_open else None


# ---------------------------------------------------------------- asking


def _asked_for(
    ledger: Ledger, event: QuestionAsked | QuestionSubmitted | QuestionReopened, actor: Actor
) -> None:
    match event:
        case QuestionAsked():
            _asked(ledger, event, actor)
        case QuestionSubmitted():
            _opened(ledger, _said_in(event.question), actor)
        case QuestionReopened():
            _reopened(ledger, event, actor)
        case _:
            assert_never(event)


def _said_in(question: QuestionView) -> Said:
    return Said(
        question.asker,
        question.asker_name,
        _anchor(question.id),
        question.text,
        anonymous=question.anonymous,
        private=question.state is QuestionState.HELD,
    )


def _asked(ledger: Ledger, event: QuestionAsked, actor: Actor) -> None:
    if event.state is QuestionState.DRAFT:
        return
    said = _said_in(new_question(event))
    if event.origin is not None:
        _adopted(ledger, event, said)
        return
    converted = None
    if event.message is not None:
        converted = ledger.at(Anchor(AnchorKind.MESSAGE, event.message))
    if converted is not None and converted.is_open:
        attached(ledger, converted, said.anchor, _QUESTION)
    else:
        _opened(ledger, said, actor)


def _adopted(ledger: Ledger, event: QuestionAsked, said: Said) -> None:
    """Its class has handed it on: its asker is a learner, and the clock goes on."""
    by = Measure(AFTER_CLASS, ledger.room.obligations.coverage().version)
    opened(ledger, _QUESTION, said, by=by, opened_at=event.asked_at, consumed=event.waited)


def _opened(ledger: Ledger, said: Said, actor: Actor) -> None:
    if is_learner(ledger.room, said.asker, actor):
        if not said.anonymous:
            resume(ledger, said.asker)
        opened(ledger, _QUESTION, said)


def _reopened(ledger: Ledger, event: QuestionReopened, actor: Actor) -> None:
    """Soon after, the next cycle; later, a new one that tells of the old."""
    held = ledger.at(_anchor(event.id))
    if held is not None and held.is_open:
        return
    if held is not None and may_reopen(held, ledger.now):
        reopened(ledger, held, event.by)
        return
    said = _said_in(event.question)
    if is_learner(ledger.room, said.asker, actor):
        opened(ledger, _QUESTION, said, linked=None if held is None else held.id)


# ---------------------------------------------------------------- answering


def _answered(
    ledger: Ledger,
    event: AnswerStarted | AnswerEnded | AnswerWritten | AnswerEndorsed | QuestionDismissed,
) -> None:
    id = event.question if isinstance(event, AnswerWritten | AnswerEndorsed) else event.id
    waiting = _waiting(ledger, id)
    if waiting is None:
        return
    match event:
        case AnswerStarted():
            acked(ledger, waiting, event.by, How.LIVE)
        case AnswerEnded():
            if event.answered:
                answered(ledger, waiting, _who_spoke(ledger, event), How.LIVE)
        case AnswerWritten():
            _written(ledger, waiting, event)
        case AnswerEndorsed():
            how = How.PEER if event.mode is AnswerMode.PEER else How.WRITTEN
            answered(ledger, waiting, event.author, how)
        case QuestionDismissed():
            answered(ledger, waiting, event.by, How.DISMISSED)
        case _:
            assert_never(event)


def _who_spoke(ledger: Ledger, event: AnswerEnded) -> str:
    """Who began the answer, whoever ended it."""
    question = ledger.room.questions.items.get(event.id)
    return question.seen.answered_by if question is not None else event.by


def _written(ledger: Ledger, waiting: Obligation, event: AnswerWritten) -> None:
    if event.author_kind is not AuthorKind.PERSON:
        ledger.emit(BotReplied(**ledger.of(waiting)))
    elif is_staff(event.role):
        answered(ledger, waiting, event.author, How.WRITTEN)
    else:
        peer_answered(ledger, waiting, event.author)


# ---------------------------------------------------------------- going elsewhere


def _merged(ledger: Ledger, event: QuestionMerged | QuestionUnmerged) -> None:
    held = ledger.at(_anchor(event.id))
    if held is None:
        return
    if isinstance(event, QuestionMerged) and held.is_open:
        into = ledger.at(_anchor(event.into))
        merged(ledger, held, 0 if into is None else into.id, event.by)
    elif isinstance(event, QuestionUnmerged) and held.seen.state is ObligationState.MERGED:
        unmerged(ledger, held)


def _handed_on(ledger: Ledger, event: QuestionDeferred | QuestionAdopted) -> None:
    waiting = _waiting(ledger, event.id)
    if waiting is None:
        return
    if isinstance(event, QuestionDeferred):
        after_class(ledger, waiting)
    else:
        merged(ledger, waiting, 0, "")


def after_class(ledger: Ledger, waiting: Obligation) -> None:
    """What was to be taken up at once is to be answered now."""
    to = measure_after_class(ledger.room, _QUESTION, waiting.policy)
    reclassed(ledger, waiting, _QUESTION, to, target=TargetKind.FULL)


def _own(ledger: Ledger, event: QuestionEdited | QuestionWithdrawn) -> None:
    """What askers do with their own."""
    waiting = _waiting(ledger, event.id)
    if waiting is None:
        return
    if isinstance(event, QuestionWithdrawn):
        withdrawn(ledger, waiting)
        return
    if not waiting.anonymous:
        resume(ledger, waiting.asker)
    words = event.text if waiting.anchor == _anchor(event.id) else None
    attached(ledger, waiting, _anchor(event.id), _QUESTION, words)
