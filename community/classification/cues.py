"""A cue is a pattern that speaks for one act, with the evidence it is. The first of a language's cues that is found counts.

Patterns read one clause at a time; each is linear: no repetition inside another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from community.classification.terms import Evidence


class Cue(Struct, frozen=True):
    evidence: Evidence
    pattern: re.Pattern[str]


def cues(evidence: Evidence, *patterns: str) -> tuple[Cue, ...]:
    return tuple(Cue(evidence, re.compile(pattern)) for pattern in patterns)


def first_cue(sought: Sequence[Cue], clauses: Iterable[str]) -> tuple[Evidence, str] | None:
    """The evidence of the first cue that any of the clauses has, and the words it found."""
    read = tuple(clauses)
    for cue in sought:
        for clause in read:
            if found := cue.pattern.search(clause):
                return cue.evidence, found[0].strip()
    return None


def without(patterns: Iterable[re.Pattern[str]], clause: str) -> str:
    """The clause with every idiom that only looks like asking blanked out."""
    for pattern in patterns:
        clause = pattern.sub(" □ ", clause)
    return clause
