"""A small rush: no question is lost, each is answered in time or overdue once, and votes are counted once."""

from __future__ import annotations

import pytest

from loadtests.scenarios.budgets import check, read_budgets
from loadtests.scenarios.question_rush import Plan, question_rush
from loadtests.target import Target


@pytest.mark.anyio
async def test_each_question_is_answered_in_time_or_overdue_exactly_once(target: Target) -> None:
    plan = Plan(people=4, questions=8, seconds=2.0, votes=8.0, staff=2, answered=0.5, clock=3.0)
    outcome = await question_rush(target, plan)
    figures = outcome.all_figures
    assert not outcome.errors
    assert not [verdict for verdict in check(outcome, read_budgets()) if verdict.value is None]
    assert (figures["questions"], figures["clocks"], figures["promise_s"]) == (8, 8, 3)
    assert (figures["clocks_missing"], figures["clocks_wrong"]) == (0, 0)
    assert figures["answered_in_time"] + figures["overdue"] == 8
    assert figures["overdue"] == len(outcome.waits["overdue_late"]) > 0
    assert (figures["lost"], figures["twice"], figures["votes_wrong"]) == (0, 0, 0)
    assert len(outcome.waits["board"]) == 8 * 2


def test_more_questions_than_people_may_have_open_are_refused() -> None:
    with pytest.raises(ValueError, match="5 questions"):
        Plan(people=1, questions=6)
