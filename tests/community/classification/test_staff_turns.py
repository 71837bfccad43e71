"""What staff ask back pauses a clock, and what they promise starts one: both are measured, and sure rather than many."""

from __future__ import annotations

import pytest

from community.classification.staff_turns import asks_back, promises
from tests.community.classification_report import judge_staff, score, staff_sentences

HELD_OUT = [sentence for sentence in staff_sentences() if sentence.half == "test"]


@pytest.mark.parametrize(
    "text",
    ["你用的是哪个版本？", "把报错截图发一下", "先说说你的思路", "Which version?", "please share your code"],
)
def test_asking_for_what_an_answer_needs_is_asking_back(text: str) -> None:
    assert asks_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "明白了吗？",
        "大家还有什么问题吗？",
        "Any questions?",
        "Does that make sense?",
        "为什么呢？因为分母不能为零",
        "我问一下李老师",
        "答案是 B",
    ],
)
def test_checking_asking_all_and_answering_oneself_are_not(text: str) -> None:
    assert not asks_back(text)


@pytest.mark.parametrize(
    "text",
    ["课后回复你", "我查一下再告诉你", "稍等", "I'll get back to you", "give me an hour", "looking into it"],
)
def test_saying_that_one_comes_back_to_it_is_a_promise(text: str) -> None:
    assert promises(text)


@pytest.mark.parametrize(
    "text",
    [
        "我昨天已经回复你了",
        "我没法保证明天能回复",
        "I won't be able to answer",
        "The exam is on Monday",
        "答案是 B",
    ],
)
def test_saying_that_one_did_or_cannot_is_none(text: str) -> None:
    assert not promises(text)


@pytest.mark.parametrize(
    ("label", "precision", "recall"), [("asks_back", 0.93, 0.93), ("promise", 0.98, 0.6)]
)
def test_held_out_sentences_are_judged_this_well(label: str, precision: float, recall: float) -> None:
    measured = score(HELD_OUT, label, judge_staff)
    assert measured.precision >= precision
    assert measured.recall >= recall
