"""By what something is measured: which target, on which clock, as things stand in the room.

What a community sets comes as a coverage, and `standard.py` holds until one comes. A live class has targets of its own,
and so has what a class leaves open.
"""

from __future__ import annotations

from typing import TypedDict

from msgspec import Struct

from rooms.kinds import RoomKind
from rooms.obligations.clocks import reached
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import ClockKind, Coverage, ObligationClass, Occasion, Target
from rooms.state import RoomState

_WHILE_LIVE = (ObligationClass.HAND, ObligationClass.HELP)
"""Their clock is the wall's while a session runs; at other times it runs in covered hours."""


class Measured(TypedDict):
    """The fields of that name of an event."""

    clock: ClockKind
    policy: int
    first: float
    full: float | None


class Measure(Struct, frozen=True):
    target: Target
    policy: int

    def fields(self) -> Measured:
        target = self.target
        return Measured(clock=target.clock, policy=self.policy, first=target.first, full=target.full)


def measure(room: RoomState, kind: ObligationClass, policy: int | None = None) -> Measure:
    """What holds in this room now, by the newest coverage or, if it is still known, by that of version `policy`."""
    coverage = room.obligations.coverage(policy)
    is_live = room.life.session_at is not None
    if kind is ObligationClass.QUESTION and is_live and room.kind is RoomKind.QA:
        return Measure(on_occasion(coverage, Occasion.LIVE_QUESTION), coverage.version)
    target = _of_class(coverage, kind)
    return Measure(_standing(target) if kind in _WHILE_LIVE and not is_live else target, coverage.version)


def measure_after_class(room: RoomState, kind: ObligationClass, policy: int | None = None) -> Measure:
    """The same once the session that runs now is over."""
    coverage = room.obligations.coverage(policy)
    if kind is ObligationClass.QUESTION:
        return Measure(on_occasion(coverage, Occasion.AFTER_CLASS), coverage.version)
    return Measure(_standing(_of_class(coverage, kind)), coverage.version)


def on_occasion(coverage: Coverage, occasion: Occasion) -> Target:
    return coverage.occasions.get(occasion) or STANDARD.occasions[occasion]


def review_by(room: RoomState, since: float) -> float | None:
    """Until when somebody should look at what is held `since`, by the newest coverage. None: later than is known."""
    coverage = room.obligations.coverage()
    target = on_occasion(coverage, Occasion.HELD)
    return reached(target.clock, coverage.windows, since, target.first)


def _of_class(coverage: Coverage, kind: ObligationClass) -> Target:
    return coverage.targets.get(kind) or STANDARD.targets[kind]


def _standing(target: Target) -> Target:
    return Target(target.first, target.full, ClockKind.COVERED)
