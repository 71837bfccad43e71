"""In which forms words are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.moderation.patterns import found
from rooms.moderation.wording import (
    EXCERPT,
    any_word,
    excerpt,
    normalised,
    shingles,
    similarity,
    squeezed,
)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("ﬁne", "fine"),
        ("a\u200bb\u2060c", "abc"),
        ("STRASSE", "straße".casefold()),
    ],
)
def test_width_case_and_invisible_signs_make_no_difference(text: str, same: str) -> None:
    assert normalised(text) == same


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("加 微，信", "加微信"),
        ("加-vx", "加-vx"),
        ("two  words", "two  words"),
        ("（加）", "(加)"),
        ("タ イ・プ", "タイプ"),
        ("한 글", "한글"),
        ("加 1 微", "加 1 微"),
    ],
)
def test_what_stands_between_two_chinese_signs_makes_no_difference(text: str, same: str) -> None:
    assert squeezed(text) == same


@pytest.mark.parametrize(
    ("word", "text", "is_found"),
    [
        ("ad", "bad ads", False),
        ("ad", "an AD!", True),
        ("ad", "ad", True),
        ("ad", "看ad吧", True),
        ("加微", "请加 微", True),
        ("加vx", "快加VX", True),
        ("加vx", "加vxx", False),
        ("c++", "c++11", True),
        ("é", "né", False),
        (" Free  Money ", "free  money", True),
    ],
)
def test_words_of_letters_are_whole_and_chinese_ones_have_no_boundary(
    word: str, text: str, is_found: bool
) -> None:
    assert (found(any_word((word, "never")), squeezed(text)) is not None) is is_found


@given(st.text())
def test_normalising_twice_is_normalising_once_and_squeezing_only_takes_away(text: str) -> None:
    assert len(squeezed(text)) <= len(normalised(text))
    assert [sign for sign in squeezed(text) if sign.isalnum()] == [
        sign for sign in normalised(text) if sign.isalnum()
    ]


@given(st.text(), st.text())
def test_similarity_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    of_both = similarity(shingles(one), shingles(other))
    assert 0 <= of_both <= 1
    assert of_both == similarity(shingles(other), shingles(one))
    assert similarity(shingles(one), shingles(one)) == 1


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("join my group for free notes 1", "Join my group, for FREE notes 2!", True),
        ("join my group for free notes", "what is the derivative of x", False),
        ("好", "好!", True),
        ("...", "!!!", False),
        ("", "a", False),
    ],
)
def test_nearly_the_same_is_near(one: str, other: str, is_near: bool) -> None:
    assert (similarity(shingles(one), shingles(other)) >= 0.8) is is_near


@given(st.text(max_size=300), st.integers(0, 300))
def test_an_excerpt_is_a_bounded_part_of_the_text(text: str, at: int) -> None:
    shown = excerpt(text, at)
    assert len(shown) <= EXCERPT
    assert shown == shown.strip()
    assert shown.removeprefix("…").removesuffix("…") in text


def test_an_excerpt_shows_what_matched() -> None:
    assert "here" in excerpt("x" * 3000 + "here" + "x" * 900, 3000)


@pytest.mark.parametrize(
    ("text", "at", "shown"),
    [
        ("as it is", 3, "as it is"),
        ("x" * 120, 119, "x" * 120),
        ("x" * 121, 0, "x" * 119 + "…"),
        ("x" * 121, 120, "…" + "x" * 119),
        ("x" * 300, 150, "…" + "x" * 118 + "…"),
    ],
)
def test_an_excerpt_says_where_something_was_left_out(text: str, at: int, shown: str) -> None:
    assert excerpt(text, at) == shown
