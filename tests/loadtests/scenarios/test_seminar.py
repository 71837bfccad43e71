"""Two small rooms side by side: everybody hears everybody in their own room, and nothing of the other."""

from __future__ import annotations

import pytest

from loadtests.scenarios.budgets import check, read_budgets
from loadtests.scenarios.seminar import Plan, seminar
from loadtests.target import Target

pytestmark = pytest.mark.anyio


async def test_rooms_do_not_hear_each_other_and_share_one_timer_each(target: Target) -> None:
    outcome = await seminar(target, Plan(rooms=2, people=3, chat=3.0, seconds=1.5))
    figures = outcome.all_figures
    assert not outcome.errors
    assert not [verdict for verdict in check(outcome, read_budgets()) if verdict.value is None]
    assert figures["people"] == 6
    assert figures["acknowledged"] == len(outcome.waits["chat_ack"]) > 0
    assert (figures["lost"], figures["twice"], figures["strays"]) == (0, 0, 0)
    assert figures["timers_differ"] == 0
    assert len(outcome.waits["timer"]) == 2 * 3
    assert len(outcome.waits["first_frame"]) == 6
    assert figures["packets"] > 0
