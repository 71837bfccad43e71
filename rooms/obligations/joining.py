"""A wait that goes from room to room is one: what each of them says of it is put together, and counted once.

It is known by who waits, and since when: the same in each room. Where nobody owes an answer any more, it ends as moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from rooms.obligations.cycles import Cycle

WaitName = tuple[str, float]
"""Who waits, and since when."""


class Wait(Struct):
    """What one room knows of it: the first of its cycles there, the last, and what was merged with it."""

    name: WaitName
    first: Cycle
    last: Cycle
    followers: list[Cycle]


def join(waits: Sequence[Wait]) -> None:
    here = {wait.name: wait for wait in waits if wait.last.left_at is None}
    gone: dict[WaitName, list[Wait]] = {}
    for wait in waits:
        if wait.last.left_at is not None:
            gone.setdefault(wait.name, []).append(wait)
    for name, parts in gone.items():
        parts.sort(key=lambda part: part.last.left_at or 0.0)
        now = here.get(name)
        _put_together(parts if now is None else [*parts, now])


def _put_together(parts: Sequence[Wait]) -> None:
    """In the order of going. The last of them stands for all."""
    for before, after in pairwise(parts):
        after.first.goes_on_from(before.last)
        before.last.is_elsewhere = True
        for each in before.followers:
            each.follows(after.first)
