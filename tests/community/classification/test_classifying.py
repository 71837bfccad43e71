"""The strongest evidence decides; unsure is a statement; and it is measured on sentences nobody tuned on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.classification.classifying import CONFIDENCE, SURE, classify, is_small_talk, is_thanks
from community.classification.reading import read
from community.classification.terms import Classification, DialogueAct, Evidence, Form
from tests.community.classification_report import (
    HALVES,
    LEARNER_CLASSES,
    evidence,
    judge_learner,
    learner_sentences,
    score,
    tables,
)

SENTENCES = learner_sentences()
DOCS = Path(__file__).parents[3] / "docs" / "classification.md"
FLOORS = {
    ("question", "dev"): (0.98, 0.97),
    ("question", "test"): (0.88, 0.72),
    ("statement", "dev"): (0.96, 0.98),
    ("statement", "test"): (0.76, 0.92),
    ("small_talk", "dev"): (1.0, 0.97),
    ("small_talk", "test"): (1.0, 0.73),
    ("thanks", "dev"): (1.0, 0.99),
    ("thanks", "test"): (1.0, 0.9),
}
"""Precision and recall that may not be lost. Small talk gets nobody's attention, so nothing else may be taken for it."""


class Asked:
    """A model that always gives the same probability, and remembers what it was asked."""

    def __init__(self, probability: float) -> None:
        self.probability = probability
        self.texts: list[str] = []

    def __call__(self, text: str, /) -> float:
        self.texts.append(text)
        return self.probability


@pytest.mark.parametrize("act", DialogueAct)
def test_what_the_author_chose_comes_before_everything(act: DialogueAct) -> None:
    found = classify("怎么做？", explicit=act, form=Form.QUESTION, model=Asked(1.0))
    assert found == Classification(act, 1.0, Evidence.EXPLICIT)


def test_a_question_form_takes_questions_only() -> None:
    assert classify("谢谢", form=Form.QUESTION) == Classification(DialogueAct.QUESTION, 1.0, Evidence.FORM)


@pytest.mark.parametrize(
    ("text", "act", "why"),
    [
        ("ok?", DialogueAct.QUESTION, Evidence.MARK),
        ("真的假的？", DialogueAct.QUESTION, Evidence.MARK),
        ("谢谢老师", DialogueAct.SMALL_TALK, Evidence.SMALL_TALK),
        ("谢谢，救了我一命", DialogueAct.SMALL_TALK, Evidence.SMALL_TALK),
        ("谢谢，那第二题呢", DialogueAct.QUESTION, Evidence.ASKING),
        ("how do I start", DialogueAct.QUESTION, Evidence.ASKING),
        ("一直报错", DialogueAct.QUESTION, Evidence.TROUBLE),
        ("my code won't compile", DialogueAct.QUESTION, Evidence.TROUBLE),
        ("今天打卡第 12 天", DialogueAct.STATEMENT, Evidence.NONE),
        ("", DialogueAct.STATEMENT, Evidence.NONE),
    ],
)
def test_then_marks_then_words_decide(text: str, act: DialogueAct, why: Evidence) -> None:
    found = classify(text)
    assert (found.act, found.evidence) == (act, why)
    assert found.confidence == CONFIDENCE[why]


def test_the_words_that_decided_are_told() -> None:
    assert classify("老师，这题怎么做").cue == "怎么"


@pytest.mark.parametrize(
    ("probability", "found"),
    [
        (0.9, Classification(DialogueAct.QUESTION, 0.9, Evidence.MODEL)),
        (0.5, Classification(DialogueAct.QUESTION, 0.5, Evidence.MODEL)),
        (0.25, Classification(DialogueAct.STATEMENT, 0.75, Evidence.MODEL)),
    ],
)
def test_a_model_decides_where_the_rules_are_unsure(probability: float, found: Classification) -> None:
    model = Asked(probability)
    assert classify("改了代码页面没变化", model=model) == found
    assert model.texts == ["改了代码页面没变化"]


@pytest.mark.parametrize("probability", [float("nan"), -0.1, 1.1])
def test_what_is_no_probability_leaves_the_decision_to_the_rules(probability: float) -> None:
    assert classify("一直报错", model=Asked(probability)) == classify("一直报错")


@pytest.mark.parametrize("text", ["在吗？", "谢谢", "怎么做"])
def test_a_model_is_not_asked_where_they_are_sure(text: str) -> None:
    model = Asked(0.0)
    assert classify(text, model=model).confidence >= SURE
    assert model.texts == []


def test_thanks_are_small_talk_and_not_all_small_talk_is_thanks() -> None:
    assert is_thanks("懂了，谢谢！")
    assert is_small_talk("懂了，谢谢！")
    assert is_small_talk("哈哈")
    assert not is_thanks("哈哈")
    assert not is_thanks("谢谢，不过还是报错")


@settings(deadline=None)
@given(st.text(max_size=300))
def test_everything_is_something(text: str) -> None:
    found = classify(text)
    assert found.act in DialogueAct
    assert is_small_talk(text) == (found.act is DialogueAct.SMALL_TALK)


@settings(deadline=None)
@given(st.text(max_size=100), st.sampled_from(["?", "？"]))
def test_what_ends_with_a_question_mark_asks(text: str, mark: str) -> None:
    shown = read(text).shown
    if not any(sign in shown for sign in ("`", "$", ">", "/", "www", '"', "“", "「", "『", "‘", "《")):
        assert classify(text + mark).act is DialogueAct.QUESTION


# ---------------------------------------------------------------- measured


def test_the_fixture_is_as_large_and_as_mixed_as_said() -> None:
    held_out = [sentence for sentence in SENTENCES if sentence.half == "test"]
    assert len(SENTENCES) >= 1900
    assert len(held_out) >= 390
    assert {sentence.half for sentence in SENTENCES} == set(HALVES)
    assert len({sentence.text for sentence in SENTENCES}) == len(SENTENCES)
    chinese = sum(sentence.language == "zh" for sentence in SENTENCES)
    assert 0.55 <= chinese / len(SENTENCES) <= 0.65


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("label", LEARNER_CLASSES)
def test_sentences_are_judged_this_well(label: str, half: str) -> None:
    measured = score((row for row in SENTENCES if row.half == half), label, judge_learner)
    precision, recall = FLOORS[label, half]
    assert measured.precision >= precision
    assert measured.recall >= recall


def test_confidence_is_about_what_was_measured() -> None:
    for name, measured in evidence(row for row in SENTENCES if row.half == "test").items():
        assert CONFIDENCE[Evidence(name)] == pytest.approx(measured.precision, abs=0.05)


def test_the_documented_table_is_the_measured_one() -> None:
    documented = DOCS.read_text(encoding="utf-8").splitlines()
    assert [line for line in tables() if line not in documented] == []
