"""What is heard in words."""

from __future__ import annotations

import pytest

from community.classification.terms import DialogueAct
from rooms.obligations.hearing import act_of, asks_back, promises
from tests.rooms.obligations.zone import ANSWERS, ASKS, ASKS_BACK, PROMISES, SAYS, THANKS


@pytest.mark.parametrize(
    ("text", "act"),
    [
        (ASKS, DialogueAct.QUESTION),
        ("老师，作业几点截止？", DialogueAct.QUESTION),
        (SAYS, DialogueAct.STATEMENT),
        (ANSWERS, DialogueAct.STATEMENT),
        (THANKS, DialogueAct.SMALL_TALK),
    ],
)
def test_what_a_learner_says(text: str, act: DialogueAct) -> None:
    assert act_of(text) is act


def test_what_staff_reply() -> None:
    assert [asks_back(text) for text in (ASKS_BACK, PROMISES, ANSWERS)] == [True, False, False]
    assert [promises(text) for text in (ASKS_BACK, PROMISES, ANSWERS)] == [False, True, False]
