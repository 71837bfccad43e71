"""The order of the queue in each mode."""

from __future__ import annotations

from rooms.questions.ordering import SECONDS_PER_VOTE, queue
from rooms.questions.terms import QuestionOrder, QuestionState
from rooms.questions.view import QuestionsView, QuestionView


def _question(
    id: int,
    asker: str = "",
    *,
    at: float = 0.0,
    votes: int = 0,
    place: int | None = None,
    heard: int | None = None,
    pseudonym: int | None = None,
    session: int | None = 1,
    answered_at: float | None = None,
) -> QuestionView:
    return QuestionView(
        id=id,
        at=at,
        asker=asker,
        asker_name=asker,
        text="Why?",
        state=QuestionState.QUEUED if answered_at is None else QuestionState.ANSWERED,
        anonymous=not asker,
        pseudonym=pseudonym,
        session=session,
        votes=votes,
        place=place,
        heard=heard,
        changed_at=answered_at,
    )


def _ids(order: QuestionOrder, *items: QuestionView) -> list[int]:
    return [question.id for question in queue(QuestionsView(order, items=list(items)))]


def test_only_what_is_queued_is_in_the_queue() -> None:
    assert _ids(QuestionOrder.FIRST, _question(1, answered_at=5.0), _question(2)) == [2]


def test_by_votes_the_most_wanted_is_first() -> None:
    assert _ids(QuestionOrder.VOTES, _question(1, votes=1), _question(2, votes=3), _question(3)) == [2, 1, 3]


def test_by_votes_three_minutes_of_waiting_weigh_as_much_as_a_vote() -> None:
    old = _question(1, at=0.0)
    assert _ids(QuestionOrder.VOTES, old, _question(2, at=SECONDS_PER_VOTE + 1, votes=1)) == [1, 2]
    assert _ids(QuestionOrder.VOTES, old, _question(2, at=SECONDS_PER_VOTE - 1, votes=1)) == [2, 1]
    assert _ids(QuestionOrder.VOTES, old, _question(2, at=SECONDS_PER_VOTE, votes=1)) == [1, 2]


def test_first_come_is_by_when_it_was_asked_not_by_number() -> None:
    assert _ids(QuestionOrder.FIRST, _question(1, at=9.0), _question(2, at=3.0), _question(3, at=9.0)) == [
        2,
        1,
        3,
    ]


def test_least_heard_puts_first_who_was_answered_least_often() -> None:
    items = [_question(1, "ada", heard=2), _question(2, "bo", heard=0), _question(3, "chen", heard=1)]
    assert _ids(QuestionOrder.LEAST_HEARD, *items) == [2, 3, 1]


def test_least_heard_counts_what_was_answered_since_they_asked() -> None:
    items = [
        _question(1, "ada", heard=0, at=1.0),
        _question(2, "ada", heard=0, at=2.0, answered_at=10.0),
        _question(3, "bo", heard=0, at=3.0),
        _question(4, "ada", heard=1, at=11.0),
    ]
    assert _ids(QuestionOrder.LEAST_HEARD, *items) == [3, 1, 4]


def test_least_heard_knows_anonymous_askers_by_their_pseudonyms_of_one_session() -> None:
    items = [
        _question(1, heard=0, pseudonym=1, at=1.0),
        _question(2, heard=0, pseudonym=1, at=2.0, answered_at=10.0),
        _question(3, heard=0, pseudonym=2, at=3.0),
        _question(4, heard=0, pseudonym=1, at=4.0, session=2),
    ]
    assert _ids(QuestionOrder.LEAST_HEARD, *items) == [3, 4, 1]


def test_least_heard_takes_whom_the_viewer_cannot_tell_apart_as_never_heard() -> None:
    items = [_question(1, "ada", heard=1), _question(2), _question(3, answered_at=10.0), _question(4)]
    assert _ids(QuestionOrder.LEAST_HEARD, *items) == [2, 4, 1]


def test_by_hand_what_was_never_moved_stands_behind_in_the_order_of_asking() -> None:
    items = [_question(1), _question(2, place=1), _question(3), _question(4, place=0)]
    assert _ids(QuestionOrder.MANUAL, *items) == [4, 2, 1, 3]
