"""From what the logs of rooms say of obligations to the rows of the metrics: what became of each cycle of each of them.

It decides nothing that a room has not decided. A merged obligation gets what the other gets, when it gets it. What a
class handed on goes on in the other room: one row, with the response that the class gave. What was opened before the
events begin is left out. Beside what the obligation's own clock shows, which for hands, calls, reports and questions in
class is the wall's, stands the covered time that passed, without the time in which a clock stood.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from community.covered_time import Window, covered_between, merged, without
from community.metrics.outcomes import EndedBy, Outcome, Promise, ResolvedBy
from rooms.events import AnyEvent
from rooms.obligations.events import (
    AckUndone,
    BotReplied,
    CoverageSet,
    ExamModeSet,
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
    PromiseBroken,
    PromiseMade,
)
from rooms.obligations.obligation import Obligation, Windows
from rooms.obligations.terms import How
from rooms.obligations.view import ObligationView

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
    handed_on = {wait: family for room in rooms for wait, family in room.handed_on()}
    for room in rooms:
        for wait, began in room.adopted():
            if wait in handed_on:
                before, *others = handed_on[wait]
                began.goes_on_from(before)
                for each in others:
                    each.follows(began)
    return [
        cycle.outcome(room.log, hours)
        for room in rooms
        for cycles in room.cycles.values()
        for cycle in cycles
        if not cycle.is_elsewhere
    ]


class _Response(Struct, frozen=True):
    at: float
    by: str
    consumed: float


class _Cycle(Struct):
    """`owed` goes on with the next cycle, `seen` is how this one was left, and `policy` by what it was measured ·
    consumed: at `until`, the end of waiting · into: with what it is merged · taken: its response is of the one that it
    is merged with · stopped, holes: since when its clock stands, and when it stood.
    """

    number: int
    opened_at: float
    owed: Obligation
    seen: ObligationView
    policy: int
    target: float = 0.0
    first: _Response | None = None
    bot_at: float | None = None
    consumed: float = 0.0
    until: float = 0.0
    breached_at: float | None = None
    resolved: tuple[float, ResolvedBy] | None = None
    ended: tuple[float, EndedBy] | None = None
    stopped: tuple[float, str | None] | None = None
    holes: list[Window] = field(default_factory=list)
    paused: dict[str, float] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)
    reopened: bool = False
    into: int = 0
    taken: bool = False
    is_elsewhere: bool = False

    def stop(self, at: float, by: str | None) -> None:
        """`by` None: nobody let it stand."""
        self.go(at)
        self.stopped = (at, by)

    def go(self, at: float) -> None:
        if self.stopped is not None:
            since, by = self.stopped
            self.holes.append(Window(since, at))
            if by is not None:
                self.paused[by] = self.paused.get(by, 0.0) + max(0.0, at - since)
            self.stopped = None

    def goes_on_from(self, before: _Cycle) -> None:
        """The same wait, in another room."""
        self.number, self.opened_at = before.number, before.opened_at
        self.first = before.first or self.first
        self.bot_at = before.bot_at or self.bot_at
        self.breached_at = before.breached_at or self.breached_at
        self.holes = [*before.holes, *self.holes]
        self.promises = [*before.promises, *self.promises]
        for by, seconds in before.paused.items():
            self.paused[by] = self.paused.get(by, 0.0) + seconds

    def follows(self, other: _Cycle) -> None:
        """It is merged with what goes on in another room. The clock is the other's, as far as both have waited."""
        earlier = self.opened_at - other.opened_at
        if self.first is None and other.first is not None:
            consumed = max(0.0, other.first.consumed - earlier)
            self.first = _Response(max(other.first.at, self.opened_at), other.first.by, consumed)
        self.consumed, self.until = max(0.0, other.consumed - earlier), other.until
        self.resolved, self.ended = other.resolved, other.ended

    def vow(self, **changes: float) -> None:
        """What became of the last promise, if anything did that it did not know."""
        if self.promises and self.promises[-1].kept_at is None:
            self.promises[-1] = replace(self.promises[-1], **changes)

    def covered(self, hours: Sequence[Window]) -> float:
        """Seconds of `hours` until the first response or the end of waiting, without those in which its clock stood."""
        end = self.until if self.first is None else self.first.at
        waited = without([Window(self.opened_at, end)], merged(self.holes))
        return sum(covered_between(hours, each.start, each.end) for each in waited)

    def outcome(self, log: RoomLog, hours: Windows) -> Outcome:
        first, resolved, ended = self.first, self.resolved, self.ended
        return Outcome(
            id=f"{log.room}/{self.seen.id}",
            room=log.room,
            zone=log.zone,
            class_=self.seen.class_,
            asker=self.seen.asker,
            opened_at=self.opened_at,
            cycle=self.number,
            owner=self.seen.owner or None,
            first_human_at=first.at if first else None,
            responder=first.by if first else None,
            first_bot_at=self.bot_at,
            covered_ms=round(self.covered(hours(self.policy)) * 1000),
            consumed_ms=round((first.consumed if first else self.consumed) * 1000),
            target_ms=round(self.target * 1000),
            breached_at=self.breached_at,
            level=self.seen.level,
            resolved_at=resolved[0] if resolved else None,
            resolved_by=resolved[1] if resolved else None,
            ended_at=ended[0] if ended else None,
            ended_by=ended[1] if ended else None,
            paused={by: round(seconds * 1000) for by, seconds in self.paused.items()},
            promises=tuple(self.promises),
            reopened=self.reopened,
        )


class _Room:
    """Reads along, with the room's own memory of what it owes."""

    def __init__(self, log: RoomLog, staff: Container[str], hours: Windows) -> None:
        self.log = log
        self.cycles: dict[int, list[_Cycle]] = {}
        self._staff, self._hours = staff, hours
        self._merged: dict[int, list[int]] = {}
        self._exam_by = ""

    # ------------------------------------------------------------ what goes from room to room

    def handed_on(self) -> Iterator[tuple[_Wait, list[_Cycle]]]:
        """With all that is merged with it."""
        for id, cycles in self.cycles.items():
            if cycles[-1].is_elsewhere:
                others = [self.cycles[each][-1] for each in self._merged_with(id)]
                yield (cycles[0].seen.asker, cycles[0].opened_at), [cycles[-1], *others]

    def _merged_with(self, id: int) -> Iterator[int]:
        for each in self._merged.get(id, ()):
            yield each
            yield from self._merged_with(each)

    def adopted(self) -> Iterator[tuple[_Wait, _Cycle]]:
        """What may have begun in another room."""
        for cycles in self.cycles.values():
            if not cycles[-1].is_elsewhere:
                yield (cycles[0].seen.asker, cycles[0].opened_at), cycles[0]

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

    def _missed(self, cycle: _Cycle, by: float) -> None:
        """Its target may have passed while nobody was there to say so."""
        due = cycle.owed.due_at(self._hours)
        if cycle.breached_at is None and due is not None and due <= by:
            cycle.breached_at = due

    def _heard(self, event: ObligationEvent) -> None:
        if isinstance(event, ObligationOpened):
            owed = Obligation.opened(event, self._hours)
            self.cycles[event.id] = [_Cycle(1, owed.seen.opened_at, owed, owed.seen, owed.policy)]
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

    def _cycle(self, event: ObligationEvent) -> _Cycle:
        """The one that the event is about, which it may begin."""
        cycles = self.cycles[event.id]
        owed = cycles[-1].owed
        if not isinstance(event, ObligationOpened):
            owed.apply(event, self._hours)
        if owed.seen.cycle != cycles[-1].number:
            cycles[-1].reopened = True
            cycles.append(_Cycle(owed.seen.cycle, event.at, owed, owed.seen, owed.policy))
        return cycles[-1]

    def _note(self, cycle: _Cycle, event: ObligationEvent, owed: Obligation) -> None:
        match event:
            case ObligationAcked():
                cycle.first = _Response(event.at, event.by, event.consumed)
            case AckUndone():
                cycle.first = cycle.resolved = None
            case ObligationAnswered():
                self._answered(cycle, event)
            case ObligationWithdrawn() | ObligationRemoved() | ObligationWaived():
                cycle.ended, cycle.consumed = (event.at, _ENDED_BY[type(event)]), event.consumed
                cycle.until = event.at
                cycle.stop(event.at, None)
            case ObligationReopened():
                cycle.ended = None
                if cycle.resolved is not None:  # taken back at once
                    cycle.first = cycle.resolved = None
                cycle.go(event.at)
            case ObligationPaused():
                cycle.stop(event.at, event.by or self._exam_by)
            case ObligationResumed():
                cycle.go(event.at if event.since is None else event.since)
            case ObligationMerged() | ObligationUnmerged():
                self._went(cycle, event)
            case _:
                _note_beside(cycle, event, owed)

    def _answered(self, cycle: _Cycle, event: ObligationAnswered) -> None:
        if event.first:
            cycle.first = _Response(event.at, event.by, event.consumed)
        by_person = ResolvedBy.STAFF if event.by in self._staff else ResolvedBy.PEER
        cycle.resolved = (event.at, _RESOLVED_BY.get(event.how, by_person))
        cycle.consumed, cycle.until = event.consumed, event.at
        cycle.go(event.at)
        if cycle.resolved[1] in _BY_PEOPLE:
            cycle.vow(kept_at=event.at)

    # ------------------------------------------------------------ merged

    def _went(self, cycle: _Cycle, event: ObligationMerged | ObligationUnmerged) -> None:
        cycle.go(event.at)
        if isinstance(event, ObligationUnmerged):
            self._came_back(cycle, event.id)
            return
        cycle.into, cycle.is_elsewhere = event.into, not event.into and not event.by
        self._merged.setdefault(event.into, []).append(event.id)
        if event.into in self.cycles:
            self._take(event.id, self.cycles[event.into][-1], event.at)

    def _came_back(self, cycle: _Cycle, id: int) -> None:
        self._merged[cycle.into].remove(id)
        if cycle.taken:
            cycle.first, cycle.taken = None, False
        cycle.resolved = cycle.ended = None

    def _take(self, id: int, given: _Cycle, at: float) -> None:
        """What the other has by now; once it is resolved, a reopening of it is its own asker's."""
        cycle = self.cycles[id][-1]
        if cycle.resolved is not None or cycle.ended is not None:
            return
        if cycle.first is None and given.first is not None:
            consumed = cycle.owed.consumed_at(at, self._hours)
            cycle.first, cycle.taken = _Response(at, given.first.by, consumed), True
            if consumed > cycle.target:
                self._missed(cycle, at)
        if given.resolved is not None:
            cycle.resolved = (at, given.resolved[1])
        elif given.ended is not None:
            cycle.ended = (at, given.ended[1])
        cycle.consumed, cycle.until = cycle.owed.consumed_at(at, self._hours), at
        for each in self._merged.get(id, ()):
            self._take(each, cycle, at)


def _note_beside(cycle: _Cycle, event: ObligationEvent, owed: Obligation) -> None:
    """What moves no clock of an asker."""
    match event:
        case BotReplied():
            cycle.bot_at = owed.seen.bot_at
        case PromiseMade():
            cycle.promises.append(Promise(event.by, event.at))
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
