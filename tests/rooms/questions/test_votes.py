"""Who is behind a question and all that follow it: members, each of them once."""

from __future__ import annotations

from rooms.questions.state import Question, Questions
from rooms.questions.terms import QuestionState
from rooms.questions.view import QuestionView
from rooms.questions.votes import backers_of, canonical_of, count, family_of


def _question(id: int, *voters: str, into: int | None = None, inherited: tuple[str, ...] = ()) -> Question:
    state = QuestionState.QUEUED if into is None else QuestionState.MERGED
    seen = QuestionView(id, 0.0, f"asker-{id}", f"Asker {id}", "Why?", state, merged_into=into)
    return Question(seen, public=True, voters=dict.fromkeys(voters), inherited=dict.fromkeys(inherited))


def _board(*questions: Question) -> Questions:
    return Questions(items={question.id: question for question in questions})


CHAIN = _board(
    _question(1, "ada", "bo", into=2),
    _question(2, "bo", "chen", into=3),
    _question(3, "dora", "asker-3", inherited=("emil", "ada")),
    _question(4, "fatou"),
)


def test_a_question_leads_itself_or_is_led_at_any_distance() -> None:
    led = [canonical_of(CHAIN, CHAIN.items[id]) for id in (1, 2, 3, 4)]
    assert led == [CHAIN.items[id] for id in (3, 3, 3, 4)]


def test_who_follows_what_is_forgotten_follows_nothing() -> None:
    board = _board(_question(1, into=2), _question(2, into=9))
    assert canonical_of(board, board.items[1]) is None


def test_a_family_is_a_question_and_all_that_follow_it() -> None:
    assert [question.id for question in family_of(CHAIN, CHAIN.items[3])] == [3, 2, 1]
    assert [question.id for question in family_of(CHAIN, CHAIN.items[1])] == [1]


def test_everybody_counts_once_and_the_asker_not_at_all() -> None:
    backers = backers_of(family_of(CHAIN, CHAIN.items[3]))
    assert backers == {"ada", "bo", "chen", "dora", "emil", "asker-3"}
    assert count(CHAIN.items[3], backers) == 5
