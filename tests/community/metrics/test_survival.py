"""Kaplan-Meier against a published table, against another implementation, and against counting where nothing is open."""

from __future__ import annotations

import json
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.metrics.survival import Step, Wait, kaplan_meier, percentile

REFERENCE = json.loads((Path(__file__).parent / "kaplan_meier.json").read_text(encoding="utf-8"))
"""Curves and percentiles that lifelines 0.30.3 computed; nothing of it needs to be installed."""
FREIREICH = [Wait(weeks, True) for weeks in (6, 6, 6, 7, 10, 13, 16, 22, 23)] + [
    Wait(weeks, False) for weeks in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
]
"""Remission under 6-MP (Freireich and others 1963), the example of most textbooks."""


def test_the_published_table_comes_out() -> None:
    assert [
        (step.at, step.at_risk, step.events, round(step.surviving, 3)) for step in kaplan_meier(FREIREICH)
    ] == [
        (6, 21, 3, 0.857),
        (7, 17, 1, 0.807),
        (10, 15, 1, 0.753),
        (13, 12, 1, 0.690),
        (16, 11, 1, 0.627),
        (22, 7, 1, 0.538),
        (23, 6, 1, 0.448),
    ]
    assert percentile(kaplan_meier(FREIREICH), 0.5) == 23
    assert percentile(kaplan_meier(FREIREICH), 0.9) is None


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda case: str(len(case["waits"])))
def test_another_implementation_computes_the_same(case: dict[str, Any]) -> None:
    curve = kaplan_meier(Wait(lasted, happened) for lasted, happened in case["waits"])
    assert [(step.at, step.at_risk, step.events) for step in curve] == [
        tuple(step[:3]) for step in case["steps"]
    ]
    assert [step.surviving for step in curve] == pytest.approx([step[3] for step in case["steps"]], abs=1e-9)
    for share, expected in case["percentiles"].items():
        assert percentile(curve, float(share)) == expected


def test_what_still_waits_makes_the_percentile_worse_than_leaving_it_out() -> None:
    done = [Wait(minutes, True) for minutes in (1, 2, 3, 4)]
    waiting = [Wait(10, False)] * 4
    assert percentile(kaplan_meier(done), 0.5) == 2
    assert percentile(kaplan_meier(done + waiting), 0.5) == 4
    assert percentile(kaplan_meier(done + waiting), 0.9) is None


def test_nothing_has_no_percentile() -> None:
    assert kaplan_meier([]) == []
    assert percentile([], 0.5) is None


def test_who_is_censored_at_a_time_was_at_risk_then() -> None:
    assert kaplan_meier([Wait(5, False), Wait(5, True)]) == [Step(5, 2, 1, 0.5)]


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1), st.sampled_from([0.5, 0.9, 0.95]))
def test_with_nothing_open_it_is_counting(lasted: list[int], share: float) -> None:
    curve = kaplan_meier(Wait(each, True) for each in lasted)
    assert percentile(curve, share) == sorted(lasted)[ceil(round(share * len(lasted), 9)) - 1]


@settings(deadline=None)
@given(st.lists(st.builds(Wait, st.integers(0, 50), st.booleans())))
def test_the_curve_only_falls_and_counts_every_event(waits: list[Wait]) -> None:
    curve = kaplan_meier(waits)
    shares = [1.0, *(step.surviving for step in curve)]
    assert all(later < earlier for earlier, later in zip(shares, shares[1:], strict=False))
    assert sum(step.events for step in curve) == sum(wait.happened for wait in waits)
