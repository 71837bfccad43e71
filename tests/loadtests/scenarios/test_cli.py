"""`studyhall load` as it is typed: its files, and its exit code when a budget is missed."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from loadtests.scenarios.budgets import STANDARD, read_budgets
from loadtests.scenarios.cli import MODULES, load_app

SMALL = (
    "--viewers",
    "2",
    "--seconds",
    "1",
    "--cheers",
    "4",
    "--questions",
    "1",
    "--hands",
    "0",
    "--no-media",
)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(load_app, arguments)
    return result.exit_code, result.output


def budgets(tmp_path: Path, text: str) -> str:
    path = tmp_path / "budgets.toml"
    path.write_text(text)
    return str(path)


def test_a_run_within_its_budgets_ends_well_and_is_written_as_json_and_as_a_page(tmp_path: Path) -> None:
    figures, page = tmp_path / "figures.json", tmp_path / "page.html"
    kept = budgets(tmp_path, "[lecture]\nlost = { most = 0 }\n")
    code, output = run("lecture", *SMALL, "--json", str(figures), "--html", str(page), "--budgets", kept)
    assert code == 0, output
    [scenario] = json.loads(figures.read_text())["scenarios"]
    assert (scenario["scenario"], scenario["plan"]["viewers"]) == ("lecture", 2)
    assert scenario["budgets"] == [{"figure": "lost", "value": 0, "kept": True, "most": 0, "least": None}]
    assert "<svg" in page.read_text()
    assert "kept" in output


def test_a_missed_budget_ends_the_command_with_one(tmp_path: Path) -> None:
    missed = budgets(tmp_path, "[lecture]\nviewers = { least = 1000 }\n")
    code, output = run("lecture", *SMALL, "--budgets", missed)
    assert code == 1
    assert re.search(r"viewers +2 +≥ 1000 +missed", output)


def test_budgets_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    code, output = run("lecture", *SMALL, "--budgets", budgets(tmp_path, "[lecture]\nlost = 0\n"))
    assert code == 1
    assert "lecture.lost" in output


@pytest.mark.parametrize("arguments", [("--viewers", "0"), ("--seconds", "0"), ("--budgets", "/nowhere")])
def test_what_cannot_be_run_is_refused_before_anything_starts(arguments: tuple[str, str]) -> None:
    assert run("lecture", *arguments)[0] == 2


def test_more_questions_than_people_may_ask_are_refused_before_anything_starts() -> None:
    code, output = run("question-rush", "--people", "1", "--questions", "6")
    assert code == 2
    assert "5 questions" in output


def test_every_scenario_has_standard_budgets_and_no_other_has() -> None:
    assert set(tomllib.loads(STANDARD.read_text())) == set(read_budgets()) == set(MODULES)
