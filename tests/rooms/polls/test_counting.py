"""What a ballot of each kind must look like, and what it adds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.polls.counting import is_valid, recounted
from rooms.polls.terms import PollKind

SINGLE, MULTIPLE, ORDERED, QUIZ = PollKind.SINGLE, PollKind.MULTIPLE, PollKind.ORDERED, PollKind.QUIZ


@pytest.mark.parametrize(
    ("kind", "choices"),
    [(SINGLE, [2]), (QUIZ, [0]), (MULTIPLE, [1]), (MULTIPLE, [2, 0, 1]), (ORDERED, [2, 0, 1])],
)
def test_a_ballot_as_its_kind_says_is_valid(kind: PollKind, choices: list[int]) -> None:
    assert is_valid(kind, choices, options=3)


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        (SINGLE, []),
        (SINGLE, [0, 1]),
        (SINGLE, [3]),
        (QUIZ, [0, 1]),
        (MULTIPLE, []),
        (MULTIPLE, [1, 1]),
        (MULTIPLE, [0, 3]),
        (ORDERED, [0, 1]),
        (ORDERED, [0, 1, 1]),
        (ORDERED, [0, 1, 3]),
    ],
)
def test_any_other_ballot_is_not(kind: PollKind, choices: list[int]) -> None:
    assert not is_valid(kind, choices, options=3)


def test_each_choice_counts_one() -> None:
    assert recounted(MULTIPLE, [0, 5, 2], before=[], after=[0, 2]) == [1, 5, 3]


def test_an_order_gives_a_point_for_each_option_below() -> None:
    assert recounted(ORDERED, [0, 0, 0], before=[], after=[2, 0, 1]) == [1, 0, 2]


@given(
    st.sampled_from([MULTIPLE, ORDERED]),
    st.lists(st.permutations(range(4)), max_size=8),
    st.permutations(range(4)),
)
def test_a_ballot_taken_back_leaves_no_trace(
    kind: PollKind, others: list[list[int]], ballot: list[int]
) -> None:
    tallies = [0, 0, 0, 0]
    for other in others:
        tallies = recounted(kind, tallies, [], other)
    assert recounted(kind, recounted(kind, tallies, [], ballot), ballot, []) == tallies
