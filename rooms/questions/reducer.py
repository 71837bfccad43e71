"""How events change the board of questions that a client sees. What becomes of one question is in `changes.py`.

A draft that is withdrawn was never asked: it leaves no trace. Every other withdrawn question keeps its place.
"""

from __future__ import annotations

from msgspec.structs import replace

from rooms.questions.changes import Carrying, changed, concerned, new_question
from rooms.questions.events import (
    PreModerationSet,
    QuestionApproved,
    QuestionArchived,
    QuestionAsked,
    QuestionReopened,
    QuestionsEvent,
    QuestionsOrdered,
    QuestionSubmitted,
    QuestionWithdrawn,
)
from rooms.questions.terms import QuestionState
from rooms.questions.view import QuestionsView, QuestionView


def reduce(view: QuestionsView, event: QuestionsEvent) -> QuestionsView:
    match event:
        case QuestionsOrdered():
            return replace(view, order=event.mode)
        case PreModerationSet():
            return replace(view, pre_moderation=event.mode)
        case _:
            return replace(view, items=_items(view.items, event))


def _items(items: list[QuestionView], event: QuestionsEvent) -> list[QuestionView]:
    match event:
        case QuestionAsked():
            return [*items, new_question(event)]
        case QuestionSubmitted() | QuestionApproved() | QuestionReopened():
            return _changed(_shown(items, event), event)
        case QuestionArchived() | QuestionWithdrawn(state=QuestionState.DRAFT):
            return [question for question in items if question.id != event.id]
        case _:
            return _changed(items, event)


def _changed(items: list[QuestionView], event: QuestionsEvent) -> list[QuestionView]:
    ids = concerned(event)
    return [changed(question, event) if question.id in ids else question for question in items]


def _shown(items: list[QuestionView], event: Carrying) -> list[QuestionView]:
    """With the question that the event carries, in the order of asking."""
    if any(question.id == event.id for question in items):
        return items
    return sorted([*items, event.question], key=lambda question: question.id)
