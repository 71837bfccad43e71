"""Of a card staff read what its member agreed to, line by line, and nothing else."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.cards import (
    LONGEST,
    CardField,
    CardLine,
    MemberCard,
    cleaned,
    consented,
    quotation,
    too_long,
)

FILLED = MemberCard(CardLine("nurse", True), CardLine("pass B2", True), CardLine("unit 3", True), True)


def test_nothing_is_shown_unless_its_member_says_so() -> None:
    written = MemberCard(CardLine("nurse"), CardLine("pass B2"), CardLine("unit 3"))
    assert [consented(written, field) for field in CardField] == [None, None, None]
    assert [consented(FILLED, field) for field in CardField] == ["nurse", "pass B2", "unit 3"]


def test_each_line_has_a_consent_of_its_own() -> None:
    for shown in product((False, True), repeat=3):
        background, goal, progress = (CardLine("x", each) for each in shown)
        card = MemberCard(background, goal, progress)
        assert [consented(card, field) is not None for field in CardField] == list(shown)


def test_an_empty_line_shows_nothing() -> None:
    assert consented(MemberCard(goal=CardLine("", True)), CardField.GOAL) is None


@pytest.mark.parametrize("shown", [False, True])
@pytest.mark.parametrize("quotable", [False, True])
def test_progress_is_quoted_only_if_it_is_shown_and_may_be_quoted(shown: bool, quotable: bool) -> None:
    card = MemberCard(progress=CardLine("unit 3", shown), quotable=quotable)
    assert quotation(card) == ("unit 3" if shown and quotable else None)


@given(st.text(max_size=400))
def test_a_cleaned_line_is_one_visible_line_and_stays_as_it_is(text: str) -> None:
    card = cleaned(MemberCard(goal=CardLine(text, True)))
    assert cleaned(card) == card
    assert card.goal.shown
    assert not any(sign in card.goal.text for sign in "\n\r\t\x00\u202e\u200b")


def test_a_line_has_a_bound_after_cleaning() -> None:
    longest = LONGEST[CardField.PROGRESS]
    assert too_long(cleaned(MemberCard(progress=CardLine("x" * longest + " \u200b ")))) == []
    long = MemberCard(CardLine("x" * 201), progress=CardLine("x" * (longest + 1)))
    assert too_long(long) == [CardField.BACKGROUND, CardField.PROGRESS]
