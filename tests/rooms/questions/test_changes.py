"""What an event makes of one question, as it is seen."""

from __future__ import annotations

import pytest

from rooms.questions.changes import changed, concerned, new_question
from rooms.questions.events import (
    PreModerationSet,
    QuestionApproved,
    QuestionArchived,
    QuestionAsked,
    QuestionFocused,
    QuestionMerged,
    QuestionMoved,
    QuestionsEvent,
    QuestionsOrdered,
    QuestionUnmasked,
    QuestionUnmerged,
    QuestionVoted,
)
from rooms.questions.terms import HoldReason, PreModeration, QuestionOrder, QuestionState
from rooms.questions.view import QuestionView

HELD = QuestionView(3, 1.0, "", "", "Why?", QuestionState.HELD, held_for=HoldReason.RULE, voted=True)


@pytest.mark.parametrize(
    ("event", "ids"),
    [
        (QuestionFocused(at=2.0, id=3, by="tess"), (3,)),
        (QuestionVoted(at=2.0, id=3, member="", on=True, shown=4, votes=1), (3, 4)),
        (QuestionMerged(at=2.0, id=3, into=4, by="tess", votes=1), (3, 4)),
        (QuestionUnmerged(at=2.0, id=3, into=4, by="tess", votes=1, into_votes=2), (3, 4)),
        (QuestionMoved(at=2.0, id=3, by="tess", places={3: 0, 5: 1}), (3, 5)),
        (QuestionsOrdered(at=2.0, mode=QuestionOrder.FIRST, by="tess"), ()),
        (PreModerationSet(at=2.0, mode=PreModeration.ALL, by="tess"), ()),
    ],
)
def test_an_event_concerns_the_questions_that_it_changes(event: QuestionsEvent, ids: tuple[int, ...]) -> None:
    assert concerned(event) == ids


def test_a_new_question_is_voted_for_by_the_viewer_if_the_event_names_them() -> None:
    asked = QuestionAsked(
        at=2.0,
        author="ada",
        cid="cid-000001",
        id=3,
        author_name="Ada",
        text="Why?",
        state=QuestionState.QUEUED,
        asked_at=1.0,
        voters=["bo"],
        votes=4,
    )
    question = new_question(asked)
    assert (question.at, question.changed_at, question.votes, question.voted) == (1.0, 2.0, 4, True)


def test_a_question_that_is_carried_keeps_what_is_the_viewers_own() -> None:
    unmasked = changed(
        HELD, QuestionUnmasked(at=2.0, id=3, by="otto", reason="Why.", asker="ada", asker_name="Ada")
    )
    carried = QuestionView(3, 1.0, "", "", "Why?", QuestionState.QUEUED)
    approved = changed(unmasked, QuestionApproved(at=3.0, id=3, by="tess", question=carried))
    assert approved.state is QuestionState.QUEUED
    assert (approved.asker, approved.asker_name, approved.voted) == ("ada", "Ada", True)


def test_an_unmasking_that_names_nobody_and_being_forgotten_change_nothing_of_it() -> None:
    unnamed = QuestionUnmasked(at=2.0, id=3, by="otto", reason="Why.", asker="", asker_name="")
    assert changed(HELD, unnamed) is HELD
    assert changed(HELD, QuestionArchived(at=2.0, id=3)) is HELD
