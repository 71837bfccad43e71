"""What each event makes of a question that it concerns, in whatever view the question is seen.

The room's own state and every client apply the same change: the room to the question with nothing hidden, a client
to what it was shown. So nothing here may depend on what an audience is not told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from rooms.questions.events import (
    AnswerEnded,
    AnswerEndorsed,
    AnswerStarted,
    AnswerWritten,
    PreModerationSet,
    QuestionAdopted,
    QuestionApproved,
    QuestionAsked,
    QuestionDeferred,
    QuestionDismissed,
    QuestionEdited,
    QuestionFocused,
    QuestionMerged,
    QuestionMoved,
    QuestionOverdue,
    QuestionReopened,
    QuestionsEvent,
    QuestionsOrdered,
    QuestionSubmitted,
    QuestionUnfocused,
    QuestionUnmasked,
    QuestionUnmerged,
    QuestionVoted,
    QuestionWithdrawn,
)
from rooms.questions.terms import AnswerMode, QuestionState
from rooms.questions.view import AnswerView, QuestionView

Carrying = QuestionSubmitted | QuestionApproved | QuestionReopened
"""These bring the whole question: whom they are told may never have seen it."""


def new_question(event: QuestionAsked) -> QuestionView:
    """As `event` tells it. `voters` of a projected event are the viewer alone, or nobody."""
    return QuestionView(
        id=event.id,
        at=event.asked_at,
        asker=event.author,
        asker_name=event.author_name,
        text=event.text,
        state=event.state,
        tried=event.tried,
        expected=event.expected,
        anonymous=event.anonymous,
        pseudonym=event.pseudonym,
        held_for=event.held_for,
        source=event.source,
        message=event.message,
        session=event.session,
        votes=event.votes,
        voted=bool(event.voters),
        heard=event.heard,
        changed_at=event.at,
        review_by=event.review_by,
    )


def concerned(event: QuestionsEvent) -> tuple[int, ...]:
    """The questions that `event` changes."""
    match event:
        case QuestionVoted():
            return event.id, event.shown
        case QuestionMerged() | QuestionUnmerged():
            return event.id, event.into
        case QuestionMoved():
            return tuple(event.places)
        case AnswerWritten() | AnswerEndorsed():
            return (event.question,)
        case QuestionsOrdered() | PreModerationSet():
            return ()
        case _:
            return (event.id,)


def changed(question: QuestionView, event: QuestionsEvent) -> QuestionView:
    """`question` after `event`, which concerns it."""
    change = _CHANGES.get(type(event))
    return question if change is None else change(question, event)


# ---------------------------------------------------------------- its asker


def _carried(question: QuestionView, event: Carrying) -> QuestionView:
    """What is the viewer's own stays: their vote, and an asker who was unmasked for them."""
    return replace(
        event.question,
        voted=question.voted,
        asker=event.question.asker or question.asker,
        asker_name=event.question.asker_name or question.asker_name,
    )


def _edited(question: QuestionView, event: QuestionEdited) -> QuestionView:
    return replace(question, text=event.text, tried=event.tried, expected=event.expected, edited_at=event.at)


def _withdrawn(question: QuestionView, event: QuestionWithdrawn) -> QuestionView:
    return replace(_moved_to(question, QuestionState.WITHDRAWN, event.at), text="", tried="", expected="")


def _unmasked(question: QuestionView, event: QuestionUnmasked) -> QuestionView:
    return replace(question, asker=event.asker, asker_name=event.asker_name) if event.asker else question


# ---------------------------------------------------------------- the queue


def _voted(question: QuestionView, event: QuestionVoted) -> QuestionView:
    """Only the voter is told who voted."""
    if question.id == event.shown:
        question = replace(question, votes=event.votes)
    return replace(question, voted=event.on) if event.member and question.id == event.id else question


def _merged(question: QuestionView, event: QuestionMerged) -> QuestionView:
    if question.id == event.into:
        return replace(question, votes=event.votes)
    return replace(_moved_to(question, QuestionState.MERGED, event.at), merged_into=event.into)


def _unmerged(question: QuestionView, event: QuestionUnmerged) -> QuestionView:
    if question.id == event.into:
        return replace(question, votes=event.into_votes)
    back = _moved_to(question, QuestionState.QUEUED, event.at)
    return replace(back, merged_into=None, votes=event.votes)


def _placed(question: QuestionView, event: QuestionMoved) -> QuestionView:
    return replace(question, place=event.places[question.id])


def _focused(question: QuestionView, event: QuestionFocused) -> QuestionView:
    return _moved_to(question, QuestionState.FOCUSED, event.at)


def _unfocused(question: QuestionView, event: QuestionUnfocused) -> QuestionView:
    return _moved_to(question, QuestionState.QUEUED, event.at)


# ---------------------------------------------------------------- answers


def _answer_started(question: QuestionView, event: AnswerStarted) -> QuestionView:
    started = _moved_to(question, QuestionState.ANSWERING, event.at)
    return replace(started, answering_since=event.at, answered_by=event.by)


def _answer_ended(question: QuestionView, event: AnswerEnded) -> QuestionView:
    """Who began it has answered, whoever ended it."""
    if not event.answered:
        back = _moved_to(question, QuestionState.QUEUED, event.at)
        return replace(back, answered_by="", note=event.note)
    answered = _moved_to(question, QuestionState.ANSWERED, event.at)
    return replace(answered, mode=AnswerMode.LIVE, note=event.note)


def _answer_written(question: QuestionView, event: AnswerWritten) -> QuestionView:
    """Without a text it is a private one, of which peers learn only that it settled the question."""
    if event.text:
        answer = AnswerView(
            id=event.id,
            at=event.at,
            author=event.author,
            author_name=event.author_name,
            author_kind=event.author_kind,
            role=event.role,
            text=event.text,
            private=event.private,
        )
        question = replace(question, answers=[*question.answers, answer])
    if not event.resolves:
        return question
    answered = _moved_to(question, QuestionState.ANSWERED, event.at)
    return replace(answered, mode=AnswerMode.TEXT, answered_by=event.author)


def _answer_endorsed(question: QuestionView, event: AnswerEndorsed) -> QuestionView:
    answers = [replace(answer, endorsed=answer.id == event.answer) for answer in question.answers]
    if question.state is not QuestionState.ANSWERED:
        question = _moved_to(question, QuestionState.ANSWERED, event.at)
    return replace(question, answers=answers, mode=event.mode, answered_by=event.author)


# ---------------------------------------------------------------- closing


def _dismissed(question: QuestionView, event: QuestionDismissed) -> QuestionView:
    dismissed = replace(
        _moved_to(question, QuestionState.DISMISSED, event.at), dismissed_for=event.reason, note=event.note
    )
    return dismissed if event.readable else replace(dismissed, text="", tried="", expected="")


def _deferred(question: QuestionView, event: QuestionDeferred) -> QuestionView:
    return _moved_to(question, QuestionState.DEFERRED, event.at)


def _adopted(question: QuestionView, _event: QuestionAdopted) -> QuestionView:
    return replace(question, adopted=True)


def _overdue(question: QuestionView, _event: QuestionOverdue) -> QuestionView:
    return replace(question, overdue=True)


def _moved_to(question: QuestionView, state: QuestionState, at: float) -> QuestionView:
    """It is held no longer, if it was."""
    moved = replace(question, state=state, changed_at=at, answering_since=None)
    return replace(moved, held_for=None, review_by=None, overdue=False)


_CHANGES: dict[type, Callable[[QuestionView, Any], QuestionView]] = {
    QuestionSubmitted: _carried,
    QuestionApproved: _carried,
    QuestionReopened: _carried,
    QuestionEdited: _edited,
    QuestionWithdrawn: _withdrawn,
    QuestionUnmasked: _unmasked,
    QuestionOverdue: _overdue,
    QuestionVoted: _voted,
    QuestionMerged: _merged,
    QuestionUnmerged: _unmerged,
    QuestionMoved: _placed,
    QuestionFocused: _focused,
    QuestionUnfocused: _unfocused,
    AnswerStarted: _answer_started,
    AnswerEnded: _answer_ended,
    AnswerWritten: _answer_written,
    AnswerEndorsed: _answer_endorsed,
    QuestionDismissed: _dismissed,
    QuestionDeferred: _deferred,
    QuestionAdopted: _adopted,
}
