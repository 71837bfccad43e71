"""Tables that say which budget was missed, and JSON with every figure and verdict."""

from __future__ import annotations

import io
import json

from rich.console import Console

from loadtests.scenarios.report import as_json, show
from tests.loadtests.scenarios.test_outcome import ONE
from tests.loadtests.scenarios.test_page import VERDICTS


def test_the_tables_say_what_was_waited_for_what_was_missed_and_what_went_wrong() -> None:
    out = io.StringIO()
    show(Console(file=out), "a machine", [(ONE, VERDICTS)])
    text = out.getvalue()
    assert text.startswith("a machine\n")
    lines = {line.split()[0]: line.split() for line in text.splitlines() if line.strip()}
    assert lines["chat"] == ["chat", "101", "50.0", "95.0", "99.0"]
    assert lines["chat_p99_ms"] == ["chat_p99_ms", "99", "≤", "98", "missed"]
    assert lines["lost"][-1] == "kept"
    assert "error RATE_LIMITED" in text


def test_json_holds_the_command_the_figures_and_the_verdicts() -> None:
    written = json.loads(as_json("a machine", "studyhall load lecture", [(ONE, VERDICTS)]))
    assert (written["machine"], written["command"]) == ("a machine", "studyhall load lecture")
    [scenario] = written["scenarios"]
    assert scenario["figures"] == ONE.all_figures
    assert scenario["budgets"][1] == {
        "figure": "chat_p99_ms",
        "value": 99.0,
        "kept": False,
        "most": 98,
        "least": None,
    }
