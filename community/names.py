"""What a person may be called: one visible line, the same everywhere. It never asks who the person is."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 60
"""In code points, as in `rooms.commands.DisplayName`."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"
"""Zero-width joiners are part of Persian, Indic scripts and emoji."""


def clean_name(name: str) -> str | None:
    """One line without controls, surrounding blanks or invisible direction marks; None: nothing is left, or too much."""
    visible = "".join(c for c in name if unicodedata.category(c) not in _INVISIBLE or c in _JOINERS)
    cleaned = " ".join(visible.split())
    return cleaned if cleaned.strip(_JOINERS) and len(cleaned) <= LONGEST_NAME else None
