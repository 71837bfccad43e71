"""What happens to questions of the panel, in class or in the question zone, and what it means for who asked them.

A held question is owed an answer like any other, of which peers know nothing. A live answer is a first response when it
begins. What is merged waits with the other question; where nobody is owed an answer to that one (staff asked it, or its
asker is content), it goes on waiting by itself, and whatever answers the other answers it. A question that a class
hands on to the question zone is owed there, with the time that it has waited.
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
    opened_since,
    peer_answered,
    reclassed,
    reopened,
    unmerged,
    withdrawn,
)
from rooms.obligations.targets import measure_after_class
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
from rooms.questions.votes import family_of
from rooms.roles import is_staff
from rooms.terms import Actor

_QUESTION = ObligationClass.QUESTION
_HOW = {
    AnswerMode.LIVE: How.LIVE,
    AnswerMode.TEXT: How.WRITTEN,
    AnswerMode.PEER: How.PEER,
    AnswerMode.AI: How.BOT,
}


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


def _all_waiting(ledger: Ledger, question: int) -> list[Obligation]:
    """The open ones for this question and for all that follow it."""
    asked = ledger.room.questions.items.get(question)
    family = [] if asked is None else family_of(ledger.room.questions, asked)
    found = (_waiting(ledger, each.id) for each in family)
    return list({each.id: each for each in found if each is not None}.values())


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
    if converted is None or not converted.is_open:
        _opened(ledger, said, actor)
    elif any(each.kind is AnchorKind.QUESTION for each in converted.anchors):
        _parted(ledger, said, event.asked_at)
    else:
        attached(ledger, converted, said.anchor, _QUESTION)


def _parted(ledger: Ledger, said: Said, since: float) -> None:
    """Of one turn that becomes several questions, each is owed an answer of its own."""
    opened_since(ledger, _QUESTION, said, since)


def _adopted(ledger: Ledger, event: QuestionAsked, said: Said) -> None:
    """Its class has handed it on: the clock goes on, if somebody waits."""
    if not event.owed:
        return
    by = measure_after_class(ledger.room, _QUESTION)
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
    for waiting in _all_waiting(ledger, id):
        _answers(ledger, waiting, event)


def _answers(
    ledger: Ledger,
    waiting: Obligation,
    event: AnswerStarted | AnswerEnded | AnswerWritten | AnswerEndorsed | QuestionDismissed,
) -> None:
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
        _follows(ledger, held, event)
    elif isinstance(event, QuestionUnmerged) and held.seen.state is ObligationState.MERGED:
        unmerged(ledger, held)


def _follows(ledger: Ledger, held: Obligation, event: QuestionMerged) -> None:
    into = ledger.at(_anchor(event.into))
    canonical = ledger.room.questions.items[event.into].seen
    is_answered = canonical.state is QuestionState.ANSWERED
    if into is not None and (into.is_open or is_answered):
        merged(ledger, held, into.id, event.by)
    elif is_answered:
        answered(ledger, held, canonical.answered_by, _HOW[canonical.mode or AnswerMode.TEXT])


def go_on_alone(ledger: Ledger, over: Obligation) -> None:
    """Its asker is content. Those who asked the same have not been told anything yet."""
    for anchor in over.anchors:
        asked = ledger.room.questions.items.get(anchor.number or 0)
        if anchor.kind is not AnchorKind.QUESTION or asked is None:
            continue
        for each in family_of(ledger.room.questions, asked):
            held = ledger.at(_anchor(each.id))
            if held is not None and _has_waited_with(held, over):
                unmerged(ledger, held)


def _has_waited_with(held: Obligation, over: Obligation) -> bool:
    """Merged in this cycle; whoever was so before got the answer of the last one."""
    began = over.seen.reopened_at or over.seen.opened_at
    return held.seen.state is ObligationState.MERGED and (held.seen.resolved_at or 0.0) >= began


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
