"""Small talk is small talk in every clause, or it is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.classification.reading import read
from community.classification.thanks import LONGEST, only_small_talk, thanks, thanks_with_remarks


@pytest.mark.parametrize(
    "text",
    [
        "谢谢老师",
        "好的，谢谢",
        "懂了懂了！",
        "哈哈哈",
        "👍🏽",
        "[强][玫瑰]",
        "^_^",
        "OK",
        "Thanks a lot!",
        "got it, thanks",
        "@王助教 谢谢",
    ],
)
def test_thanks_understanding_laughter_and_pictures_are_small_talk(text: str) -> None:
    assert only_small_talk(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "谢谢啊，等了三天",
        "谢谢，不过还是不行",
        "thanks for nothing",
        "thanks but it fails",
        "ok?",
        "作业写完了",
        "@张三",
        "",
        "...",
        "哈" * (LONGEST + 1),
    ],
)
def test_whatever_says_more_is_not(text: str) -> None:
    assert not only_small_talk(read(text))


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("谢谢，救了我一命", True),
        ("thanks, really helpful", True),
        ("谢谢，我先试试", False),
        ("救了我一命", False),
        ("Thanks, the book has another proof.", False),
        ("Thanks, page 12 says five.", False),
        ("谢谢，书上写的是五", False),
        ("谢谢老师，作业交了", False),
    ],
)
def test_thanks_may_stand_beside_short_praise_that_qualifies_nothing(text: str, *, remarks: bool) -> None:
    assert not only_small_talk(read(text))
    assert thanks_with_remarks(read(text)) is remarks


def test_thanks_are_found_whatever_else_is_said() -> None:
    assert thanks(read("谢谢，不过还是不行"))
    assert not thanks(read("好的"))


@settings(deadline=None)
@given(
    st.sampled_from(["谢谢", "好的", "thanks", "👍", "哈哈"]),
    st.sampled_from(["怎么办", "为什么", "help me", "what now"]),
)
def test_a_question_beside_small_talk_is_never_small_talk(small: str, question: str) -> None:
    assert not only_small_talk(read(f"{small}，{question}"))
    assert not only_small_talk(read(f"{question}，{small}"))
