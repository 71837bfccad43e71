"""Somebody who takes a kilobyte a second: the others miss nothing, and what waits for the slow one does not pile up."""

from __future__ import annotations

import pytest

from loadtests.scenarios.budgets import check, read_budgets
from loadtests.scenarios.slow_reader import Plan, slow_reader
from loadtests.target import Target

pytestmark = pytest.mark.anyio


@pytest.mark.row("F14")
async def test_neighbours_of_slow_readers_miss_nothing_and_little_waits_for_the_slow(target: Target) -> None:
    outcome = await slow_reader(target, Plan(neighbours=5, slow=4, posts=25.0, seconds=3.0))
    figures = outcome.all_figures
    assert not outcome.errors
    assert not [verdict for verdict in check(outcome, read_budgets()) if verdict.value is None]
    assert (figures["lost"], figures["twice"], figures["strays"]) == (0, 0, 0)
    assert len(outcome.waits["beside"]) > 0
    assert figures["slow_kb"] <= 1024
