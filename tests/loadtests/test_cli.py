"""`studyhall bench media`, `fanout` and `relay` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from loadtests import rival_servers
from loadtests.cli import bench_app


def run(*arguments: str, command: str = "media") -> tuple[int, str]:
    result = CliRunner().invoke(bench_app, [command, *arguments])
    return result.exit_code, result.output


def test_two_viewers_lose_nothing_and_every_figure_is_written(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    code, output = run("--viewers", "1,2", "--seconds", "1", "--json", str(file))
    assert code == 0, output
    written = json.loads(file.read_text())
    assert [row["viewers"] for row in written["rows"]] == [1, 2]
    for row in written["rows"]:
        assert (row["lost"], row["loss"], row["duplicates"], row["bad_tags"]) == (0, 0.0, 0, 0)
        assert row["received"] > 100
        assert row["us_per_packet"] > 0
        assert row["floors"] > 0
        assert 0 < row["join_p50"] <= row["join_p95"]
        assert 0 < row["latency_p50"] <= row["latency_p99"]
    assert "audience 2" in output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--viewers", "many"),
        ("--viewers", "0"),
        ("--viewers", "1000"),
        ("--mesh", "1"),
        ("--mesh", "17"),
        ("--seconds", "0"),
        ("--invite", "http://127.0.0.1:1/i/s"),
    ],
)
def test_what_cannot_be_measured_is_refused_before_anything_starts(arguments: tuple[str, str]) -> None:
    code, output = run(*arguments)
    assert code == 2, output


def test_a_server_that_is_not_here_is_said_in_one_line() -> None:
    code, output = run(
        "--viewers", "1", "--seconds", "0.5", "--teacher", "http://127.0.0.1:1/i/t", "--invite",
        "http://127.0.0.1:1/i/s",
    )  # fmt: skip
    assert code == 1
    assert "--pid" in output


def test_a_fan_out_is_printed_and_written_beside_its_floor(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    options = ("--clients", "4", "--seconds", "1", "--rate", "100", "--no-peak", "--json", str(file))
    code, output = run(*options, command="fanout")
    assert code == 0, output
    floor, ours = json.loads(file.read_text())["rows"]
    assert (floor["server"], ours["server"]) == ("send() loop", "studyhall")
    assert (ours["clients"], ours["outcome"]["lost"]) == (4, 0)
    assert ours["floors"] > 0
    assert "studyhall 4 fixed" in output


@pytest.mark.parametrize("clients", ["", "many", "0", "10001"])
def test_a_room_that_cannot_be_is_refused_before_anything_starts(clients: str) -> None:
    code, output = run("--clients", clients, command="fanout")
    assert code == 2, output


def test_rivals_that_are_not_installed_are_said_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rival_servers, "INSTALLED", tmp_path)
    code, output = run("--clients", "4", "--rivals", command="fanout")
    assert (code, "make rivals" in output) == (1, True), output


def test_what_an_owner_is_spared_is_a_line_for_each_way() -> None:
    result = CliRunner().invoke(bench_app, ["relay", "--viewers", "2", "--seconds", "0.5"])
    assert result.exit_code == 0, result.output
    rows = [line for line in result.output.splitlines() if "packets/s" in line]
    assert ["at the owner" in rows[0], "behind a link" in rows[1]] == [True, True]
