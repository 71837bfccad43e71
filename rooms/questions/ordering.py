"""In which order the queue stands, by the mode that everybody is shown. The page sorts by the same rules.

Old questions rise among voted ones: a third of the minutes waited is added to the votes. Since all wait equally, that
needs no clock. Anything equal stands in the order of asking.
"""

from __future__ import annotations

from collections.abc import Callable

from rooms.questions.terms import QuestionOrder, QuestionState
from rooms.questions.view import QuestionsView, QuestionView

SECONDS_PER_VOTE = 180.0
"""Waiting three minutes weighs as much as one vote."""


def queue(view: QuestionsView) -> list[QuestionView]:
    """The queued ones of a view, first those that are next."""
    key = _KEYS[view.order]
    queued = [question for question in view.items if question.state is QuestionState.QUEUED]
    return sorted(queued, key=lambda question: (*key(question, view.items), question.id))


def by_votes(question: QuestionView, items: list[QuestionView]) -> tuple[float, ...]:
    return (question.at / SECONDS_PER_VOTE - question.votes,)


def by_asking(question: QuestionView, items: list[QuestionView]) -> tuple[float, ...]:
    return (question.at,)


def by_hearing(question: QuestionView, items: list[QuestionView]) -> tuple[float, ...]:
    """How often the asker was heard when they asked, and since; who hides from the viewer counts as never heard."""
    since = sum(_answered_since(question, other) for other in items)
    return (question.heard or 0) + since, question.at


def by_hand(question: QuestionView, items: list[QuestionView]) -> tuple[float, ...]:
    """What was never moved stands after what was."""
    return (float("inf") if question.place is None else question.place,)


def _answered_since(question: QuestionView, other: QuestionView) -> bool:
    is_answered = other.state is QuestionState.ANSWERED and (other.changed_at or 0.0) >= question.at
    who = _asker(question)
    return is_answered and who is not None and who == _asker(other)


def _asker(question: QuestionView) -> tuple[str | int, int | None, bool] | None:
    """What a viewer can tell askers apart by; pseudonyms are for one session. None: by nothing."""
    if question.pseudonym is not None:
        return question.pseudonym, question.session, True
    return (question.asker, None, question.anonymous) if question.asker else None


_KEYS: dict[QuestionOrder, Callable[[QuestionView, list[QuestionView]], tuple[float, ...]]] = {
    QuestionOrder.VOTES: by_votes,
    QuestionOrder.FIRST: by_asking,
    QuestionOrder.LEAST_HEARD: by_hearing,
    QuestionOrder.MANUAL: by_hand,
}
