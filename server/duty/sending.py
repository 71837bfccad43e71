"""What may become of one try to send something. Types, and when the next try is."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

FIRST_WAIT = 10.0
LONGEST_WAIT = 3600.0
TRIED_FOR = 24 * 3600.0
"""Seconds after which a delivery is given up."""


class Sent(Struct, frozen=True):
    pass


class TryAgain(Struct, frozen=True):
    """`after`: seconds that the receiver asked for."""

    problem: str
    after: float | None = None


class GiveUp(Struct, frozen=True):
    """Another try would end the same way."""

    problem: str


Result = Sent | TryAgain | GiveUp


def next_try(
    tries: int, made_at: float, now: float, chance: Callable[[], float], after: float | None
) -> float | None:
    """After `tries` that failed: between half and all of a wait that doubles, and not before `after` seconds.

    `chance` gives numbers from 0 to 1. None: its day is over by then.
    """
    wait = min(FIRST_WAIT * 2 ** min(tries - 1, 30), LONGEST_WAIT)
    at = now + max(wait * (0.5 + 0.5 * chance()), after or 0.0)
    return at if at <= made_at + TRIED_FOR else None
