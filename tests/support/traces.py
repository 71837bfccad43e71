"""Shared traces: a view, events, and the view they must give. The browser's reducer is tested on the same files.

    python -m tests.support.traces

writes `tests/traces/*.json`, in plain maps as on the wire; a test says that they are fresh.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from rooms.kinds import RoomKind
from rooms.room import Room
from rooms.visibility import EVERYONE, STAFF, Audience, project
from tests.support.room_runs import run

TRACES = Path(__file__).parents[1] / "traces"

RUNS: dict[str, tuple[int, RoomKind, int, int, Audience]] = {
    "study_from_the_first_event": (1, RoomKind.STUDY, 60, 0, EVERYONE),
    "study_joined_midway": (2, RoomKind.STUDY, 120, 40, EVERYONE),
    "qa_as_staff": (3, RoomKind.QA, 120, 25, STAFF),
    "zone_with_more_messages_than_a_snapshot_holds": (4, RoomKind.ZONE, 400, 60, EVERYONE),
}
"""Name: seed, kind, commands, events before the view is taken, audience."""


def main() -> None:
    TRACES.mkdir(exist_ok=True)
    for name, written in generate().items():
        (TRACES / f"{name}.json").write_text(written, encoding="utf-8")


def generate() -> dict[str, str]:
    """The text of each trace by name."""
    return {
        name: json.dumps(_trace(*each), ensure_ascii=False, indent=1) + "\n" for name, each in RUNS.items()
    }


def _trace(seed: int, kind: RoomKind, commands: int, before: int, audience: Audience) -> dict[str, Any]:
    log = run(seed, kind, commands).log
    room = Room()
    for event in log[:before]:
        room.apply(event)
    first = to_builtins(room.snapshot(audience))
    for event in log[before:]:
        room.apply(event)
    return {
        "audience": audience.scope,
        "before": first,
        "events": [to_builtins(project(event, audience)) for event in log[before:]],
        "after": to_builtins(room.snapshot(audience)),
    }


if __name__ == "__main__":
    main()
