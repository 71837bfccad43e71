"""Budgets are kept or missed by name, and a budget for what nobody measures is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from loadtests.scenarios.budgets import BadBudgets, Limit, check, read_budgets
from tests.loadtests.scenarios.test_outcome import ONE


def budgets(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "budgets.toml"
    path.write_text(text)
    return path


def test_a_limit_is_kept_by_what_is_equal_to_it() -> None:
    limit = Limit(most=2, least=1)
    assert [limit.keeps(figure) for figure in (0.9, 1, 2, 2.1)] == [False, True, True, False]
    assert str(limit) == "≤ 2 ≥ 1"


def test_each_limit_of_the_scenario_is_judged_and_no_other(tmp_path: Path) -> None:
    path = budgets(
        tmp_path,
        "[lecture]\nlost = { most = 0 }\nchat_p99_ms = { most = 98 }\n[seminar]\nlost = { most = 0 }\n",
    )
    verdicts = check(ONE, read_budgets(path))
    assert [(one.figure, one.is_kept) for one in verdicts] == [("lost", True), ("chat_p99_ms", False)]


def test_a_scenario_without_budgets_has_none_to_miss(tmp_path: Path) -> None:
    assert check(ONE, read_budgets(budgets(tmp_path, ""))) == []


def test_a_budget_for_what_is_not_measured_is_missed(tmp_path: Path) -> None:
    [verdict] = check(ONE, read_budgets(budgets(tmp_path, "[lecture]\nlots = { least = 0 }\n")))
    assert (verdict.value, verdict.is_kept, verdict.shown) == (None, False, "not measured")


@pytest.mark.parametrize(
    "text",
    [
        "[lecture",
        "lecture = 1",
        "[lecture]\nlost = 0",
        "[lecture]\nlost = {}",
        "[lecture]\nlost = { about = 3 }",
        "[lecture]\nlost = { most = 'none' }",
    ],
)
def test_what_cannot_be_read_as_a_limit_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadBudgets):
        read_budgets(budgets(tmp_path, text))
