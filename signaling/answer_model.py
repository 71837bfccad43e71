"""The read model of answered questions: which answer may be offered to others, and how like two questions are.

Offered is the text of an endorsed answer, or of the newest that staff gave, to an answered question that peers have
seen. A private answer never is, nor one that did not help: what was written before a question was reopened counts
only when somebody endorses it afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from math import sqrt

from msgspec import Struct
from msgspec.structs import replace

from rooms.chat.terms import AuthorKind
from rooms.questions.changes import changed, concerned, new_question
from rooms.questions.events import (
    PreModerationSet,
    QuestionAdopted,
    QuestionArchived,
    QuestionAsked,
    QuestionFocused,
    QuestionMoved,
    QuestionReopened,
    QuestionsEvent,
    QuestionsOrdered,
    QuestionUnfocused,
    QuestionUnmasked,
    QuestionVoted,
)
from rooms.questions.terms import QuestionState
from rooms.questions.view import AnswerView, QuestionView
from rooms.roles import is_staff
from signaling.segmenting import segmented, terms
from signaling.wire_duty import FoundAnswer

LEAST_LIKENESS = 0.25
"""What is less like the question than this is not offered."""

_WITHOUT_EFFECT = (
    QuestionVoted
    | QuestionMoved
    | QuestionFocused
    | QuestionUnfocused
    | QuestionUnmasked
    | QuestionAdopted
    | QuestionArchived
    | QuestionsOrdered
    | PreModerationSet
)
"""They change nothing of what is offered: no row is written for a vote."""


class KeptQuestion(Struct, frozen=True):
    """`public`: it has been in the queue. Answers up to number `stale` did not help."""

    seen: QuestionView
    public: bool
    stale: int = 0


def touched(event: QuestionsEvent) -> tuple[int, ...]:
    """The questions whose row `event` makes or changes."""
    return () if isinstance(event, _WITHOUT_EFFECT) else concerned(event)


def keep(kept: MutableMapping[int, KeptQuestion], event: QuestionsEvent) -> None:
    """Change `kept` as `event` says. It must hold what is touched, as far as that was ever asked."""
    if isinstance(event, QuestionAsked):
        seen = new_question(event)
        kept[event.id] = KeptQuestion(seen, public=seen.state is QuestionState.QUEUED)
        return
    for id in touched(event):
        if id in kept:
            kept[id] = _after(kept[id], event)


def _after(question: KeptQuestion, event: QuestionsEvent) -> KeptQuestion:
    seen = changed(question.seen, event)
    public = question.public or seen.state is QuestionState.QUEUED
    if not isinstance(event, QuestionReopened):
        return KeptQuestion(seen, public, question.stale)
    doubted = [replace(answer, endorsed=False) for answer in seen.answers]
    stale = max((answer.id for answer in doubted), default=question.stale)
    return KeptQuestion(replace(seen, answers=doubted), public, stale)


def offered(question: KeptQuestion) -> AnswerView | None:
    """The answer that others may be shown."""
    if not question.public or question.seen.state is not QuestionState.ANSWERED:
        return None
    shown = [answer for answer in question.seen.answers if not answer.private]
    endorsed = next((answer for answer in shown if answer.endorsed), None)
    given = (answer for answer in reversed(shown) if answer.id > question.stale and _is_by_staff(answer))
    return endorsed or next(given, None)


def searchable(question: KeptQuestion) -> str:
    """The words of the question for an index; none if no answer of it may be offered."""
    return "" if offered(question) is None else segmented(question.seen.text)


def words_of(text: str) -> frozenset[str]:
    """The words by which texts are compared: a run of Chinese signs counts by its pairs."""
    return frozenset(word for term in terms(text) for word in term.words)


def best(found: Iterable[tuple[str, KeptQuestion]], text: str, limit: int) -> list[FoundAnswer]:
    """Of questions with their rooms, those most like `text`, newer ones first where they are equally like it."""
    wanted = words_of(text)
    rated = [
        (_likeness(words_of(question.seen.text), wanted), answer.at, room, question.seen, answer)
        for room, question in found
        if (answer := offered(question)) is not None
    ]
    rated.sort(key=lambda each: each[:2], reverse=True)
    return [
        FoundAnswer(room, seen.id, seen.text, answer.text, answer.author_name, answer.at)
        for likeness, _, room, seen, answer in rated[:limit]
        if likeness >= LEAST_LIKENESS
    ]


def _likeness(words: frozenset[str], wanted: frozenset[str]) -> float:
    """The cosine of two sets of words: 1.0 for the same, 0.0 for nothing in common."""
    common = len(words & wanted)
    return common / sqrt(len(words) * len(wanted)) if common else 0.0


def _is_by_staff(answer: AnswerView) -> bool:
    return is_staff(answer.role) and answer.author_kind is AuthorKind.PERSON
