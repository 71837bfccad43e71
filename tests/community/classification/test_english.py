"""English that asks, English that looks like it, and English that says what went wrong."""

from __future__ import annotations

import pytest

from community.classification import english
from community.classification.reading import read
from community.classification.terms import Evidence


@pytest.mark.parametrize(
    "text",
    [
        "how do I install it",
        "what time is the quiz",
        "hi everyone, is there a recording",
        "does order matter in this formula",
        "can someone explain this",
        "anyone know the deadline",
        "any idea why",
        "I have a question about the rubric",
        "I was wondering if we could meet",
        "hwo do u do this",
        "plz explain",
        "not sure how to start",
        "need help",
    ],
)
def test_position_or_a_call_for_help_asks(text: str) -> None:
    found = english.asking(read(text))
    assert found is not None
    assert found[0] is Evidence.ASKING


@pytest.mark.parametrize(
    "text",
    [
        "when I get home I'll upload it",
        "what a great lecture",
        "who cares",
        "how I learned statistics",
        "if anyone needs my notes they are in the drive",
        "do your best",
        "I have no questions",
        "I know why it failed",
    ],
)
def test_the_same_words_in_another_place_do_not(text: str) -> None:
    assert english.asking(read(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "stuck on question 3",
        "my code won't compile",
        "I don't understand the proof",
        "I'm lost",
        "it keeps crashing",
    ],
)
def test_what_fails_or_is_not_understood_is_trouble(text: str) -> None:
    found = english.trouble(read(text))
    assert found is not None
    assert found[0] is Evidence.TROUBLE


def test_a_pasted_error_is_trouble_even_in_a_code_block() -> None:
    assert english.trouble(read("```\nValueError: bad\n```\nevery time")) == (Evidence.TROUBLE, "valueerror:")


@pytest.mark.parametrize("text", ["I was stuck but figured it out", "fixed the error", "nice weather"])
def test_trouble_that_is_over_is_none(text: str) -> None:
    assert english.trouble(read(text)) is None
