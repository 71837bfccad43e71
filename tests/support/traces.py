"""Shared traces: a view, events, and the view they must give. The browser's reducer is tested on the same files.

    python -m tests.support.traces

writes `tests/traces/*.json`, in plain maps as on the wire; a test says that they are fresh, and that all of them
together hold every event.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.room import Room
from rooms.visibility import EVERYONE, STAFF, Audience, project
from tests.support.classroom import a_class, a_curious_class, a_daily_zone, a_sub_room
from tests.support.moving_thread import a_moving_thread
from tests.support.room_runs import run
from tests.support.waiting_class import a_waiting_class

TRACES = Path(__file__).parents[1] / "traces"
SOME_STUDENT = Audience(member="bo")
SOME_TEACHER = Audience(is_staff=True, member="ada")

RUNS: dict[str, tuple[int, RoomKind, int, int, Audience]] = {
    "study_from_the_first_event": (1, RoomKind.STUDY, 150, 0, EVERYONE),
    "study_joined_midway_as_a_student": (2, RoomKind.STUDY, 300, 80, SOME_STUDENT),
    "qa_as_staff": (3, RoomKind.QA, 300, 25, STAFF),
    "qa_as_a_teacher": (5, RoomKind.QA, 300, 60, SOME_TEACHER),
    "qa_as_a_student": (6, RoomKind.QA, 300, 60, SOME_STUDENT),
    "zone_as_everyone": (4, RoomKind.ZONE, 300, 60, EVERYONE),
}
"""Name: seed, kind, commands, events before the view is taken, audience."""


def main() -> None:
    TRACES.mkdir(exist_ok=True)
    for old in TRACES.glob("*.json"):
        old.unlink()
    for name, written in generate().items():
        (TRACES / f"{name}.json").write_text(written, encoding="utf-8")


def generate() -> dict[str, str]:
    """The text of each trace by name."""
    traces = {name: _run(*each) for name, each in RUNS.items()}
    for name, audience in (("everyone", EVERYONE), ("staff", SOME_TEACHER), ("student", SOME_STUDENT)):
        traces[f"class_as_{name}"] = _trace(a_class(), 1, audience)
        traces[f"waiting_class_as_{name}"] = _trace(a_waiting_class(), 1, audience)
        traces[f"moving_thread_as_{name}"] = _trace(a_moving_thread(), 1, audience)
        traces[f"sub_room_as_{name}"] = _trace(a_sub_room(), 1, audience)
    traces["class_as_somebody_disciplined"] = _trace(a_class(), 1, Audience(member="dora"))
    traces["daily_zone_as_everyone"] = _trace(a_daily_zone(), 1, EVERYONE)
    traces["questions_that_are_forgotten"] = _trace(a_curious_class(), 190, EVERYONE)
    return {name: json.dumps(each, ensure_ascii=False, indent=1) + "\n" for name, each in traces.items()}


def _run(seed: int, kind: RoomKind, commands: int, before: int, audience: Audience) -> dict[str, Any]:
    return _trace(run(seed, kind, commands).log, before, audience)


def _trace(log: list[AnyEvent], before: int, audience: Audience) -> dict[str, Any]:
    room = Room()
    for event in log[:before]:
        room.apply(event)
    first = to_builtins(room.snapshot(audience), str_keys=True)
    for event in log[before:]:
        room.apply(event)
    return {
        "audience": to_builtins(audience),
        "before": first,
        "events": [to_builtins(project(event, audience), str_keys=True) for event in log[before:]],
        "after": to_builtins(room.snapshot(audience), str_keys=True),
    }


if __name__ == "__main__":
    main()
