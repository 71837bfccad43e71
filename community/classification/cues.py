"""Cues are patterns that speak for one act, by one kind of evidence; idioms are what only looks like them.

Patterns read one clause at a time, in small letters; each is linear: no repetition inside another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from community.classification.sieve import Sieve
from community.classification.terms import Evidence


class Cues:
    """In the order in which they count."""

    def __init__(self, evidence: Evidence, *patterns: str) -> None:
        self._evidence = evidence
        self.patterns = tuple(map(re.compile, patterns))
        self._sieve = Sieve(patterns)

    def first(self, clauses: Sequence[str]) -> tuple[Evidence, str] | None:
        """The evidence, and the words that the first cue found that any of the clauses has."""
        if not self._sieve.holds_any(clauses):
            return None
        tried = [(number, clause) for clause in clauses for number in self._sieve.candidates(clause)]
        tried.sort(key=lambda pair: pair[0])
        for number, clause in tried:
            if found := self.patterns[number].search(clause):
                return self._evidence, found[0].strip()
        return None


class Idioms:
    """In the order in which they are taken out."""

    def __init__(self, *patterns: str) -> None:
        self.patterns = tuple(map(re.compile, patterns))
        self._sieve = Sieve(patterns)

    def blanked(self, clauses: Sequence[str]) -> tuple[str, ...]:
        """The clauses without them. What one of them leaves is what the next one reads."""
        return tuple(map(self._blanked, clauses) if self._sieve.holds_any(clauses) else clauses)

    def _blanked(self, clause: str) -> str:
        done = -1
        while (number := self._next(clause, done)) is not None:
            clause, done = self.patterns[number].sub(" □ ", clause), number
        return clause

    def _next(self, clause: str, done: int) -> int | None:
        return next((number for number in self._sieve.candidates(clause) if number > done), None)
