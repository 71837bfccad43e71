"""What may become of one try to send something. Types, and when the next try is."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

FIRST_WAIT = 10.0
LONGEST_WAIT = 3600.0
TRIED_FOR = 24 * 3600.0
"""Seconds after which a delivery is given up."""
LONGEST_DETAIL = 200


class Trouble(StrEnum):
    """Why something was not delivered: the page has words for each."""

    ADDRESS = "address"  # may not be spoken to: not https, or not public
    UNREACHABLE = "unreachable"  # no answer, or no proper one, in time
    REFUSED = "refused"  # it answered, and did not take it
    GONE = "gone"  # nobody is there any more, or it was taken away here
    NO_SERVER = "no_server"  # no mail server is set
    RECIPIENT = "recipient"  # nothing can be sent to such an address
    BUG = "bug"


class Sent(Struct, frozen=True):
    pass


class TryAgain(Struct, frozen=True):
    """`detail` is for whoever looks after it, and holds no address. `after`: seconds that the receiver asked for."""

    trouble: Trouble
    detail: str = ""
    after: float | None = None


class GiveUp(Struct, frozen=True):
    """Another try would end the same way."""

    trouble: Trouble
    detail: str = ""


Result = Sent | TryAgain | GiveUp


def problem(result: TryAgain | GiveUp) -> str:
    """In one line, as it is kept: the trouble, then what there is to know of it."""
    return f"{result.trouble} {result.detail}".strip()[:LONGEST_DETAIL]


def next_try(
    tries: int, made_at: float, now: float, chance: Callable[[], float], after: float | None
) -> float | None:
    """After `tries` that failed: between half and all of a wait that doubles, and not before `after` seconds.

    `chance` gives numbers from 0 to 1. None: its day is over by then.
    """
    wait = min(FIRST_WAIT * 2 ** min(tries - 1, 30), LONGEST_WAIT)
    at = now + max(wait * (0.5 + 0.5 * chance()), after or 0.0)
    return at if at <= made_at + TRIED_FOR else None
