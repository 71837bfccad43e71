"""The community sets by what is measured from now on, or adds hours to what is known. What is open keeps its version."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.obligations.coverages import extended
from rooms.obligations.events import CoverageSet
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import ClockKind, Coverage, SetCoverage
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState


def set_coverage(room: RoomState, command: SetCoverage, now: float) -> Decision:
    """The event has all windows that are known by then, so that it means the same to whoever hears it."""
    version = command.coverage.version
    known = room.obligations.coverages.get(version)
    if version <= STANDARD.version:
        return Rejection(RejectionCode.BAD_CHOICE, f"version {version} cannot be set")
    if known is None and version < room.obligations.version:
        return []  # nothing is measured by it any more
    coverage = extended(known, command.coverage)
    if coverage is known:
        return []
    return [CoverageSet(at=now, coverage=coverage, due=_due(room, coverage))]


def _due(room: RoomState, coverage: Coverage) -> dict[int, float]:
    """Of those whose moment this changes."""
    due = {
        id: each.due_at(lambda _: coverage.windows)
        for id, each in room.obligations.open.items()
        if each.policy == coverage.version and each.clock is ClockKind.COVERED
    }
    seen = room.obligations.open
    return {id: at for id, at in due.items() if at is not None and at != seen[id].seen.due_at}
