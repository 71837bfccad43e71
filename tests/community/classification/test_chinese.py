"""Chinese that asks, Chinese that looks like it, and Chinese that says what went wrong."""

from __future__ import annotations

import pytest

from community.classification import chinese
from community.classification.reading import read
from community.classification.terms import Evidence


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("老师在吗", "吗"),
        ("为什么要除以二", "为什么"),
        ("这题怎么做", "怎么"),
        ("那第二种情况呢", "那第二种情况呢"),
        ("能不能再讲一遍", "能不能"),
        ("这样写行不行", "行不行"),
        ("用 for 还是 while", "r 还是 while"),
        ("谁能帮我看一下", "谁"),
        ("求大佬指点", "求大佬"),
        ("不知道从哪里开始", "哪"),
        ("請問有講義嗎", "请问"),
    ],
)
def test_question_words_particles_and_calls_for_help_ask(text: str, cue: str) -> None:
    assert chinese.asking(read(text)) == (Evidence.ASKING, cue)


@pytest.mark.parametrize(
    "text",
    [
        "怎么都行",
        "我知道为什么了",
        "谁都可以",
        "没什么问题",
        "无论如何写完",
        "几乎全对",
        "他问我为什么不用指针",
        "多少有点紧张",
        "能学多少学多少",
        "有什么不懂的可以问我",
        "我还在写呢",
        "推荐《如何阅读一本书》",
    ],
)
def test_the_same_words_in_an_idiom_do_not(text: str) -> None:
    assert chinese.asking(read(text)) is None


@pytest.mark.parametrize(
    "text", ["一直报错", "卡在第三步了", "链接打不开", "听不懂", "还是不会", "视频没声音"]
)
def test_what_fails_or_is_not_understood_is_trouble(text: str) -> None:
    found = chinese.trouble(read(text))
    assert found is not None
    assert found[0] is Evidence.TROUBLE


@pytest.mark.parametrize("text", ["报错解决了", "终于搞懂了", "现在不报错了", "今天天气不错"])
def test_trouble_that_is_over_is_none(text: str) -> None:
    assert chinese.trouble(read(text)) is None
