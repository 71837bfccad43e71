"""Outcomes for people, as tables, and for machines, as JSON. What a figure means is in docs/loadtests.md."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from loadtests.report import WIDTH
from loadtests.scenarios.budgets import Verdict
from loadtests.scenarios.outcome import PERCENTILES, Outcome
from loadtests.scenarios.page import Judged


def show(console: Console, machine: str, judged: Sequence[Judged]) -> None:
    """A table is no use when its columns are cut: what is not a terminal is wide enough."""
    if not console.is_terminal:
        console.width = WIDTH
    console.print(machine, highlight=False, soft_wrap=True)
    for outcome, verdicts in judged:
        sizes = ", ".join(f"{name} {value}" for name, value in outcome.plan.items())
        console.print(f"{outcome.scenario}: {sizes}", highlight=False, soft_wrap=True)
        console.print(_waits(outcome))
        console.print(_figures(outcome, {verdict.figure: verdict for verdict in verdicts}))


def as_json(machine: str, command: str, judged: Sequence[Judged]) -> str:
    """{"machine", "command", "scenarios": [what `Outcome.as_json` gives, and "budgets"]}"""
    scenarios = [
        outcome.as_json() | {"budgets": [_of_verdict(verdict) for verdict in verdicts]}
        for outcome, verdicts in judged
    ]
    return json.dumps({"machine": machine, "command": command, "scenarios": scenarios}, indent=2) + "\n"


def _of_verdict(verdict: Verdict) -> dict[str, object]:
    limit: dict[str, object] = {"most": verdict.limit.most, "least": verdict.limit.least}
    return {"figure": verdict.figure, "value": verdict.value, "kept": verdict.is_kept} | limit


def _waits(outcome: Outcome) -> Table:
    columns = ("waited for, ms", "times", *(f"p{percent}" for percent in PERCENTILES))
    table = _table(*columns)
    figures = outcome.all_figures
    for name, moments in outcome.waits.items():
        percentiles = [f"{figures[f'{name}_p{percent}_ms']:,.1f}" for percent in PERCENTILES]
        table.add_row(name, f"{len(moments):,}", *percentiles)
    return table


def _figures(outcome: Outcome, verdicts: dict[str, Verdict]) -> Table:
    """Those with a budget first, then the others, then errors."""
    table = _table("figure", "value", "budget", "")
    for name, verdict in verdicts.items():
        word = Text("kept", style="green") if verdict.is_kept else Text("missed", style="bold red")
        table.add_row(name, verdict.shown, str(verdict.limit), word)
    for name, value in sorted(outcome.figures.items()):
        if name not in verdicts:
            table.add_row(name, f"{value:,.4g}", "", "")
    for name, times in sorted(outcome.errors.items()):
        table.add_row(f"error {name}", f"{times:,}", "", "")
    return table


def _table(*columns: str) -> Table:
    table = Table(*columns, box=SIMPLE)
    for number, column in enumerate(table.columns):
        column.no_wrap = True
        column.justify = "right" if number else "left"
    return table
