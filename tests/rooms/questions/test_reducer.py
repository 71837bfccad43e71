"""How events change the board: what is added, where, and what leaves it. The law itself is checked by every test here."""

from __future__ import annotations

from rooms.questions.events import (
    PreModerationSet,
    QuestionApproved,
    QuestionArchived,
    QuestionAsked,
    QuestionFocused,
    QuestionsOrdered,
    QuestionSubmitted,
    QuestionWithdrawn,
)
from rooms.questions.reducer import reduce
from rooms.questions.terms import PreModeration, QuestionOrder, QuestionState
from rooms.questions.view import QuestionsView, QuestionView


def _question(id: int, state: QuestionState = QuestionState.QUEUED) -> QuestionView:
    return QuestionView(id, float(id), "ada", "Ada", "Why?", state)


BOARD = QuestionsView(items=[_question(1), _question(3)])


def _ids(view: QuestionsView) -> list[int]:
    return [question.id for question in view.items]


def test_mode_and_pre_moderation_are_those_of_the_board() -> None:
    ordered = reduce(BOARD, QuestionsOrdered(at=1.0, mode=QuestionOrder.FIRST, by="tess"))
    held = reduce(ordered, PreModerationSet(at=1.0, mode=PreModeration.ALL, by="tess"))
    assert (held.order, held.pre_moderation) == (QuestionOrder.FIRST, PreModeration.ALL)
    assert held.items == BOARD.items


def test_a_new_question_stands_last() -> None:
    asked = QuestionAsked(
        at=1.0,
        author="bo",
        cid="cid-000001",
        id=4,
        author_name="Bo",
        text="How?",
        state=QuestionState.QUEUED,
        asked_at=1.0,
    )
    assert _ids(reduce(BOARD, asked)) == [1, 3, 4]


def test_a_question_that_comes_to_be_seen_stands_where_it_was_asked() -> None:
    approved = QuestionApproved(at=1.0, id=2, by="tess", question=_question(2))
    assert _ids(reduce(BOARD, approved)) == [1, 2, 3]


def test_a_question_that_was_seen_before_keeps_its_place() -> None:
    submitted = QuestionSubmitted(at=1.0, id=1, question=_question(1, QuestionState.HELD))
    assert [question.state for question in reduce(BOARD, submitted).items] == [
        QuestionState.HELD,
        QuestionState.QUEUED,
    ]


def test_forgotten_questions_and_withdrawn_drafts_leave_the_board_and_others_do_not() -> None:
    assert _ids(reduce(BOARD, QuestionArchived(at=1.0, id=1))) == [3]
    draft = QuestionWithdrawn(at=1.0, id=1, asker="ada", state=QuestionState.DRAFT)
    assert _ids(reduce(BOARD, draft)) == [3]
    queued = QuestionWithdrawn(at=1.0, id=1, asker="", state=QuestionState.QUEUED)
    assert _ids(reduce(BOARD, queued)) == [1, 3]


def test_what_concerns_a_question_that_is_not_seen_changes_nothing() -> None:
    assert reduce(BOARD, QuestionFocused(at=1.0, id=2, by="tess")) == BOARD


def test_a_view_is_never_changed_in_place() -> None:
    reduce(BOARD, QuestionFocused(at=1.0, id=1, by="tess"))
    assert BOARD.items[0].state is QuestionState.QUEUED
