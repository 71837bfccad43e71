"""Measurements of media as a table for people, and of anything as JSON for machines. It computes nothing that a
measurement does not hold.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from typing import Any

from rich.box import SIMPLE
from rich.console import Console, RenderableType
from rich.table import Table

from loadtests.measurement import Measurement

Figures = dict[str, Any]

COLUMNS = (
    "",
    "packets/s",
    "µs/packet",
    "x floor",
    "lost",
    "twice",
    "join ms",
    "forward ms",
    "CPU %",
)
WIDTH = 140
LEGEND = (
    "µs/packet: user and system time of all threads of the media process, per packet that viewers counted.\n"
    "x floor: against a program that only encrypts and sends the same packets, in this run.\n"
    "join: from the offer to the first packet of a picture, p50 / p95.\n"
    "forward: from the publisher to arrival at the viewer's socket, p50 / p99.\n"
    "CPU %: of one core, by media process / web process / load test."
)


def table(measurements: Sequence[Measurement]) -> RenderableType:
    return figures_table(COLUMNS, LEGEND, map(row, measurements))


def figures_table(columns: Sequence[str], legend: str, rows: Iterable[Sequence[str]]) -> RenderableType:
    """What a row is about stands first, below no heading; figures stand below theirs, to the right."""
    made = Table(*columns, caption=legend, caption_justify="left", box=SIMPLE)
    for column in made.columns:
        column.no_wrap = True
        column.justify = "right" if column.header else "left"
    for one in rows:
        made.add_row(*one)
    return made


def row(one: Measurement) -> list[str]:
    return [
        f"{one.scenario} {one.viewers}",
        f"{one.packets_per_second:,.0f}",
        f"{one.us_per_packet:.2f}",
        "-" if one.floors is None else f"{one.floors:.2f}",
        f"{one.loss:.2%}",
        str(one.duplicates),
        f"{one.join_p50:.0f} / {one.join_p95:.0f}",
        f"{one.latency_p50:.2f} / {one.latency_p99:.2f}",
        " / ".join(f"{100 * cpu:.1f}" for cpu in (one.media_cpu, one.web_cpu, one.tool_cpu)),
    ]


def figures(measurements: Sequence[Measurement]) -> list[Figures]:
    """Every field of each `Measurement`, and what it derives."""
    return [
        dataclasses.asdict(one)
        | {"packets_per_second": one.packets_per_second, "loss": one.loss, "floors": one.floors}
        for one in measurements
    ]


def as_json(machine: str, command: str, rows: Sequence[Figures]) -> str:
    """{"machine", "command", "rows"}"""
    return json.dumps({"machine": machine, "command": command, "rows": rows}, indent=2) + "\n"


def show(console: Console, machine: str, made: RenderableType) -> None:
    """A table is no use when its columns are cut: what is not a terminal is wide enough."""
    if not console.is_terminal:
        console.width = WIDTH
    console.print(machine, highlight=False, soft_wrap=True)
    console.print(made)
