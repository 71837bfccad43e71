"""Ids of rooms: one of the directory has its own, and a sub-room its parent's, two hyphens and its number there."""

from __future__ import annotations

SEPARATOR = "--"
"""No room of a directory has it in its id."""


def home_of(id: str) -> str:
    """The room of the directory that `id` is, or is a sub-room of."""
    return id.partition(SEPARATOR)[0]


def parted(id: str) -> tuple[str, int | None]:
    """The parent's id and the number that are in a sub-room's id; no number in any other."""
    parent, separator, number = id.rpartition(SEPARATOR)
    is_number = number.isascii() and number.isdigit() and not number.startswith("0") and len(number) < 16
    return (parent, int(number)) if separator and is_number else (id, None)
