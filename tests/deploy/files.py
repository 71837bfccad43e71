"""The files of `deploy/`, as their readers read them; and what the command line has."""

from __future__ import annotations

import json
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import typer
import yaml
from typer.core import TyperCommand, TyperGroup

from server.cli import cli

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONFIGURATIONS = sorted(
    path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix not in (".md", ".json")
)
_INVOKED = re.compile(
    r"(?:^|[\s`])(?:\S*/)?studyhall ((?:serve|invite|replay|drain|whatif|bench|load)\b[^`#\n]*)"
)


def documents(path: Path) -> list[Any]:
    """Of a YAML file."""
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def dashboard() -> dict[str, Any]:
    made: dict[str, Any] = json.loads((DEPLOY / "grafana" / "studyhall.json").read_text(encoding="utf-8"))
    return made


def expressions() -> list[str]:
    """Every PromQL of the dashboard and of the alerts."""
    shown = [target["expr"] for panel in dashboard()["panels"] for target in panel.get("targets", [])]
    (rules,) = documents(DEPLOY / "prometheus" / "alerts.yml")
    return shown + [rule["expr"] for group in rules["groups"] for rule in group["rules"]]


def invocations(text: str) -> list[list[str]]:
    """The words after `studyhall` of each command line in `text`."""
    joined = text.replace("\\\n", " ")
    return [shlex.split(found) for found in _INVOKED.findall(joined)]


@cache
def commands() -> dict[str, TyperCommand]:
    """By their words: `serve`, `bench media`."""
    return dict(_flattened(typer.main.get_group(cli), ""))


def _flattened(group: TyperGroup, before: str) -> list[tuple[str, TyperCommand]]:
    found: list[tuple[str, TyperCommand]] = []
    for name, command in group.commands.items():
        words = f"{before}{name}"
        if isinstance(command, TyperGroup):
            found += _flattened(command, f"{words} ")
        elif isinstance(command, TyperCommand):
            found.append((words, command))
    return found


def options_of(command: TyperCommand) -> set[str]:
    return {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}


def environment_of(command: TyperCommand) -> set[str]:
    """The names of variables that it reads."""
    named = (parameter.envvar for parameter in command.params)
    return {name for names in named if names for name in ([names] if isinstance(names, str) else names)}
