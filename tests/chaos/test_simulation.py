"""Hundreds of seeds of trouble, in processes of their own in which strings hash as they do for `make chaos`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEEDS = 200


def chaos(*options: str, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "tests.chaos", *options),
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.row("F5")
@pytest.mark.row("F6")
@pytest.mark.row("F19")
@pytest.mark.row("D1")
@pytest.mark.row("D2")
@pytest.mark.row("D4")
@pytest.mark.row("D7")
@pytest.mark.timeout(900)
def test_whatever_happens_to_nodes_and_lines_every_promise_is_kept() -> None:
    ran = chaos("--seeds", str(SEEDS), "--jobs", "1")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_same_seed_gives_the_same_history_wherever_it_runs() -> None:
    one, other = chaos("--seed", "17"), chaos("--seed", "17", hash_seed="4711")
    assert one.returncode == 0, one.stdout + one.stderr
    assert one.stdout == other.stdout
    assert "node-1 writes" in one.stdout


def test_another_seed_gives_another_history() -> None:
    assert chaos("--seed", "17").stdout != chaos("--seed", "18").stdout
