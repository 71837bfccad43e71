"""A small storm: everybody comes in, and every step of everybody's way is timed."""

from __future__ import annotations

import pytest

from loadtests.scenarios.budgets import check, read_budgets
from loadtests.scenarios.join_storm import Plan, join_storm
from loadtests.target import Target

pytestmark = pytest.mark.anyio


@pytest.mark.row("L11")
async def test_everybody_comes_in_and_sees_a_picture(target: Target) -> None:
    outcome = await join_storm(target, Plan(people=6, seconds=1.0))
    figures = outcome.all_figures
    assert not outcome.errors
    assert not [verdict for verdict in check(outcome, read_budgets()) if verdict.value is None]
    assert (figures["people"], figures["came"]) == (6, 1)
    stages = ("page", "session", "ticket", "socket", "welcome", "snapshot", "join", "first_frame")
    assert {name: len(waits) for name, waits in outcome.waits.items()} == dict.fromkeys(stages, 6)
    assert figures["join_cpu_ms"] > 0
    assert figures["first_frame_in_2s"] <= 1


async def test_without_media_nobody_waits_for_a_picture(target: Target) -> None:
    outcome = await join_storm(target, Plan(people=2, seconds=0.2, media=False))
    assert "first_frame" not in outcome.waits
    assert outcome.all_figures["people"] == 2
