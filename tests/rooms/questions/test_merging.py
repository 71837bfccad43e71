"""Merging duplicates: the union of votes, whatever follows what, and undoing it for a day."""

from __future__ import annotations

import pytest

from rooms.questions.events import QuestionArchived, QuestionUnmerged
from rooms.questions.merging import UNDO_SECONDS
from rooms.questions.terms import (
    DismissQuestion,
    DismissReason,
    MergeQuestions,
    PreModeration,
    QuestionState,
    SetPreModeration,
    UnmergeQuestion,
    VoteQuestion,
    WithdrawQuestion,
)
from rooms.rejections import RejectionCode
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, CHEN, GIL, TESS, TOM


@pytest.fixture
def hall() -> Hall:
    """With a question each of Ada's, Bo's and Chen's; Gil votes for the first two, Tom for the second."""
    hall = Hall()
    for asker in (ADA, BO, CHEN):
        hall.asks(asker)
    for id, voter in ((1, GIL), (2, GIL), (2, TOM)):
        hall.events(VoteQuestion(id, on=True), voter)
    return hall


def _votes(hall: Hall, *ids: int) -> list[int]:
    return [hall.seen(id).votes for id in ids]


def test_a_merged_question_follows_the_other_which_has_the_votes_of_both(hall: Hall) -> None:
    hall.events(MergeQuestions(1, 2), TESS)
    merged = hall.seen(1)
    assert (merged.state, merged.merged_into) == (QuestionState.MERGED, 2)
    assert _votes(hall, 1, 2) == [1, 2]


def test_an_asker_who_voted_for_the_duplicate_does_not_count_for_their_own(hall: Hall) -> None:
    hall.events(VoteQuestion(1, on=True), BO)
    hall.events(MergeQuestions(1, 2), TESS)
    assert _votes(hall, 2) == [2]


def test_merging_into_a_merged_question_is_merging_into_what_it_follows(hall: Hall) -> None:
    hall.events(MergeQuestions(1, 2), TESS)
    hall.events(MergeQuestions(3, 1), TESS)
    assert hall.seen(3).merged_into == 2


def test_what_follows_comes_along_when_its_question_is_merged(hall: Hall) -> None:
    hall.events(MergeQuestions(1, 2), TESS)
    hall.events(MergeQuestions(2, 3), TESS)
    assert _votes(hall, 3) == [2]
    hall.events(VoteQuestion(1, on=True), TESS)
    assert _votes(hall, 3) == [3]


def test_nothing_follows_itself_not_even_by_way_of_another(hall: Hall) -> None:
    assert hall.refusal(MergeQuestions(1, 1), TESS) is RejectionCode.WRONG_STATE
    hall.events(MergeQuestions(1, 2), TESS)
    assert hall.refusal(MergeQuestions(2, 1), TESS) is RejectionCode.WRONG_STATE


def test_an_answered_question_takes_duplicates_but_a_dismissed_one_does_not(hall: Hall) -> None:
    hall.answers(2, TOM)
    hall.events(MergeQuestions(1, 2), TESS)
    hall.events(DismissQuestion(2, DismissReason.UNCLEAR), TESS)
    assert hall.refusal(MergeQuestions(3, 2), TESS) is RejectionCode.WRONG_STATE
    assert hall.refusal(MergeQuestions(3, 1), TESS) is RejectionCode.WRONG_STATE


def test_what_peers_do_not_see_takes_no_duplicates(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    held = hall.asks(GIL)
    assert hall.refusal(MergeQuestions(1, held), TESS) is RejectionCode.WRONG_STATE
    hall.answers(held, TOM)
    assert hall.refusal(MergeQuestions(1, held), TESS) is RejectionCode.WRONG_STATE
    assert hall.refusal(MergeQuestions(held, 1), TESS) is RejectionCode.WRONG_STATE


def test_what_is_not_there_is_not_merged(hall: Hall) -> None:
    assert hall.refusal(MergeQuestions(1, 99), TESS) is RejectionCode.NOT_FOUND
    assert hall.refusal(MergeQuestions(99, 1), TESS) is RejectionCode.NOT_FOUND


# ---------------------------------------------------------------- undoing


def test_undoing_gives_each_question_its_own_voters_back(hall: Hall) -> None:
    hall.events(MergeQuestions(1, 2), TESS)
    hall.events(VoteQuestion(1, on=True), TESS)
    hall.now += UNDO_SECONDS
    hall.events(UnmergeQuestion(1), TOM)
    restored = hall.seen(1)
    assert (restored.state, restored.merged_into) == (QuestionState.QUEUED, None)
    assert _votes(hall, 1, 2) == [1, 3]
    assert [hall.seen(id, GIL).voted for id in (1, 2)] == [True, True]


def test_undoing_takes_along_what_follows_and_leaves_the_rest(hall: Hall) -> None:
    hall.events(MergeQuestions(1, 2), TESS)
    hall.events(MergeQuestions(2, 3), TESS)
    (unmerged,) = hall.events(UnmergeQuestion(2), TESS)
    assert isinstance(unmerged, QuestionUnmerged)
    assert _votes(hall, 2, 3) == [2, 0]
    hall.events(MergeQuestions(2, 3), TESS)
    hall.events(UnmergeQuestion(1), TESS)
    assert _votes(hall, 1, 3) == [1, 2]


def test_after_a_day_it_cannot_be_undone(hall: Hall) -> None:
    hall.events(MergeQuestions(1, 2), TESS)
    hall.now += UNDO_SECONDS + 1
    assert hall.refusal(UnmergeQuestion(1), TESS) is RejectionCode.TOO_OLD


def test_what_was_not_merged_cannot_be_taken_apart(hall: Hall) -> None:
    assert hall.refusal(UnmergeQuestion(1), TESS) is RejectionCode.WRONG_STATE


def test_when_the_followed_question_is_forgotten_nothing_can_be_said_about_it(hall: Hall) -> None:
    hall.events(MergeQuestions(1, 2), TESS)
    hall.room.apply(QuestionArchived(at=hall.now, id=2))
    assert hall.refusal(UnmergeQuestion(1), TESS) is RejectionCode.TOO_OLD
    assert hall.refusal(MergeQuestions(3, 1), TESS) is RejectionCode.TOO_OLD
    assert hall.refusal(VoteQuestion(1, on=True), GIL) is RejectionCode.TOO_OLD


def test_who_followed_a_question_that_is_withdrawn_still_waits_with_their_own_votes(hall: Hall) -> None:
    hall.events(MergeQuestions(3, 1), TESS)
    hall.events(MergeQuestions(2, 1), TESS)
    told = hall.events(WithdrawQuestion(1), ADA)
    assert [(event.id, event.by) for event in told if isinstance(event, QuestionUnmerged)] == [
        (2, ""),
        (3, ""),
    ]
    assert [hall.seen(id).state for id in (2, 3)] == [QuestionState.QUEUED] * 2
    assert [hall.seen(id).merged_into for id in (2, 3)] == [None, None]
    assert _votes(hall, 2, 3) == [2, 0]


def test_what_follows_a_follower_stays_with_it(hall: Hall) -> None:
    hall.events(MergeQuestions(3, 2), TESS)
    hall.events(MergeQuestions(2, 1), TESS)
    hall.events(WithdrawQuestion(1), ADA)
    assert (hall.seen(2).state, hall.seen(3).merged_into) == (QuestionState.QUEUED, 2)
