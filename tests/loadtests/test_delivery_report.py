"""A row says what was measured, and the table is whole."""

from __future__ import annotations

import dataclasses
import io

import pytest
from rich.console import Console

from loadtests.delivery import Delivery, Outcome, Pace
from loadtests.delivery_report import figures, row, table
from loadtests.report import show

ONE = Delivery(
    server="studyhall",
    clients=1000,
    pace=Pace.FIXED,
    asked=20_000.0,
    seconds=10.0,
    delivered=200_000,
    frames=100_000,
    cpu=0.2,
    us_per_delivery=10.0,
    latency_p50=12.5,
    latency_p99=40.0,
    outcome=Outcome(lost=0, twice=0, closed=0),
    floor_us=8.0,
)


def test_a_row_at_a_fixed_pace_compares_cpu() -> None:
    cells = ["studyhall 1,000 fixed", "20,000", "10.0", "1.25", "100,000", "2.0", "0", "0", "12.5 / 40", "20"]
    assert row(ONE) == cells


@pytest.mark.parametrize(
    ("change", "name", "beside"),
    [
        ({"pace": Pace.PEAK}, "studyhall 1,000 peak", "0.80"),
        ({"delivered": 150_000}, "studyhall 1,000 behind", "1.25"),
        ({"floor_us": None}, "studyhall 1,000 fixed", "-"),
    ],
)
def test_a_row_says_when_it_is_something_else(change: dict[str, object], name: str, beside: str) -> None:
    cells = row(dataclasses.replace(ONE, **change))  # type: ignore[arg-type]
    assert (cells[0], cells[3]) == (name, beside)


def test_no_column_is_cut_where_there_is_no_terminal() -> None:
    out = io.StringIO()
    large = dataclasses.replace(ONE, server="python-socketio", clients=10_000, delivered=2_000_000)
    show(Console(file=out), "a machine", table([ONE, large]))
    assert all(cell in out.getvalue() for cell in [*row(ONE), *row(large)])


def test_figures_hold_what_the_rows_derive() -> None:
    (one,) = figures([ONE])
    assert one["outcome"] == {"lost": 0, "twice": 0, "closed": 0}
    assert (one["per_second"], one["floors"], one["speed"], one["kept_up"]) == (20_000, 1.25, 0.8, True)
