"""Load, peers, bots, reopenings, pauses and gaps, against values computed by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.covered_time import Window
from community.metrics.outcomes import ResolvedBy
from community.metrics.shares import Load, Resolved, gap_minutes, gini, load, paused_minutes, resolved
from tests.community.metrics.rows import MONDAY, answered, row


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([5, 5, 5, 5], 0.0),
        ([0, 0, 0, 10], 0.75),
        ([1, 2, 3, 4], 0.25),
        ([1, 1, 2, 6], 0.4),
        ([10, 20, 30, 40, 100], 0.4),
        ([3], 0.0),
        ([2, 0], 0.5),
        ([9, 40, 18, 7, 3, 1, 0, 22], 0.54),
    ],
)
def test_the_gini_coefficient_is_the_one_computed_by_hand(amounts: list[float], expected: float) -> None:
    assert gini(amounts) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize("amounts", [[], [0, 0]])
def test_nothing_to_share_out_has_no_inequality(amounts: list[float]) -> None:
    assert gini(amounts) is None


@settings(deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12))
def test_it_is_half_the_mean_difference_by_the_mean(amounts: list[int]) -> None:
    if any(amounts):
        differences = sum(abs(one - other) for one in amounts for other in amounts)
        assert gini(amounts) == pytest.approx(differences / (2 * len(amounts) * sum(amounts)))


def test_load_counts_first_responses_and_who_had_none() -> None:
    rows = [answered(1), answered(2), answered(3, responder="bo"), row(first_bot_at=MONDAY)]
    measured = load(rows, ["cy"])
    assert measured.responses == {"ada": 2, "bo": 1, "cy": 0}
    assert load([]) == Load({}, None)


def test_how_unequal_it_is_is_told_of_five_people_and_not_of_fewer() -> None:
    rows = [answered(1), answered(2), answered(3, responder="bo")]
    assert load(rows, ["cy", "dee"]).gini is None
    assert load(rows, ["cy", "dee", "eve"]).gini == pytest.approx(2 / 3)


def test_bots_peers_and_reopenings_are_shares_of_what_was_resolved() -> None:
    rows = [
        *[answered(1, resolved_at=MONDAY + 2, resolved_by=ResolvedBy.STAFF)] * 3,
        answered(1, resolved_at=MONDAY + 2, resolved_by=ResolvedBy.PEER, reopened=True),
        row(resolved_at=MONDAY + 2, resolved_by=ResolvedBy.AI),
        answered(1),
    ]
    assert resolved(rows) == Resolved(count=5, bot_share=0.2, peer_share=0.25, reopen_rate=0.2)
    assert resolved([row()]) == Resolved(0, None, None, None)


def test_paused_minutes_are_told_by_who_paused() -> None:
    rows = [row(paused={"ada": 60_000}), row(paused={"bo": 600_000, "ada": 30_000}), row()]
    assert paused_minutes(rows) == {"bo": 10.0, "ada": 1.5}


def test_gaps_that_overlap_are_counted_once() -> None:
    assert gap_minutes([Window(0, 600), Window(300, 900), Window(1200, 1230)]) == 15.5
    assert gap_minutes([]) == 0.0
