"""From what the logs of rooms say of obligations to the rows of the metrics: what became of each cycle of each of them.

It decides nothing that a room has not decided. A merged obligation gets what the other gets, when it gets it. What a
class handed on goes on in the other room: one row, with the response that the class gave. What was opened before the
events begin is left out. Beside what the obligation's own clock shows, which for hands, calls, reports and questions in
class is the wall's, stands the covered time that passed, without the time in which a clock stood.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from community.metrics.outcomes import EndedBy, Outcome, Promise, ResolvedBy
from rooms.events import AnyEvent
from rooms.obligations.cycles import Cycle, Response, begun
from rooms.obligations.events import (
    AckUndone,
    BotReplied,
    CoverageSet,
    ExamModeSet,
    ObligationAcked,
    ObligationAnswered,
    ObligationEvent,
    ObligationMerged,
    ObligationMoved,
    ObligationOpened,
    ObligationPaused,
    ObligationRemoved,
    ObligationReopened,
    ObligationResumed,
    ObligationUnmerged,
    ObligationWaived,
    ObligationWithdrawn,
    PromiseBroken,
    PromiseMade,
)
from rooms.obligations.joining import Wait, join
from rooms.obligations.obligation import Obligation, Windows
from rooms.obligations.terms import How

_RESOLVED_BY = {
    How.PEER: ResolvedBy.PEER,
    How.BOT: ResolvedBy.AI,
    How.MEMORY: ResolvedBy.AI,
    How.ASKER: ResolvedBy.ASKER,
}
"""Everything else is resolved by whoever did it."""
_ENDED_BY: dict[type[ObligationEvent], EndedBy] = {
    ObligationWithdrawn: EndedBy.WITHDRAWN,
    ObligationRemoved: EndedBy.REMOVED,
    ObligationWaived: EndedBy.WAIVED,
}
_BY_PEOPLE = (ResolvedBy.STAFF, ResolvedBy.PEER)
_Wait = tuple[str, float]
"""Who waits, and since when: the same in each room in which they wait for it."""


class RoomLog(Struct, frozen=True):
    """The events of a room's log, in order; others than those of obligations may be left out. `zone` is what its rows
    are grouped by."""

    room: str
    zone: str
    events: Iterable[AnyEvent]


def outcomes(logs: Iterable[RoomLog], now: float, staff: Container[str], hours: Windows) -> list[Outcome]:
    """One row per obligation and cycle, as of `now`: by room, and in the order of opening.

    `staff` are members' ids. `hours` is the covered time of each version of a coverage.
    """
    rooms = [_read(log, now, staff, hours) for log in logs]
    join([wait for room in rooms for wait in room.waits()])
    return [
        cycle.outcome(room.log.room, room.log.zone, hours)
        for room in rooms
        for cycles in room.cycles.values()
        for cycle in cycles
        if not cycle.is_elsewhere
    ]


class _Room:
    """Reads along, with the room's own memory of what it owes."""

    def __init__(self, log: RoomLog, staff: Container[str], hours: Windows) -> None:
        self.log = log
        self.cycles: dict[int, list[Cycle]] = {}
        self._staff, self._hours = staff, hours
        self._merged: dict[int, list[int]] = {}
        self._exam_by = ""

    # ------------------------------------------------------------ what goes from room to room

    def waits(self) -> Iterator[Wait]:
        for id, cycles in self.cycles.items():
            followers = [self.cycles[each][-1] for each in self._merged_with(id)]
            yield Wait((cycles[0].seen.asker, cycles[0].opened_at), cycles[0], cycles[-1], followers)

    def _merged_with(self, id: int) -> Iterator[int]:
        for each in self._merged.get(id, ()):
            yield each
            yield from self._merged_with(each)

    # ------------------------------------------------------------ read

    def hear(self, event: AnyEvent) -> None:
        if isinstance(event, ObligationEvent):
            self._heard(event)
        elif isinstance(event, CoverageSet):
            self._new_hours(event)
        elif isinstance(event, ExamModeSet):
            self._exam_by = event.by

    def _new_hours(self, event: CoverageSet) -> None:
        for id, due in event.due.items():
            if id in self.cycles:
                owed = self.cycles[id][-1].owed
                owed.seen = replace(owed.seen, due_at=due)

    def end(self, now: float) -> None:
        """What is open, or merged with what is open, has waited until now."""
        for cycles in self.cycles.values():
            cycle = cycles[-1]
            if cycle.resolved is None and cycle.ended is None:
                cycle.consumed, cycle.until = cycle.owed.consumed_at(now, self._hours), now
                cycle.go(now)
                if cycle.first is None:
                    self._missed(cycle, now)

    def _missed(self, cycle: Cycle, by: float) -> None:
        """Its target may have passed while nobody was there to say so."""
        due = cycle.owed.due_at(self._hours)
        if cycle.breached_at is None and due is not None and due <= by:
            cycle.breached_at = due

    def _heard(self, event: ObligationEvent) -> None:
        if isinstance(event, ObligationOpened):
            owed = Obligation.opened(event, self._hours)
            self.cycles[event.id] = [begun(event, owed)]
        elif event.id not in self.cycles:
            return
        cycle = self._cycle(event)
        owed = cycle.owed
        cycle.seen, cycle.policy = owed.seen, owed.policy
        if cycle.first is None:
            cycle.target = owed.first
            cycle.breached_at = owed.seen.breached_at
        self._note(cycle, event, owed)
        for each in self._merged.get(event.id, ()):
            self._take(each, cycle, event.at)

    def _cycle(self, event: ObligationEvent) -> Cycle:
        """The one that the event is about, which it may begin."""
        cycles = self.cycles[event.id]
        owed = cycles[-1].owed
        if not isinstance(event, ObligationOpened):
            owed.apply(event, self._hours)
        if owed.seen.cycle != cycles[-1].number:
            cycles[-1].reopened = True
            cycles.append(Cycle(owed.seen.cycle, event.at, owed, owed.seen, owed.policy, began_at=event.at))
        return cycles[-1]

    def _note(self, cycle: Cycle, event: ObligationEvent, owed: Obligation) -> None:
        match event:
            case ObligationAcked():
                cycle.first = Response(event.at, event.by, event.consumed)
            case AckUndone():
                cycle.first = cycle.resolved = None
            case ObligationAnswered():
                self._answered(cycle, event)
            case ObligationWithdrawn() | ObligationRemoved() | ObligationWaived():
                cycle.ended, cycle.consumed = (event.at, _ENDED_BY[type(event)]), event.consumed
                cycle.until = event.at
                cycle.stop(event.at, None)
            case ObligationReopened():
                cycle.reopen(event.at)
            case ObligationPaused():
                cycle.stop(event.at, event.by or self._exam_by)
            case ObligationResumed():
                cycle.go(event.at if event.since is None else event.since)
            case ObligationMerged() | ObligationUnmerged():
                self._went(cycle, event)
            case ObligationMoved():
                cycle.move(event)
            case _:
                _note_beside(cycle, event, owed)

    def _answered(self, cycle: Cycle, event: ObligationAnswered) -> None:
        if event.first:
            cycle.first = Response(event.at, event.by, event.consumed)
        by_person = ResolvedBy.STAFF if event.by in self._staff else ResolvedBy.PEER
        cycle.resolved = (event.at, _RESOLVED_BY.get(event.how, by_person))
        cycle.consumed, cycle.until = event.consumed, event.at
        cycle.go(event.at)
        if cycle.resolved[1] in _BY_PEOPLE:
            cycle.vow(kept_at=event.at)

    # ------------------------------------------------------------ merged

    def _went(self, cycle: Cycle, event: ObligationMerged | ObligationUnmerged) -> None:
        cycle.go(event.at)
        if isinstance(event, ObligationUnmerged):
            self._came_back(cycle, event.id)
            return
        cycle.into, cycle.is_elsewhere = event.into, not event.into and not event.by
        cycle.left_at = event.at if cycle.is_elsewhere else None
        self._merged.setdefault(event.into, []).append(event.id)
        if event.into in self.cycles:
            self._take(event.id, self.cycles[event.into][-1], event.at)

    def _came_back(self, cycle: Cycle, id: int) -> None:
        self._merged[cycle.into].remove(id)
        if cycle.taken:
            cycle.first, cycle.taken = None, False
        cycle.resolved = cycle.ended = None

    def _take(self, id: int, given: Cycle, at: float) -> None:
        """What the other has by now; once it is resolved, a reopening of it is its own asker's."""
        cycle = self.cycles[id][-1]
        if cycle.resolved is not None or cycle.ended is not None:
            return
        if cycle.first is None and given.first is not None:
            consumed = cycle.owed.consumed_at(at, self._hours)
            cycle.first, cycle.taken = Response(at, given.first.by, consumed), True
            if consumed > cycle.target:
                self._missed(cycle, at)
        if given.resolved is not None:
            cycle.resolved = (at, given.resolved[1])
        elif given.ended is not None:
            cycle.ended = (at, given.ended[1])
        cycle.consumed, cycle.until = cycle.owed.consumed_at(at, self._hours), at
        for each in self._merged.get(id, ()):
            self._take(each, cycle, at)


def _note_beside(cycle: Cycle, event: ObligationEvent, owed: Obligation) -> None:
    """What moves no clock of an asker."""
    match event:
        case BotReplied():
            cycle.bot_at = owed.seen.bot_at
        case PromiseMade():
            cycle.promises.append(Promise(event.by, event.at, due_at=event.until))
        case PromiseBroken():
            cycle.vow(broken_at=event.at)
        case _:
            pass


def _read(log: RoomLog, now: float, staff: Container[str], hours: Windows) -> _Room:
    room = _Room(log, staff, hours)
    for event in log.events:
        if event.at > now:
            break
        room.hear(event)
    room.end(now)
    return room
