"""An outcome names every figure, and its JSON leaves only the single waits out."""

from __future__ import annotations

import json
from dataclasses import dataclass

from loadtests.scenarios.outcome import Moment, Outcome, plan_of


@dataclass(frozen=True)
class Plan:
    people: int = 3


ONE = Outcome(
    scenario="lecture",
    plan=plan_of(Plan()),
    seconds=2.0,
    figures={"lost": 0.0},
    waits={"chat": [Moment(0.1 * number, float(number)) for number in range(101)], "hand": []},
    errors={"RATE_LIMITED": 2, "NOT_SAVED": 1},
)


def test_percentiles_and_errors_are_figures_too() -> None:
    figures = ONE.all_figures
    assert (figures["lost"], figures["errors"]) == (0.0, 3.0)
    assert [figures[f"chat_p{percent}_ms"] for percent in (50, 95, 99)] == [50.0, 95.0, 99.0]
    assert figures["hand_p99_ms"] == 0.0


def test_json_has_every_figure_and_says_how_many_waits_there_were() -> None:
    written = json.loads(json.dumps(ONE.as_json()))
    assert written["plan"] == {"people": 3}
    assert written["figures"] == ONE.all_figures
    assert written["waits"] == {"chat": 101, "hand": 0}
    assert written["errors"] == {"RATE_LIMITED": 2, "NOT_SAVED": 1}
