"""A few idle people: all are welcomed, stay, and are weighed."""

from __future__ import annotations

import pytest

from loadtests.scenarios.budgets import check, read_budgets
from loadtests.scenarios.idle import Plan, idle
from loadtests.target import Target

pytestmark = pytest.mark.anyio


@pytest.mark.row("L7")
async def test_idle_people_stay_and_are_weighed(target: Target) -> None:
    outcome = await idle(target, Plan(clients=20, members=5, seconds=0.5))
    figures = outcome.all_figures
    assert not outcome.errors
    assert not [verdict for verdict in check(outcome, read_budgets()) if verdict.value is None]
    assert figures["closed"] == 0
    assert len(outcome.waits["ping"]) == 5
    assert figures["server_kb"] > 10_000
    assert {"client_kb", "member_kb", "web_cores"} <= set(figures)
