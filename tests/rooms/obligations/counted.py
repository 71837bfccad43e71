"""Rows of the metrics, of rooms that stand side by side."""

from __future__ import annotations

from collections.abc import Sequence

from community.covered_time import Window
from community.metrics.outcomes import Outcome
from rooms.obligations.outcomes import RoomLog, outcomes
from rooms.obligations.standard import STANDARD
from tests.rooms.obligations.zone import HOUR, Zone
from tests.support.rooms import START

STAFF = frozenset({"tess", "tom", "otto"})
HOURS = Window(START + HOUR, START + 2 * HOUR)
"""Of version 1 of a coverage."""


def hours(version: int) -> Sequence[Window]:
    return [HOURS] if version else STANDARD.windows


def rows(*rooms: Zone, now: float | None = None) -> list[Outcome]:
    logs = [RoomLog(f"room-{number}", "zone", room.log) for number, room in enumerate(rooms, 1)]
    return outcomes(logs, rooms[-1].now if now is None else now, STAFF, hours)


def row(*rooms: Zone, now: float | None = None) -> Outcome:
    (only,) = rows(*rooms, now=now)
    return only
