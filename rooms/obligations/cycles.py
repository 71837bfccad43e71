"""One cycle of an obligation as the metrics see it: what a log has said of it so far, also where it went on elsewhere.

It is filled in by who reads the log (`outcomes.py`), and gives its row.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from community.covered_time import Window, covered_between, merged, without
from community.metrics.outcomes import EndedBy, Outcome, Promise, ResolvedBy
from rooms.obligations.events import ObligationMoved, ObligationOpened
from rooms.obligations.obligation import Obligation, Windows
from rooms.obligations.view import ObligationView


class Response(Struct, frozen=True):
    at: float
    by: str
    consumed: float


class Cycle(Struct):
    """`owed` goes on with the next cycle, `seen` is how this one was left, and `policy` by what it was measured ·
    consumed: at `until`, the end of waiting · into: with what it is merged · taken: its response is of the one that it
    is merged with · stopped, holes: since when its clock stands, and when it stood · began_at: here · left_at: when it went to another room.
    """

    number: int
    opened_at: float
    owed: Obligation
    seen: ObligationView
    policy: int
    target: float = 0.0
    first: Response | None = None
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
    began_at: float = 0.0
    left_at: float | None = None

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

    def reopen(self, at: float) -> None:
        """What was taken back at once was no answer."""
        self.ended = None
        if self.resolved is not None:
            self.first = self.resolved = None
        self.go(at)

    def move(self, event: ObligationMoved) -> None:
        """Its thread went to another room."""
        self.left_at = event.at
        self.consumed, self.until = event.consumed, event.at
        if event.goes_on:
            self.go(event.at)
            self.is_elsewhere = True
        else:
            self.stop(event.at, None)
            self.ended = (event.at, EndedBy.MOVED)

    def goes_on_from(self, before: Cycle) -> None:
        """The same wait, in another room. While nobody owed it, its clock stood."""
        before.go(self.began_at)
        self.number, self.opened_at = before.number, before.opened_at
        if before.first is not None:
            self.first, self.target = before.first, before.target
        self.bot_at = before.bot_at or self.bot_at
        self.breached_at = before.breached_at or self.breached_at
        self.holes = [*before.holes, *self.holes]
        known = {(each.by, each.made_at) for each in self.promises}
        self.promises = [
            *(each for each in before.promises if (each.by, each.made_at) not in known),
            *self.promises,
        ]
        for by, seconds in before.paused.items():
            self.paused[by] = self.paused.get(by, 0.0) + seconds

    def follows(self, other: Cycle) -> None:
        """It is merged with what goes on in another room. The clock is the other's, as far as both have waited."""
        earlier = self.opened_at - other.opened_at
        if self.first is None and other.first is not None:
            consumed = max(0.0, other.first.consumed - earlier)
            self.first = Response(max(other.first.at, self.opened_at), other.first.by, consumed)
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

    def outcome(self, room: str, zone: str, hours: Windows) -> Outcome:
        first, resolved, ended = self.first, self.resolved, self.ended
        return Outcome(
            id=f"{room}/{self.seen.id}",
            room=room,
            zone=zone,
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


def begun(event: ObligationOpened, owed: Obligation) -> Cycle:
    """Its first here. What it brought along from another room was a response there."""
    cycle = Cycle(owed.seen.cycle, owed.seen.opened_at, owed, owed.seen, owed.policy, began_at=event.at)
    carried = event.carried
    if carried is None:
        return cycle
    if carried.acked_at is not None:
        cycle.target, cycle.first = owed.first, Response(carried.acked_at, carried.acked_by, event.consumed)
    if carried.promised_at is not None:
        cycle.promises.append(Promise(carried.promised_by, carried.promised_at))
    return cycle
