"""What is heard in words: the door through which rooms ask what a text is. The answer stands in the log and is asked once.

A learner's message asks, says something, or is small talk; staff who reply may ask back or promise to come back.
"""

from __future__ import annotations

from functools import lru_cache

from community.classification import staff_turns
from community.classification.classifying import classify
from community.classification.terms import DialogueAct


@lru_cache(maxsize=64)  # one decision may ask several times about the same words
def act_of(text: str) -> DialogueAct:
    return classify(text).act


def asks_back(text: str) -> bool:
    return staff_turns.asks_back(text)


def promises(text: str) -> bool:
    return staff_turns.promises(text)
