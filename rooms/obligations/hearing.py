"""What is heard in words: the one door to the classification of texts."""

from __future__ import annotations

import re
from enum import StrEnum

_ASKING = re.compile(r"[?？]|吗|怎么|为什么|\b(?:why|how|what)\b", re.IGNORECASE)
_SMALL_TALK = re.compile(
    r"[\s!。！,，]*(?:谢谢(?:老师)?|thanks|thank you|ok|👍|🎉)[\s!。！,，]*", re.IGNORECASE
)


class Act(StrEnum):
    QUESTION = "question"
    STATEMENT = "statement"
    SMALL_TALK = "small_talk"


def act_of(text: str) -> Act:
    if _SMALL_TALK.fullmatch(text):
        return Act.SMALL_TALK
    return Act.QUESTION if _ASKING.search(text) else Act.STATEMENT


def asks_back(text: str) -> bool:
    return act_of(text) is Act.QUESTION


def promises(text: str) -> bool:
    return "I'll" in text
