"""`studyhall load`: reads sizes, runs a scenario within a bounded time, reports it, and fails when a budget is missed.

What scenarios need (the native probe, the HTTP client) is for developers and is imported only when one runs.
"""

from __future__ import annotations

import asyncio
import importlib
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console

load_app = typer.Typer(
    help="Scenarios with virtual people against a server of their own, held to budgets.", no_args_is_help=True
)

MODULES = {
    "lecture": "loadtests.scenarios.lecture",
    "seminar": "loadtests.scenarios.seminar",
    "join_storm": "loadtests.scenarios.join_storm",
    "question_rush": "loadtests.scenarios.question_rush",
    "node_loss": "loadtests.scenarios.node_loss",
    "slow_reader": "loadtests.scenarios.slow_reader",
    "idle": "loadtests.scenarios.idle",
}
UNSEEDED = "idle"
"""Nothing in it is left to chance."""
PATIENCE_SECONDS = 900.0
"""After which something must be wrong."""

SeedOption = Annotated[int, typer.Option(help="Decides everything that is left to chance.")]
SecondsOption = Annotated[float, typer.Option(min=0.5, max=600, help="Length of what is measured.")]
MediaOption = Annotated[bool, typer.Option(help="With sound and picture.")]
JsonOption = Annotated[Path | None, typer.Option(help="Write the figures to this file, too.")]
HtmlOption = Annotated[Path | None, typer.Option(help="Write a page with plots to this file.")]
BudgetsOption = Annotated[
    Path | None, typer.Option(help="Other budgets than loadtests/budgets.toml.", exists=True, dir_okay=False)
]


@dataclass(frozen=True)
class Output:
    json: Path | None
    html: Path | None
    budgets: Path | None


@load_app.command()
def lecture(
    viewers: Annotated[int, typer.Option(min=1, max=900, help="People in the hall.")] = 80,
    seconds: SecondsOption = 15.0,
    chat: Annotated[float, typer.Option(min=0, max=1000, help="Messages per second.")] = 4.0,
    cheers: Annotated[float, typer.Option(min=0, max=3000, help="Reactions per second.")] = 100.0,
    questions: Annotated[int, typer.Option(min=0, max=200, help="Asked and answered, in all.")] = 10,
    hands: Annotated[int, typer.Option(min=0, max=200, help="Raised and called, in all.")] = 5,
    media: MediaOption = True,
    seed: SeedOption = 1,
    json: JsonOption = None,
    html: HtmlOption = None,
    budgets: BudgetsOption = None,
) -> None:
    """A teacher on the stage, and a hall that watches, writes, cheers, asks and raises hands (L8-shaped)."""
    sizes = {"viewers": viewers, "seconds": seconds, "chat": chat, "cheers": cheers}
    sizes |= {"questions": questions, "hands": hands, "media": media, "seed": seed}
    _load({"lecture": sizes}, Output(json, html, budgets))


@load_app.command()
def seminar(
    rooms: Annotated[int, typer.Option(min=1, max=50, help="Study rooms side by side.")] = 3,
    people: Annotated[int, typer.Option(min=2, max=16, help="In each of them.")] = 5,
    chat: Annotated[float, typer.Option(min=0, max=100, help="Messages per second and room.")] = 1.0,
    seconds: SecondsOption = 12.0,
    media: MediaOption = True,
    seed: SeedOption = 1,
    json: JsonOption = None,
    html: HtmlOption = None,
    budgets: BudgetsOption = None,
) -> None:
    """Several study rooms in which everybody sends, writes and shares a focus timer."""
    sizes = {"rooms": rooms, "people": people, "chat": chat, "seconds": seconds, "media": media, "seed": seed}
    _load({"seminar": sizes}, Output(json, html, budgets))


@load_app.command("join-storm")
def join_storm(
    people: Annotated[int, typer.Option(min=1, max=900, help="Who come.")] = 150,
    seconds: SecondsOption = 10.0,
    media: MediaOption = True,
    seed: SeedOption = 1,
    json: JsonOption = None,
    html: HtmlOption = None,
    budgets: BudgetsOption = None,
) -> None:
    """Everybody opens the same invite within some seconds: each step of the way in is timed (L11-shaped)."""
    sizes = {"people": people, "seconds": seconds, "media": media, "seed": seed}
    _load({"join_storm": sizes}, Output(json, html, budgets))


@load_app.command("question-rush")
def question_rush(
    people: Annotated[int, typer.Option(min=1, max=900, help="Who ask and vote.")] = 60,
    questions: Annotated[int, typer.Option(min=1, max=300, help="Five of each person at most.")] = 200,
    seconds: SecondsOption = 20.0,
    votes: Annotated[float, typer.Option(min=0, max=1000, help="Votes per second.")] = 15.0,
    staff: Annotated[int, typer.Option(min=1, max=50, help="Who answer from the board.")] = 3,
    answered: Annotated[float, typer.Option(min=0, max=1, help="Share that is answered in time.")] = 0.7,
    clock: Annotated[
        float, typer.Option(min=2, max=600, help="Seconds in which an answer is promised.")
    ] = 8.0,
    seed: SeedOption = 1,
    json: JsonOption = None,
    html: HtmlOption = None,
    budgets: BudgetsOption = None,
) -> None:
    """More questions than anybody can answer: each is answered in time or overdue, exactly once."""
    sizes = {"people": people, "questions": questions, "seconds": seconds, "votes": votes, "staff": staff}
    sizes |= {"answered": answered, "clock": clock, "seed": seed}
    _load({"question_rush": sizes}, Output(json, html, budgets))


@load_app.command("node-loss")
def node_loss(
    people: Annotated[int, typer.Option(min=3, max=3000, help="At three nodes together.")] = 45,
    posts: Annotated[float, typer.Option(min=0.1, max=1000, help="Messages per second.")] = 10.0,
    seconds: SecondsOption = 15.0,
    herd: Annotated[float, typer.Option(min=0.1, max=600, help="Seconds in which all come back.")] = 3.0,
    seed: SeedOption = 1,
    json: JsonOption = None,
    html: HtmlOption = None,
    budgets: BudgetsOption = None,
) -> None:
    """Kill the owner of a room at one of three nodes (D1, F2), and let everybody reconnect at once (F17-shaped)."""
    sizes = {"people": people, "posts": posts, "seconds": seconds, "herd": herd, "seed": seed}
    _load({"node_loss": sizes}, Output(json, html, budgets))


@load_app.command("slow-reader")
def slow_reader(
    neighbours: Annotated[int, typer.Option(min=2, max=3000, help="Who talk.")] = 15,
    slow: Annotated[int, typer.Option(min=1, max=1000, help="Who read slowly among them.")] = 5,
    posts: Annotated[float, typer.Option(min=0.1, max=1000, help="Messages of 3.5 KB per second.")] = 60.0,
    seconds: SecondsOption = 12.0,
    bytes_per_second: Annotated[int, typer.Option(min=10, help="That a slow one reads.")] = 1000,
    seed: SeedOption = 1,
    json: JsonOption = None,
    html: HtmlOption = None,
    budgets: BudgetsOption = None,
) -> None:
    """A busy room without and with members who read a kilobyte a second (F14)."""
    sizes = {"neighbours": neighbours, "slow": slow, "posts": posts, "seconds": seconds}
    sizes |= {"bytes_per_second": bytes_per_second, "seed": seed}
    _load({"slow_reader": sizes}, Output(json, html, budgets))


@load_app.command()
def idle(
    clients: Annotated[int, typer.Option(min=1, max=20_000, help="Sockets in no room.")] = 1000,
    members: Annotated[int, typer.Option(min=1, max=9000, help="And so many who sit in one.")] = 250,
    seconds: SecondsOption = 10.0,
    json: JsonOption = None,
    html: HtmlOption = None,
    budgets: BudgetsOption = None,
) -> None:
    """What people who do nothing cost in memory, and how soon the server answers meanwhile (L7-shaped)."""
    _load({"idle": {"clients": clients, "members": members, "seconds": seconds}}, Output(json, html, budgets))


@load_app.command("all")
def all_scenarios(
    seed: SeedOption = 1, json: JsonOption = None, html: HtmlOption = None, budgets: BudgetsOption = None
) -> None:
    """Every scenario at its standard size, one after the other: some minutes."""
    plans = {name: {} if name == UNSEEDED else {"seed": seed} for name in MODULES}
    _load(plans, Output(json, html, budgets))


def _load(plans: Mapping[str, Mapping[str, Any]], output: Output) -> None:
    """Run these scenarios with these fields of their plans, and report. Ends the command with 1 if a budget is missed."""
    try:
        from loadtests.cpu import machine
        from loadtests.scenarios import report
        from loadtests.scenarios.budgets import STANDARD, BadBudgets, check, read_budgets
        from loadtests.scenarios.page import page
        from loadtests.target import TargetError

        modules = {name: importlib.import_module(MODULES[name]) for name in plans}
    except ImportError as missing:
        typer.echo(f"{missing}: load tests need the development extra and the probe (make setup)", err=True)
        raise typer.Exit(1) from missing
    try:
        runs = [(modules[name].run, modules[name].Plan(**sizes)) for name, sizes in plans.items()]
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from wrong
    try:
        limits = read_budgets(output.budgets or STANDARD)
        outcomes = uvloop.run(_outcomes(runs))
        judged = [(outcome, check(outcome, limits)) for outcome in outcomes]
    except (BadBudgets, TargetError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    command = shlex.join(["studyhall", *sys.argv[1:]])
    report.show(Console(), machine(), judged)
    if output.json is not None:
        output.json.write_text(report.as_json(machine(), command, judged), encoding="utf-8")
    if output.html is not None:
        output.html.write_text(page(machine(), command, judged), encoding="utf-8")
    if not all(verdict.is_kept for _, verdicts in judged for verdict in verdicts):
        raise typer.Exit(1)


async def _outcomes(runs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Of each run with its plan, one after the other."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        return [await run(plan) for run, plan in runs]
