"""One short seed of real trouble, from its plan to its verdict. Needs root; `make chaos-real` has more and longer ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.history import History, Person
from tests.histories.__main__ import named

ROOT = Path(__file__).parents[2]


def chaos_real(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "tests.histories", *options),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.netem
@pytest.mark.timeout(300)
@pytest.mark.row("D1")
@pytest.mark.row("D7")
@pytest.mark.row("F2")
@pytest.mark.row("F3")
@pytest.mark.row("F4")
@pytest.mark.row("F5")
@pytest.mark.row("F6")
def test_three_real_nodes_keep_every_promise_and_leave_nothing_behind() -> None:
    ran = chaos_real("--seeds", "1", "--seconds", "10")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 accusations" in ran.stdout
    assert not [space for space in Path("/run/netns").glob("studyhall-*") if _is_left_behind(space)]


@pytest.mark.netem
def test_a_run_too_short_for_its_faults_is_refused() -> None:
    ran = chaos_real("--seconds", "3")
    assert ran.returncode == 2
    assert "10 at least" in ran.stderr


def test_a_history_names_people_and_not_their_ids() -> None:
    history = History(1, [Person("p-1", "student", "Ada-device", ["qa"])])
    assert named(history, "p-1: p-1-00001 was refused and stands") == "Ada: Ada-00001 was refused and stands"


def _is_left_behind(space: Path) -> bool:
    return not Path("/proc", space.name.rpartition("-")[2]).exists()
