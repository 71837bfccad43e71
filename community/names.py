"""What a person may be called: one visible line, the same everywhere. It never asks who the person is.

A name must not pretend to be another by signs that nobody sees, turn the line that it stands in around, or pile marks
over its neighbours. The same holds for whatever else people write about themselves (`cards.py`). Which words a room
allows in a name is the room's business.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

LONGEST_NAME = 60
"""In code points, as in `rooms.commands.DisplayName`."""

MARKS_PER_SIGN = 3
"""Combining marks that one sign carries at most: the most that a living language needs after composition."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})
_JOINERS = "\u200c\u200d"
"""Zero-width joiners are part of Persian, Indic scripts and emoji."""

_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and a picture by their category, but nobody sees them."""

_JOINED = frozenset({"So", "Sk", "Mn", "Mc"})
"""What a joiner follows where it means something: pictures, and in Indic scripts a mark. Or an Arabic letter."""


def clean_name(name: str) -> str | None:
    """The name as a `visible_line`. None: nothing is left, or it is too long."""
    cleaned = visible_line(name)
    return cleaned if 0 < len(cleaned) <= LONGEST_NAME else None


def visible_line(text: str) -> str:
    """Composed (NFC), in one line, without controls, surrounding blanks, invisible or directing signs, and without more
    marks than can be read. May be empty.
    """
    seen = "".join(sign for sign in unicodedata.normalize("NFC", text) if _is_seen(sign))
    return unicodedata.normalize("NFC", " ".join(_readable(seen).split()))


def _is_seen(sign: str) -> bool:
    if sign in _JOINERS or sign in "\t\n\r":
        return True
    return unicodedata.category(sign) not in _INVISIBLE and sign not in _BLANKS


def _readable(text: str) -> str:
    """And without joiners that join nothing."""
    kept: list[str] = []
    marks = MARKS_PER_SIGN  # at the beginning there is no sign to carry one
    for sign, after in pairwise(f"{text} "):
        if sign in _JOINERS:
            if kept and _joins(kept[-1], after):
                kept.append(sign)
            continue
        marks = marks + 1 if unicodedata.category(sign) in _MARKS else 0
        if marks <= MARKS_PER_SIGN:
            kept.append(sign)
    return "".join(kept)


def _joins(before: str, after: str) -> bool:
    """Whether a joiner between these two changes what is seen."""
    if after.isspace() or after in _JOINERS or unicodedata.category(after) in _MARKS:
        return False
    return unicodedata.category(before) in _JOINED or unicodedata.bidirectional(before) == "AL"
