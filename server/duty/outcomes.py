"""From the log's events of obligations to rows, one per obligation and cycle: what every metric is computed from.

Pure. What an event does to an obligation is said once, by the fold that pages and the board use; here is only noted when
which response came. What was opened before the events begin is not known, and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from msgspec.structs import replace

from community.covered_time import Window, covered_between
from community.metrics.outcomes import EndedBy, Outcome, ResolvedBy
from rooms.events import AnyEvent
from rooms.obligations.changes import changed, is_open, new_obligation
from rooms.obligations.events import (
    AckUndone,
    BotReplied,
    CoverageSet,
    Measured,
    ObligationAcked,
    ObligationAnswered,
    ObligationEvent,
    ObligationMerged,
    ObligationOpened,
    ObligationPaused,
    ObligationRemoved,
    ObligationReopened,
    ObligationResumed,
    ObligationUnmerged,
    ObligationWaived,
    ObligationWithdrawn,
)
from rooms.obligations.terms import ClockKind, How, PauseReason
from rooms.obligations.view import ObligationView

Hours = Callable[[int], Sequence[Window]]
"""The windows of a version of the duty plan, as `covered_time` has them."""

_BY_NOBODY = {How.BOT: ResolvedBy.AI, How.MEMORY: ResolvedBy.AI, How.ASKER: ResolvedBy.ASKER}
_ENDS = {
    ObligationWithdrawn: EndedBy.WITHDRAWN,
    ObligationRemoved: EndedBy.REMOVED,
    ObligationWaived: EndedBy.WAIVED,
}


@dataclass(slots=True)
class Cycle:
    """`consumed` is what was on the clock when it last stood still, and `since` from when it runs again."""

    number: int
    opened_at: float
    measured: Measured
    view: ObligationView
    consumed: float
    since: float | None
    first_human_at: float | None = None
    responder: str | None = None
    first_bot_at: float | None = None
    response: float | None = None  # on the clock
    breached_at: float | None = None
    resolved_at: float | None = None
    resolved_by: ResolvedBy | None = None
    ended_at: float | None = None
    ended_by: EndedBy | None = None
    merged_into: int | None = None
    paused_by: str = ""
    paused_at: float | None = None
    paused: dict[str, float] = field(default_factory=dict)


Cycles = dict[tuple[str, int], list[Cycle]]


def outcomes(
    happened: Iterable[tuple[str, AnyEvent]], now: float, hours: Hours, zones: Mapping[str, str]
) -> list[Outcome]:
    """In the order of opening. `happened` are rooms and their events, by time; `zones` names the kind of each room."""
    cycles: Cycles = {}
    for room, event in happened:
        if isinstance(event, CoverageSet):
            _new_hours(cycles, room, event)
        elif isinstance(event, ObligationEvent):
            _follow(cycles, room, event, hours)
    rows = [
        _row(cycles, room, id, cycle, now, hours, zones)
        for (room, id), of_one in cycles.items()
        for cycle in of_one
        if cycle.merged_into != 0  # it went on in another room
    ]
    return sorted(rows, key=lambda row: (row.opened_at, row.room, row.id, row.cycle))


def _follow(cycles: Cycles, room: str, event: ObligationEvent, hours: Hours) -> None:
    if isinstance(event, ObligationOpened):
        cycles[room, event.id] = [_opened(event)]
        return
    of_one = cycles.get((room, event.id))
    if of_one is None:
        return
    if isinstance(event, ObligationReopened) and event.obligation.cycle != of_one[-1].number:
        of_one.append(_reopened(event))
        return
    _happened(of_one[-1], event, hours)


def _opened(event: ObligationOpened) -> Cycle:
    at = event.at if event.opened_at is None else event.opened_at
    return Cycle(1, at, event, new_obligation(event), event.consumed, event.at)


def _reopened(event: ObligationReopened) -> Cycle:
    view = event.obligation
    return Cycle(view.cycle, event.at, event, view, event.consumed, event.at)


def _happened(cycle: Cycle, event: ObligationEvent, hours: Hours) -> None:
    cycle.view = changed(cycle.view, event)
    if isinstance(event, Measured) and cycle.first_human_at is None:
        cycle.measured = event
    match event:
        case ObligationAcked():
            _responded(cycle, event.at, event.by, event.consumed)
        case AckUndone():
            cycle.first_human_at = cycle.responder = cycle.response = cycle.breached_at = None
        case ObligationAnswered():
            _answered(cycle, event)
        case BotReplied():
            cycle.first_bot_at = cycle.first_bot_at or event.at
        case ObligationPaused() | ObligationResumed():
            _stopped_or_went_on(cycle, event)
        case ObligationWithdrawn() | ObligationRemoved() | ObligationWaived():
            cycle.ended_at, cycle.ended_by = event.at, _ENDS[type(event)]
            _stopped(cycle, event.at, event.consumed)
        case ObligationMerged():
            cycle.merged_into = event.into
            _stopped(cycle, event.at, _on_clock(cycle, event.at, hours))
        case ObligationReopened() | ObligationUnmerged():
            _restored(cycle, event)
        case _:
            pass


def _responded(cycle: Cycle, at: float, by: str, consumed: float) -> None:
    if cycle.first_human_at is None:
        cycle.first_human_at, cycle.responder, cycle.response = at, by, consumed
        cycle.breached_at = cycle.view.breached_at


def _answered(cycle: Cycle, event: ObligationAnswered) -> None:
    cycle.resolved_at = event.at
    cycle.resolved_by = _BY_NOBODY.get(event.how) or (
        ResolvedBy.PEER if event.how is How.PEER else ResolvedBy.STAFF
    )
    if event.how not in _BY_NOBODY:
        _responded(cycle, event.at, event.by, event.consumed)
    _stopped(cycle, event.at, event.consumed)


def _stopped_or_went_on(cycle: Cycle, event: ObligationPaused | ObligationResumed) -> None:
    if isinstance(event, ObligationPaused):
        _stopped(cycle, event.at, event.consumed)
        cycle.paused_at, cycle.paused_by = event.at, event.by if event.why is PauseReason.ASKED_BACK else ""
    else:
        _pause_ended(cycle, event.at)
        cycle.since = event.at if event.since is None else event.since


def _stopped(cycle: Cycle, at: float, consumed: float) -> None:
    _pause_ended(cycle, at)
    cycle.consumed, cycle.since = consumed, None


def _pause_ended(cycle: Cycle, at: float) -> None:
    if cycle.paused_at is not None and cycle.paused_by:
        cycle.paused[cycle.paused_by] = cycle.paused.get(cycle.paused_by, 0.0) + at - cycle.paused_at
    cycle.paused_at = None


def _restored(cycle: Cycle, event: ObligationReopened | ObligationUnmerged) -> None:
    """As if it had never ended."""
    cycle.ended_at = cycle.ended_by = cycle.merged_into = cycle.resolved_at = cycle.resolved_by = None
    if isinstance(event, ObligationReopened):
        cycle.consumed = event.consumed
    cycle.since = event.at if is_open(cycle.view) and cycle.view.paused_for is None else None


def _new_hours(cycles: Cycles, room: str, event: CoverageSet) -> None:
    for id, due_at in event.due.items():
        of_one = cycles.get((room, id))
        if of_one is not None:
            of_one[-1].view = replace(of_one[-1].view, due_at=due_at)


def _on_clock(cycle: Cycle, now: float, hours: Hours) -> float:
    if cycle.since is None:
        return cycle.consumed
    if cycle.measured.clock is ClockKind.WALL:
        return cycle.consumed + max(0.0, now - cycle.since)
    return cycle.consumed + covered_between(hours(cycle.measured.policy), cycle.since, now)


def _row(
    cycles: Cycles, room: str, id: int, cycle: Cycle, now: float, hours: Hours, zones: Mapping[str, str]
) -> Outcome:
    _merged_as_its_canonical(cycles, room, cycle)
    of_one = cycles[room, id]
    if cycle.paused_at is not None:
        _pause_ended(cycle, now)
    response = _on_clock(cycle, now, hours) if cycle.response is None else cycle.response
    breached_at = cycle.breached_at
    if cycle.first_human_at is None:
        due_at = cycle.view.due_at
        breached_at = cycle.view.breached_at or (due_at if (due_at or inf) < now else None)
    return Outcome(
        id=f"{room}/{id}",
        room=room,
        zone=zones.get(room, ""),
        class_=cycle.view.class_,
        asker=cycle.view.asker,
        opened_at=cycle.opened_at,
        cycle=cycle.number,
        owner=cycle.view.owner or None,
        first_human_at=cycle.first_human_at,
        responder=cycle.responder,
        first_bot_at=cycle.first_bot_at,
        covered_ms=round(response * 1000),
        target_ms=round(cycle.measured.first * 1000) or None,
        breached_at=breached_at,
        resolved_at=cycle.resolved_at,
        resolved_by=cycle.resolved_by,
        ended_at=cycle.ended_at,
        ended_by=cycle.ended_by,
        paused={by: round(seconds * 1000) for by, seconds in cycle.paused.items()},
        reopened=cycle is not of_one[-1],
    )


def _merged_as_its_canonical(cycles: Cycles, room: str, cycle: Cycle) -> None:
    """A merged one takes what became of the other, keeping its own opening and what was on its clock."""
    seen: set[int] = set()
    other, into = None, cycle.merged_into
    while into and into not in seen and (of_other := cycles.get((room, into))):
        seen.add(into)
        other = of_other[-1]
        into = other.merged_into
    if other is None:
        return
    cycle.resolved_at, cycle.resolved_by = other.resolved_at, other.resolved_by
    cycle.ended_at, cycle.ended_by = other.ended_at, other.ended_by
    if cycle.first_human_at is None:
        cycle.first_human_at, cycle.responder = other.first_human_at, other.responder
