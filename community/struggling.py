"""Who should be looked after: learners for whom things go wrong again and again within a week. For TAs and operators only.

A learner who says once that an answer was none, or waits too long once, is heard by the obligation itself; more than that
is a sign, and so are calls for help one after the other. Missed check-ins would be one more kind of sign, wherever there
are check-ins. Whoever asked anonymously is not among them: nobody is to know.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct

WEEK = 7 * 24 * 3600.0


class Sign(StrEnum):
    REOPENED = "reopened"  # an answer was none, they said
    LATE = "late"  # a question of theirs had no response in time, or has none yet
    HELP = "help"  # they called for help


OFTEN: dict[Sign, int] = {Sign.REOPENED: 2, Sign.LATE: 2, Sign.HELP: 3}
"""So many of one kind within a week are a reason to look after somebody."""


class Signed(Struct, frozen=True):
    """`count` signs of one kind about `member` in `room`, the last one at `at`. `member` is empty if it is hidden."""

    sign: Sign
    room: str
    member: str
    name: str
    at: float
    count: int = 1


class Struggling(Struct, frozen=True):
    """`signs`: all that there were within the week, by kind; `room` is where the last one was."""

    room: str
    member: str
    name: str
    signs: dict[Sign, int]

    @property
    def times(self) -> int:
        return sum(self.signs.values())


def struggling(
    signs: Iterable[Signed], now: float, looked_after: Mapping[str, float] | None = None
) -> list[Struggling]:
    """Most signs first. `looked_after`: when somebody last was, by member; what was before that counts no more."""
    after = looked_after or {}
    counts: defaultdict[str, Counter[Sign]] = defaultdict(Counter)
    last: dict[str, Signed] = {}
    for each in sorted(signs, key=lambda each: each.at):
        if each.member and now - WEEK <= each.at and each.at > after.get(each.member, 0.0):
            counts[each.member][each.sign] += each.count
            last[each.member] = each
    found = [
        Struggling(last[member].room, member, last[member].name, dict(kinds))
        for member, kinds in counts.items()
        if any(kinds[sign] >= often for sign, often in OFTEN.items())
    ]
    return sorted(found, key=lambda each: (-each.times, each.member))
