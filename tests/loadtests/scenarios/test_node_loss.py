"""The owner of a room is killed while people talk: nothing acknowledged is lost or doubled, and a herd comes back."""

from __future__ import annotations

from random import Random

import pytest

from loadtests.scenarios.budgets import check, read_budgets
from loadtests.scenarios.node_loss import Plan, retry_delay, run

pytestmark = pytest.mark.anyio


@pytest.mark.row("D1")
@pytest.mark.row("F2")
@pytest.mark.row("F17")
async def test_nothing_acknowledged_is_lost_and_a_herd_does_not_read_the_room_again_for_each_of_it() -> None:
    outcome = await run(Plan(people=9, posts=6.0, seconds=3.0, herd=0.5))
    figures = outcome.all_figures
    assert not outcome.errors
    assert not [verdict for verdict in check(outcome, read_budgets()) if verdict.value is None]
    assert (figures["people"], figures["acknowledged"]) == (9, len(outcome.waits["chat_ack"]))
    assert (figures["lost"], figures["twice"], figures["strays"]) == (0, 0, 0)
    assert (figures["history_lost"], figures["history_twice"]) == (0, 0)
    assert (figures["gaps"], figures["duplicates"]) == (0, 0)
    assert len(outcome.waits["back"]) == 3
    assert len(outcome.waits["herd_back"]) == 9
    assert figures["herd_room_reads"] <= 2  # by each node that lives
    assert figures["takeover_s"] < 30


def test_retries_come_soon_at_first_and_then_spread_out() -> None:
    random = Random(1)
    first, second, tenth, last = (
        [retry_delay(number, random) for _ in range(100)] for number in (1, 2, 10, 50)
    )
    assert 0.1 <= min(first) < max(first) <= 0.3
    assert 0.375 <= min(second) < max(second) <= 0.5
    assert max(second) < min(tenth) < max(tenth) <= max(last) <= 30.0
