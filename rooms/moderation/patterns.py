"""Regular expressions in RE2's syntax, whose search is linear in the text: no pattern can make a room wait.

RE2 rather than `re`, since patterns are written by people in a room, and texts by those whom the patterns are for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

import re2

MAX_MEMORY = 4 << 20
"""Bytes of RE2's automata per rule. A rule that needs more is refused."""


class Match(Protocol):
    def start(self, group: int = 0, /) -> int: ...

    def end(self, group: int = 0, /) -> int: ...

    def group(self, group: int = 0, /) -> str | None: ...


class Pattern(Protocol):
    def search(self, text: str, /) -> Match | None: ...

    def finditer(self, text: str, /) -> Iterator[Match]: ...


def compiled(pattern: str, *, captures: bool = False) -> Pattern:
    """Raises ValueError for what RE2 cannot read, or not within `MAX_MEMORY`."""
    options = re2.Options()
    options.log_errors = False  # it would write to the standard error of the whole process
    options.max_mem = MAX_MEMORY
    options.never_capture = not captures  # so that two patterns of a rule may name the same group
    try:
        expression: Pattern = re2.compile(pattern, options)
    except re2.error as unreadable:
        raise ValueError(str(unreadable)) from None
    return expression


@lru_cache(maxsize=128)
def any_of(patterns: tuple[str, ...]) -> Pattern:
    """Matches where one of `patterns` does, in one pass. Raises ValueError as `compiled`."""
    for pattern in patterns:
        compiled(pattern)  # alone first: `a)|(b` is none
    return compiled("|".join(f"(?:{pattern})" for pattern in patterns))


def literal(text: str) -> str:
    """A pattern that matches `text` and nothing else."""
    escaped: str = re2.escape(text)
    return escaped


def found(pattern: Pattern, text: str) -> int | None:
    """Where the first match begins, in characters."""
    match = pattern.search(text)
    return None if match is None else match.start()
