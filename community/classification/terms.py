"""What a learner's message can be taken for, and on what evidence.

Words only. Which roles and zones open an obligation, and that a newcomer's message counts as one, is decided elsewhere.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from msgspec import Struct


class DialogueAct(StrEnum):
    QUESTION = "question"  # only an answer ends it: it asks, asks for help, or says what fails
    STATEMENT = "statement"  # says something; also whatever nobody can be sure of
    SMALL_TALK = "small_talk"  # nothing but thanks, "understood", laughter or emoji


class Form(StrEnum):
    """Where it was written."""

    MESSAGE = "message"
    QUESTION = "question"  # a question form or the panel of a Q&A, which take nothing else


class Evidence(StrEnum):
    """Why, from the strongest to none."""

    EXPLICIT = "explicit"  # the author said which it is
    FORM = "form"
    MARK = "mark"  # a question mark
    SMALL_TALK = "small_talk"  # every word of it
    ASKING = "asking"  # words that ask, or ask for help
    TROUBLE = "trouble"  # says what fails or is not understood, and asks nothing
    MODEL = "model"
    NONE = "none"


class Classification(Struct, frozen=True):
    """`confidence`: 0 to 1, about the share of such decisions that are right. `cue`: the words that decided, or ""."""

    act: DialogueAct
    confidence: float
    evidence: Evidence
    cue: str = ""


class QuestionModel(Protocol):
    """Asked only when the rules are unsure; gives the probability, 0 to 1, that the text asks something.

    Its answer is decided once and kept with the message: no replay may ask it again.
    """

    def __call__(self, text: str, /) -> float: ...
