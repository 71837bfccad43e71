"""Waiving is looked at again, now and then."""

from __future__ import annotations

from community.metrics.outcomes import EndedBy
from community.metrics.sampling import SHARE, waived_sample
from tests.community.metrics.rows import MONDAY, row


def test_one_in_twenty_of_what_was_waived_is_looked_at_again() -> None:
    waived = [row(id=f"zone/{id}", ended_by=EndedBy.WAIVED, ended_at=MONDAY + 60) for id in range(2000)]
    sample = waived_sample(waived)
    assert SHARE * 0.8 < len(sample) / len(waived) < SHARE * 1.2
    assert waived_sample(reversed(waived)) == list(reversed(sample)), "the same ones"


def test_nothing_else_is() -> None:
    others = [row(id=f"zone/{id}", ended_by=EndedBy.WITHDRAWN, ended_at=MONDAY) for id in range(200)]
    assert waived_sample([*others, *(row(id=f"class/{id}") for id in range(200))]) == []
