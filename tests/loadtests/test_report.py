"""A table that is not cut, and JSON that holds every figure."""

from __future__ import annotations

import dataclasses
import io
import json

from rich.console import Console

from loadtests.measurement import Floor, Measurement
from loadtests.report import as_json, figures, row, show, table

ONE = Measurement(
    scenario="audience",
    viewers=250,
    publishers=1,
    seconds=10.0,
    received=400_000,
    expected=400_100,
    sent=400_100,
    lost=100,
    duplicates=2,
    renumbered=0,
    bad_tags=0,
    us_per_packet=4.0,
    media_cpu=0.16,
    web_cpu=0.002,
    tool_cpu=0.08,
    join_p50=12.0,
    join_p95=480.0,
    latency_p50=0.25,
    latency_p99=12.5,
    floor=Floor(3.2, 100, 100),
)


def test_a_row_says_what_was_measured() -> None:
    cells = ["audience 250", "40,000", "4.00", "1.25", "0.02%", "2", "12 / 480", "0.25 / 12.50"]
    assert row(ONE) == [*cells, "16.0 / 0.2 / 8.0"]


def test_a_row_without_a_floor_leaves_it_open() -> None:
    assert row(dataclasses.replace(ONE, floor=None))[3] == "-"


def test_the_table_is_whole_where_there_is_no_terminal() -> None:
    out = io.StringIO()
    show(Console(file=out), "a machine", table([ONE]))
    text = out.getvalue()
    assert text.startswith("a machine\n")
    assert all(cell in text for cell in row(ONE))


def test_json_holds_the_machine_the_command_and_every_figure() -> None:
    written = json.loads(as_json("a machine", "studyhall bench media", figures([ONE])))
    assert (written["machine"], written["command"]) == ("a machine", "studyhall bench media")
    assert set(written["rows"][0]) >= {field.name for field in dataclasses.fields(Measurement)}
    assert (written["rows"][0]["floors"], written["rows"][0]["floor"]["us_per_packet"]) == (1.25, 3.2)
