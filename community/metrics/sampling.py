"""Which of what was waived an operator looks at again: one in twenty, and always the same ones.

The choice follows from what names them, so that a report that is asked for again shows no others.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from community.metrics.outcomes import EndedBy, Outcome

SHARE = 0.05


def waived_sample(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """In the order of opening."""
    found = [each for each in outcomes if each.ended_by is EndedBy.WAIVED and _place(each) < SHARE]
    return sorted(found, key=lambda each: each.opened_at)


def _place(outcome: Outcome) -> float:
    """Anywhere from 0 to 1."""
    digest = blake2b(f"{outcome.id}#{outcome.cycle}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
