"""What a run may cost: limits for figures by name, read from a file, and whether an outcome keeps them.

A budget that names a figure that its scenario never had is a mistake, not a success.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typing_extensions import override

from loadtests.scenarios.outcome import Outcome

STANDARD = Path(__file__).parents[1] / "budgets.toml"


class BadBudgets(Exception):
    """The file cannot be used; the text says where."""


@dataclass(frozen=True)
class Limit:
    """`most` and `least` are kept by equal figures, too."""

    most: float | None = None
    least: float | None = None

    def keeps(self, figure: float) -> bool:
        return (self.most is None or figure <= self.most) and (self.least is None or figure >= self.least)

    @override
    def __str__(self) -> str:
        parts = [("≤", self.most), ("≥", self.least)]
        return " ".join(f"{sign} {number:g}" for sign, number in parts if number is not None)


@dataclass(frozen=True)
class Verdict:
    """`value` None: the run has no such figure, which keeps no limit."""

    figure: str
    value: float | None
    limit: Limit

    @property
    def is_kept(self) -> bool:
        return self.value is not None and self.limit.keeps(self.value)

    @property
    def shown(self) -> str:
        return "not measured" if self.value is None else f"{self.value:,.4g}"


Budgets = Mapping[str, Mapping[str, Limit]]
"""By scenario and figure."""


def read_budgets(path: Path = STANDARD) -> Budgets:
    """Raises BadBudgets, and OSError for a file that is not there."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadBudgets(f"{path}: {error}") from error
    return {
        scenario: {figure: _limit(f"{scenario}.{figure}", given) for figure, given in _table(scenario, table)}
        for scenario, table in tables.items()
    }


def check(outcome: Outcome, budgets: Budgets) -> list[Verdict]:
    """One for each limit of its scenario, in the order of the file."""
    figures = outcome.all_figures
    limits = budgets.get(outcome.scenario, {})
    return [Verdict(name, figures.get(name), limit) for name, limit in limits.items()]


def _table(scenario: str, table: Any) -> list[tuple[str, Any]]:
    if not isinstance(table, dict):
        raise BadBudgets(f"{scenario}: a table of figures, please")
    return list(table.items())


def _limit(where: str, given: Any) -> Limit:
    is_limit = isinstance(given, dict) and given and set(given) <= {"most", "least"}
    if not is_limit or not all(isinstance(number, int | float) for number in given.values()):
        raise BadBudgets(f"{where}: {{ most = number }}, {{ least = number }} or both")
    return Limit(**given)
