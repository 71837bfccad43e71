"""What is read of a message: its author's own words, in clauses, in one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.classification.reading import LONGEST, LONGEST_CLAUSE, read


def test_width_case_and_traditional_signs_make_no_difference() -> None:
    assert read("請問ＰＹＴＨＯＮ怎麼安裝？") == read("请问python怎么安装?")


def test_a_text_falls_into_clauses_without_their_punctuation() -> None:
    assert read("Hi there, where is it? I looked!").clauses == ("hi there", "where is it", "i looked")
    assert read("老师好，第 3 题：选哪个？谢谢。").clauses == ("老师好", "第 3 题", "选哪个", "谢谢")


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("why? how?", 2),
        ("在吗？", 1),
        ("??", 1),
        ("等等…？", 1),
        ("x: ?", 1),
        ("好的", 0),
        ("`a ? b : c`", 0),
        ("see https://example.com/?q=1", 0),
        ("> what is it?\nno idea", 0),
        ("", 0),
    ],
)
def test_only_the_authors_own_question_marks_count(text: str, marks: int) -> None:
    assert read(text).marked == marks


@pytest.mark.parametrize(
    "shown",
    [
        "```\nwhy does this fail\n```",
        "```never closed, how",
        "`how`",
        "$x = why$",
        "$$\nhow\n$$",
        "https://example.com/how",
        "“怎么”",
        "「怎么」",
        "《怎么》",
        '"how"',
        "> how",
    ],
)
def test_what_is_only_shown_or_quoted_is_not_said(shown: str) -> None:
    reading = read(f"voilà\n{shown}")
    assert "voilà" in reading.said
    assert "how" not in reading.said
    assert "why" not in reading.said
    assert "怎么" not in reading.said


def test_a_quotation_that_is_all_there_is_counts_as_said() -> None:
    assert read("“这题怎么做”").clauses == ("“这题怎么做”",)


def test_a_long_clause_is_read_in_pieces() -> None:
    assert [len(clause) for clause in read("a" * (2 * LONGEST_CLAUSE + 1)).clauses] == [100, 100, 1]


@settings(deadline=None)
@given(st.text(max_size=2 * LONGEST))
def test_any_text_can_be_read_and_stays_bounded(text: str) -> None:
    reading = read(text)
    assert all(0 < len(clause) <= LONGEST_CLAUSE for clause in reading.clauses)
    assert reading.marked <= LONGEST
