"""A pattern is a candidate whenever it can match, and mostly only then."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.classification.sieve import Sieve, loosened

PATTERNS = (
    r"报错|出错",
    r"(?<![不没])报错(?!了)",
    r"([\u4e00-\u9fff])[不没]\1",
    r"\bstuck\b(?! (?:with|in(?:side)?))",
    r"^how (?:to|many)\b|\$x\.$",
    r"(?<!\d)[45]\d\d(?:错误|$)",
    r"[^\s我你]还是[\w'□]+ ",
)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("今天天气很好", [5]),  # digits are no words: it is always tried
        ("一直报错", [0, 1, 5]),
        ("i was stuck", [3, 5]),
        ("你要不要", [2, 5]),
        ("somehow to", [4, 5]),
        ("用 for 还是 while", [5, 6]),
    ],
)
def test_candidates_are_those_whose_words_are_there_in_order(text: str, numbers: list[int]) -> None:
    assert list(Sieve(PATTERNS).candidates(text)) == numbers


def test_nothing_is_a_candidate_of_no_words() -> None:
    assert list(Sieve([r"报错"]).candidates("")) == []


def test_many_texts_are_looked_through_at_once() -> None:
    sieve = Sieve([r"报错"])
    assert sieve.holds_any(["好", "又报错了"])
    assert not sieve.holds_any(["报", "错"])
    assert not sieve.holds_any([])
    assert sieve.holds_any(["好"]), "one text is looked at when its candidates are asked for"


@pytest.mark.parametrize(
    ("pattern", "loose"),
    [
        (r"(?<![不没])报错(?!了(?:吗|\)))$", "报错$"),
        (r"[\u4e00-\u9fff]\u4e00", r"[\x{4e00}-\x{9fff}]\x{4e00}"),
        (r"\b\w+\s?[\d'□]\.\?", r".+.?.\.\?"),
        (r"(a|b)\1[)(\]]+", r"(a|b).*[)(\]]+"),
        (r"(?:why|who)\(?:", r"(why|who)\(?:"),
    ],
)
def test_what_re2_does_not_know_or_means_otherwise_is_loosened(pattern: str, loose: str) -> None:
    assert loosened(pattern) == loose


@given(
    st.lists(st.sampled_from("报错出不没吗一 stuckhowmanyfr还是45$x.'□\n\ud800我了"), max_size=12).map(
        "".join
    )
)
def test_what_matches_is_a_candidate(text: str) -> None:
    candidates = Sieve(PATTERNS).candidates(text)
    assert {number for number, pattern in enumerate(PATTERNS) if re.search(pattern, text)} <= set(candidates)
