"""Deliveries as a table for people, and as figures for machines. It computes nothing that a `Delivery` does not hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from rich.console import RenderableType

from loadtests.delivery import Delivery, Pace
from loadtests.report import Figures, figures_table

COLUMNS = (
    "",
    "deliveries/s",
    "µs/delivery",
    "x floor",
    "a core's/s",
    "per frame",
    "lost",
    "closed",
    "p50 / p99 ms",
    "CPU %",
)
LEGEND = (
    "µs/delivery: user and system time of the server process, per message that one member received.\n"
    "x floor: against a loop that only sends, in this run: CPU per delivery; at the peak deliveries per core-second.\n"
    "a core's/s: deliveries per second of the server's CPU time. per frame: deliveries in one WebSocket message. lost: of everything posted, ten seconds later.\n"
    "p50 / p99: from posting to being read; reading takes place every millisecond.\n"
    "behind: less arrived than was asked for."
)


def table(rows: Sequence[Delivery]) -> RenderableType:
    return figures_table(COLUMNS, LEGEND, map(row, rows))


def row(one: Delivery) -> list[str]:
    floors = one.floors if one.pace is Pace.FIXED else one.speed
    return [
        f"{one.server} {one.clients:,} {_pace(one)}",
        f"{one.per_second:,.0f}",
        f"{one.us_per_delivery:.1f}",
        "-" if floors is None else f"{floors:.2f}",
        f"{one.per_core_second:,.0f}",
        f"{one.delivered / max(1, one.frames):.1f}",
        f"{one.outcome.lost:,}",
        str(one.outcome.closed),
        f"{one.latency_p50:.1f} / {one.latency_p99:.0f}",
        f"{100 * one.cpu:.0f}",
    ]


def _pace(one: Delivery) -> str:
    if one.pace is Pace.PEAK:
        return "peak"
    return "fixed" if one.kept_up else "behind"


def figures(rows: Sequence[Delivery]) -> list[Figures]:
    """Every field of each `Delivery`, and what it derives."""
    return [
        dataclasses.asdict(one)
        | {
            "per_second": one.per_second,
            "per_core_second": one.per_core_second,
            "floors": one.floors,
            "speed": one.speed,
            "kept_up": one.kept_up,
        }
        for one in rows
    ]
