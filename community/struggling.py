"""Who should be looked after: learners whose questions come back again and again. For staff only.

A learner who says once that an answer was none is heard by the next cycle of that question; twice within a week is a sign.
Whoever asked anonymously is not among them: nobody is to know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

OFTEN = 2
WEEK = 7 * 24 * 3600.0


class Asked(Struct, frozen=True):
    """One question: whose, and how often it was opened again, the last time at `at`. `member` is empty if it is hidden."""

    room: str
    member: str
    name: str
    reopened: int
    at: float


class Struggling(Struct, frozen=True):
    """`times`: so often a question of theirs was opened again; `room` is where that happened last."""

    room: str
    member: str
    name: str
    times: int


def struggling(questions: Iterable[Asked], now: float) -> list[Struggling]:
    """Most first."""
    lately = [each for each in questions if each.member and each.reopened and now - each.at <= WEEK]
    times: Counter[str] = Counter()
    last: dict[str, Asked] = {}
    for each in sorted(lately, key=lambda each: each.at):
        times[each.member] += each.reopened
        last[each.member] = each
    return [
        Struggling(last[member].room, member, last[member].name, count)
        for member, count in times.most_common()
        if count >= OFTEN
    ]
