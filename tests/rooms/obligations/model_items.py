"""What the model knows of one obligation, and its clock, in the plainest way: it ran so long, and runs since then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rooms.obligations.terms import Anchor, AnchorKind, ObligationClass, ObligationState, PauseReason
from tests.rooms.obligations.zone import HOUR, MINUTE

C, S = ObligationClass, ObligationState
LADDER = (50, 100, 150, 200, 400)
Hours = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Promise:
    """Seconds to the first response and to the answer; on the wall clock, or in covered time."""

    first: float
    full: float | None
    wall: bool = False


@dataclass(frozen=True)
class Policy:
    version: int
    hours: Hours = field(repr=False)
    haste: float = 1.0
    """Targets are so many times those of the table."""

    def promise(self, kind: ObligationClass, *, live: bool, is_class: bool) -> Promise:
        if kind is C.QUESTION and live and is_class:
            return Promise(3 * MINUTE, None, wall=True)
        if kind in (C.HAND, C.HELP):
            return Promise(2 * MINUTE * self.haste, None, wall=live)
        first, full, wall = {
            C.QUESTION: (15 * MINUTE, 4 * HOUR, False),
            C.STATEMENT: (30 * MINUTE, None, False),
            C.NEWCOMER: (10 * MINUTE, None, False),
            C.SUBMISSION: (24 * HOUR, 72 * HOUR, False),
            C.REPORT: (5 * MINUTE, 24 * HOUR, True),
            C.FOLLOW_UP: (30 * MINUTE, None, False),
        }[kind]
        return Promise(first * self.haste, None if full is None else full * self.haste, wall)


AFTER_CLASS = Promise(24 * HOUR, 24 * HOUR)


@dataclass
class Item:
    id: int
    asker: str
    kind: ObligationClass
    anchor: Anchor
    opened_at: float
    policy: Policy
    promise: Promise
    thread: int | None = None
    anonymous: bool = False
    said_at: float = 0.0
    more: list[Anchor] = field(default_factory=list)
    state: ObligationState = S.OPEN
    cycle: int = 1
    to_answer: bool = False  # the first response is given; the answer is what counts now
    ran: float = 0.0
    since: float | None = None
    paused: PauseReason | None = None
    told: set[tuple[int, bool, int]] = field(default_factory=set)
    breached_at: float | None = None
    owner: str = ""
    was_claimed: bool = False
    has_claimed: bool = False  # its owner, who was not only handed it
    held_until: float = 0.0
    peer: str = ""
    peer_until: float = 0.0
    peer_message: int = 0
    vow: str = ""  # who of the staff will come back to it
    vowed_at: float | None = None
    vow_broken: bool = False
    acked: tuple[float, str] | None = None
    by_reaction: bool = False
    began_at: float = 0.0  # this cycle
    over_at: float = 0.0
    over_as: int = 0  # how many were over before

    @property
    def is_open(self) -> bool:
        return self.state in (S.OPEN, S.ACKED)

    @property
    def home(self) -> int | None:
        if self.thread is not None:
            return self.thread
        return self.anchor.number if self.anchor.kind is AnchorKind.MESSAGE else None

    @property
    def is_flat(self) -> bool:
        return self.anchor.kind is AnchorKind.MESSAGE and self.thread is None

    @property
    def needs_answer(self) -> bool:
        return self.kind is C.QUESTION or self.vow != ""

    @property
    def vow_due(self) -> float | None:
        """After a day of covered time."""
        if self.vowed_at is None:
            return None
        left = 24 * HOUR
        for opens, closes in self.policy.hours:
            begins = max(opens, self.vowed_at)
            if closes > begins:
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
        return None

    @property
    def target(self) -> float | None:
        return self.promise.full if self.to_answer else self.promise.first

    def used(self, now: float) -> float:
        if self.since is None:
            return self.ran
        return self.ran + stretch(self.promise, self.policy.hours, self.since, now)

    def at(self, share: float) -> float | None:
        """When its clock shows this share of the target."""
        if self.target is None or self.since is None:
            return None
        left = share * self.target - self.ran
        if self.promise.wall or left <= 0:
            return self.since + max(left, 0.0)
        for opens, closes in self.policy.hours:
            begins = max(opens, self.since)
            if closes > begins:
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
        return None

    @property
    def due_at(self) -> float | None:
        return self.at(1.0) if self.is_open else None

    @property
    def level(self) -> int:
        return max((level for cycle, _, level in self.told if cycle == self.cycle), default=0)

    def next_level(self) -> tuple[float, int] | None:
        """When it rises, and to what."""
        for level in LADDER:
            if (self.cycle, self.to_answer, level) not in self.told:
                at = self.at(level / 100)
                return None if at is None else (max(at, self.held_until), level)
        return None


def stretch(promise: Promise, hours: Hours, a: float, b: float) -> float:
    if promise.wall:
        return max(0.0, b - a)
    return sum(max(0.0, min(closes, b) - max(opens, a)) for opens, closes in hours)
