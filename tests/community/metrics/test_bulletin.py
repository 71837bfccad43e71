"""The bulletin-board ratio: which share of what staff post nobody talks about."""

from __future__ import annotations

import pytest

from community.metrics.bulletin import REPLY_SECONDS, Bulletin, StaffPost, bulletin

NOW = 10 * REPLY_SECONDS


@pytest.mark.row("A3")
def test_nine_of_ten_without_a_reply_within_a_day_are_nine_tenths() -> None:
    silent = [StaffPost(float(number)) for number in range(8)]
    late = StaffPost(0.0, REPLY_SECONDS + 1.0)
    in_time = StaffPost(0.0, REPLY_SECONDS)
    assert bulletin([*silent, late, in_time], NOW) == Bulletin(10, 9, 0.90)


def test_what_is_not_a_day_old_counts_for_nothing_yet() -> None:
    young = NOW - REPLY_SECONDS + 1.0
    assert bulletin([StaffPost(young), StaffPost(young, NOW)], NOW) == Bulletin(0, 0, None)
