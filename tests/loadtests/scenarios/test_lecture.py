"""A short lecture before a real server: nothing of it is lost, and a storm of reactions is a few frames."""

from __future__ import annotations

import pytest

from loadtests.scenarios.budgets import check, read_budgets
from loadtests.scenarios.lecture import Cheers, Plan, lecture
from loadtests.target import Target

pytestmark = pytest.mark.anyio


@pytest.mark.row("L8")
async def test_everything_that_is_said_reaches_everybody_once_and_reactions_come_merged(
    target: Target,
) -> None:
    outcome = await lecture(target, Plan(viewers=6, seconds=2.0, chat=6.0, cheers=18.0, questions=2, hands=1))
    figures = outcome.all_figures
    assert not outcome.errors
    assert not [verdict for verdict in check(outcome, read_budgets()) if verdict.value is None]
    assert (figures["viewers"], figures["cheers"]) == (6, 36)
    assert figures["acknowledged"] == len(outcome.waits["chat_ack"]) + 2 + 2 + 1
    assert (figures["lost"], figures["twice"], figures["strays"]) == (0, 0, 0)
    assert (figures["gaps"], figures["duplicates"]) == (0, 0)
    assert figures["cheer_frames_per_s"] <= 4.4
    assert figures["cheers_seen_most"] <= 36
    assert len(outcome.waits["first_frame"]) == 6
    assert (len(outcome.waits["question"]), len(outcome.waits["promotion"])) == (14, 1)
    assert figures["packets"] > 0
    assert figures["delivery_us"] > 0


def test_one_frame_has_no_rate() -> None:
    assert Cheers(at=[1.0]).frames_per_second == 0.0
    assert Cheers(at=[1.0, 1.25, 1.5]).frames_per_second == 4.0
