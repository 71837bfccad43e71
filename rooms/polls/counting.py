"""What a ballot must look like, and what it is worth. It knows no member."""

from __future__ import annotations

from typing import assert_never

from rooms.polls.terms import PollKind


def is_valid(kind: PollKind, choices: list[int], options: int) -> bool:
    """Whether `choices` are a ballot of this kind among so many options."""
    if len(set(choices)) != len(choices) or any(choice >= options for choice in choices):
        return False
    match kind:
        case PollKind.SINGLE | PollKind.QUIZ:
            return len(choices) == 1
        case PollKind.MULTIPLE:
            return bool(choices)
        case PollKind.ORDERED:
            return len(choices) == options
        case _:
            assert_never(kind)


def recounted(kind: PollKind, tallies: list[int], before: list[int], after: list[int]) -> list[int]:
    """`tallies` once the ballot `before` is replaced by `after`; an empty one is none."""
    counted = list(tallies)
    for choices, sign in ((before, -1), (after, 1)):
        for position, choice in enumerate(choices):
            counted[choice] += sign * _worth(kind, position, len(tallies))
    return counted


def _worth(kind: PollKind, position: int, options: int) -> int:
    """One vote; in an order, Borda points: for each option that stands below."""
    return options - 1 - position if kind is PollKind.ORDERED else 1
