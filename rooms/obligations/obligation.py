"""One obligation as the room knows it: what is seen of it with nothing hidden, and its clock.

The clock shows `consumed` seconds at `since`, and runs from there; it stands while there is no `since`. `fires_at` is
when the next level of the ladder is reached, so that nobody has to compute it to ask what is due.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from community.covered_time import Window
from rooms.obligations.changes import changed, is_open, new_obligation
from rooms.obligations.clocks import elapsed, reached
from rooms.obligations.events import (
    AckUndone,
    Carried,
    Measured,
    ObligationAcked,
    ObligationAnswered,
    ObligationAssigned,
    ObligationAttached,
    ObligationClaimed,
    ObligationEscalated,
    ObligationEvent,
    ObligationMerged,
    ObligationMoved,
    ObligationOpened,
    ObligationPaused,
    ObligationReclassed,
    ObligationReleased,
    ObligationRemoved,
    ObligationReopened,
    ObligationResumed,
    ObligationUnmerged,
    ObligationWaived,
    ObligationWithdrawn,
    PeerAnswered,
    PromiseBroken,
    PromiseMade,
)
from rooms.obligations.terms import (
    LEVELS,
    Anchor,
    AnchorKind,
    ClockKind,
    How,
    ObligationClass,
    ObligationState,
    PauseReason,
    TargetKind,
)
from rooms.obligations.view import ObligationView

Windows = Callable[[int], Sequence[Window]]
"""The covered time of each version of a coverage."""
PROMISE_SECONDS = 24 * 3600.0
"""Of covered time: as long as for what a class leaves open."""
REMEMBERED_ATTACHED = 20
"""How many of the messages that were attached are known as belonging to it."""


class Obligation(Struct, gc=False):
    """first, full: the targets in seconds · thread: its first message, if it was not said to everybody ·
    said_at: the asker's last word · attached: what was said after the anchor · next_level: index of the next level
    of the target that counts now, other_level that of the other target · was_claimed: in this cycle · held_until:
    escalation waits · peer_until: when a learner's answer counts by itself, and peer_message its words in chat ·
    acked_how: the first response · paused_by: who stopped the clock last · promised_at: since when a promise runs.
    """

    seen: ObligationView
    clock: ClockKind
    policy: int
    first: float
    full: float | None
    consumed: float = 0.0
    since: float | None = None
    thread: int | None = None
    anonymous: bool = False
    private: bool = False
    said_at: float = 0.0
    attached: tuple[Anchor, ...] = ()
    next_level: int = 0
    other_level: int = 0
    was_claimed: bool = False
    held_until: float = 0.0
    peer_until: float | None = None
    peer_message: int | None = None
    acked_how: How | None = None
    paused_by: str = ""
    promised_at: float | None = None
    fires_at: float | None = None
    promise_fires_at: float | None = None

    # ------------------------------------------------------------ ask

    @property
    def id(self) -> int:
        return self.seen.id

    @property
    def asker(self) -> str:
        return self.seen.asker

    @property
    def is_open(self) -> bool:
        return is_open(self.seen)

    @property
    def anchor(self) -> Anchor:
        assert self.seen.anchor is not None, "nothing is hidden from the room"
        return self.seen.anchor

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """Everything that is known as belonging to it, the first of it first."""
        return (self.anchor, *self.attached)

    @property
    def home(self) -> int | None:
        """The thread in which it is answered, by its first message; None if it was not said in chat."""
        is_message = self.anchor.kind is AnchorKind.MESSAGE
        return self.thread or (self.anchor.number if is_message else None)

    @property
    def needs_answer(self) -> bool:
        """A first response is not all that is owed."""
        return self.seen.class_ is ObligationClass.QUESTION or self.seen.promised_by != ""

    @property
    def promise_runs(self) -> bool:
        return self.promised_at is not None

    @property
    def deadline(self) -> float | None:
        """When something happens to it by itself."""
        at = self.fires_at
        for other in (self.peer_until, self.promise_fires_at):
            if other is not None and (at is None or other < at):
                at = other
        return at

    def is_due(self, now: float) -> bool:
        """Whether its deadline has come."""
        deadline = self.deadline
        return deadline is not None and deadline <= now

    def consumed_at(self, now: float, windows: Windows) -> float:
        """What its clock shows."""
        if self.since is None:
            return self.consumed
        return self.consumed + elapsed(self.clock, windows(self.policy), self.since, now)

    def due_at(self, windows: Windows) -> float | None:
        """When the target that counts now is missed."""
        return self._reached(windows, 1.0)

    def _reached(self, windows: Windows, share: float) -> float | None:
        target = self.first if self.seen.target is TargetKind.FIRST else self.full
        if target is None or self.since is None:
            return None
        return reached(self.clock, windows(self.policy), self.since, share * target - self.consumed)

    # ------------------------------------------------------------ change

    @classmethod
    def opened(cls, event: ObligationOpened, windows: Windows) -> Obligation:
        opened = cls(
            seen=new_obligation(event),
            clock=event.clock,
            policy=event.policy,
            first=event.first,
            full=event.full,
            consumed=event.consumed,
            since=event.at,
            thread=event.thread,
            anonymous=event.anonymous,
            private=event.private,
            said_at=event.at,
        )
        if event.carried is not None:
            opened.carry(event.carried)
        opened.arm(windows)
        return opened

    def carry(self, carried: Carried) -> None:
        """Of what had come of it elsewhere, all that is not seen."""
        self.next_level, self.other_level = carried.next_level, carried.other_level
        self.acked_how, self.promised_at = carried.acked_how, carried.promised_at

    def apply(self, event: ObligationEvent, windows: Windows) -> None:
        if isinstance(event, Measured):
            self._measure(event, windows)
        self._apply(event)
        self.seen = changed(self.seen, event)
        self.arm(windows)

    def arm(self, windows: Windows) -> None:
        """Anew, also when the windows have changed."""
        self.fires_at = self.promise_fires_at = None
        if self.is_open and self.next_level < len(LEVELS):
            at = self._reached(windows, LEVELS[self.next_level] / 100)
            self.fires_at = None if at is None else max(at, self.held_until)
        if self.is_open and self.promised_at is not None:
            hours = windows(self.policy)
            self.promise_fires_at = reached(ClockKind.COVERED, hours, self.promised_at, PROMISE_SECONDS)

    def _measure(self, event: Measured, windows: Windows) -> None:
        """What the clock shows is kept. Nothing new was due before it was promised."""
        measure = (event.clock, event.policy, event.first, event.full)
        is_same = measure == (self.clock, self.policy, self.first, self.full)
        if self.since is not None and not is_same:
            self.consumed, self.since = self.consumed_at(event.at, windows), event.at
        self.clock, self.policy = event.clock, event.policy
        self.first, self.full = event.first, event.full

    def _apply(self, event: ObligationEvent) -> None:
        match event:
            case ObligationAttached():
                self._attach(event)
            case ObligationAcked():
                self.acked_how = event.how
                self._aim(event.target)
            case ObligationClaimed():
                self.was_claimed, self.held_until = True, event.until or self.held_until
            case ObligationReleased() | ObligationAssigned():
                self.held_until = 0.0
            case ObligationEscalated():
                self.next_level = LEVELS.index(event.level) + 1
            case PeerAnswered():
                self.peer_until = event.until if event.by else None
                self.peer_message = event.message
            case PromiseMade():
                self.promised_at = event.at
            case PromiseBroken():
                self.promised_at = None
            case _:
                self._apply_to_clock(event)

    def _apply_to_clock(self, event: ObligationEvent) -> None:
        match event:
            case ObligationPaused():
                self._pause(event)
            case ObligationResumed():
                self.since = event.at if event.since is None else event.since
            case ObligationReclassed():
                self.consumed = event.consumed
                self.since = None if self.since is None else event.at
                self._aim(event.target)
            case (
                ObligationAnswered()
                | ObligationWithdrawn()
                | ObligationRemoved()
                | ObligationWaived()
                | ObligationMoved()
            ):
                if isinstance(event, ObligationAnswered) and event.first:
                    self.acked_how = event.how
                self.peer_until = None
                self._stop(event.consumed)
            case ObligationMerged():
                self.peer_until = None  # its clock runs on, for the case that this is undone
            case ObligationUnmerged():
                self.since = event.at if self.since is None else self.since
            case ObligationReopened():
                self._reopen(event)
            case AckUndone():
                self._undo_ack()
            case _:
                pass

    def _attach(self, event: ObligationAttached) -> None:
        """An edit says nothing new."""
        if event.anchor is not None and event.anchor not in self.anchors:
            self.said_at = event.at
            self.attached = (*self.attached, event.anchor)[:REMEMBERED_ATTACHED]

    def _aim(self, target: TargetKind) -> None:
        """Every target has a ladder of its own."""
        if target is not self.seen.target:
            self.next_level, self.other_level = self.other_level, self.next_level

    def _pause(self, event: ObligationPaused) -> None:
        """Whoever asked back has come back to it."""
        self.paused_by = event.by
        if event.why is PauseReason.ASKED_BACK:
            self.promised_at = None
        self._stop(event.consumed)

    def _stop(self, consumed: float) -> None:
        self.consumed, self.since = consumed, None

    def _reopen(self, event: ObligationReopened) -> None:
        """In the next cycle everything begins anew."""
        self.consumed, self.since = event.consumed, event.at
        if event.obligation.cycle != self.seen.cycle:
            self.said_at, self.acked_how, self.promised_at = event.at, None, None
            self.next_level = self.other_level = 0
            self.was_claimed, self.held_until = False, 0.0

    def _undo_ack(self) -> None:
        """As if the clock had never stopped. No level is reached a second time."""
        if self.seen.state is ObligationState.ANSWERED:
            self.since = self.seen.acked_at
        self.acked_how = None
        self._aim(TargetKind.FIRST)
