"""What became of one cycle of one obligation: the rows that every response metric is computed from.

Rows come from the log, one per obligation and cycle, and say everything up to one present time. Which message opened
them, and what a target is, was decided elsewhere; here nothing is decided, only counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct, field

FIRST_CYCLE = 1


class ResolvedBy(StrEnum):
    STAFF = "staff"
    PEER = "peer"  # another learner, accepted
    AI = "ai"  # an automatic answer that the asker marked solved: never a human response
    ASKER = "asker"  # found it alone


class EndedBy(StrEnum):
    """Ended without an answer, and out of every rate; shown beside."""

    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    WAIVED = "waived"
    MOVED = "moved"  # to a room where nobody owes an answer


class Promise(Struct, frozen=True):
    """`by` said that they would come back to it, by `due_at` as far as that is known. Broken when its time was over, `kept_at` when anybody answered, however
    late; neither while it runs, nor where nobody needed an answer any more."""

    by: str
    made_at: float
    broken_at: float | None = None
    kept_at: float | None = None
    due_at: float | None = None


class Outcome(Struct, frozen=True, kw_only=True):
    """Times are UTC seconds, durations milliseconds; None: it has not happened.

    `class_` (written as `class`): question, statement, newcomer ... . `cycle`: 1, and one more with every reopening; `opened_at` is when
    this cycle began. `first_human_at`: of staff, or of a learner where that counts; `responder` is who it was.
    `covered_ms`: covered time from `opened_at` to the first human response or, without one, to the end of waiting or
    the present; `consumed_ms`: the same on whichever clock the policy has, the wall's for hands, calls and reports.
    `target_ms`: of the first response in this cycle; `breached_at`: when it was missed, on that clock; `level`: the
    highest of the ladder that was reached, in percent of a target. `ended_at`: when it was withdrawn, removed, waived or moved.
    `paused`: milliseconds its clock stood still, by the staff member who stopped it. `reopened`: another cycle followed.
    """

    id: str
    room: str
    zone: str
    class_: str = field(name="class")
    asker: str
    opened_at: float
    cycle: int = FIRST_CYCLE
    owner: str | None = None
    first_human_at: float | None = None
    responder: str | None = None
    first_bot_at: float | None = None
    covered_ms: int = 0
    consumed_ms: int = 0
    target_ms: int | None = None
    breached_at: float | None = None
    level: int = 0
    resolved_at: float | None = None
    resolved_by: ResolvedBy | None = None
    ended_at: float | None = None
    ended_by: EndedBy | None = None
    paused: dict[str, int] = {}
    promises: tuple[Promise, ...] = ()
    reopened: bool = False

    @property
    def responded(self) -> bool:
        """By a person."""
        return self.first_human_at is not None

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None and self.ended_by is None

    @property
    def waits(self) -> bool:
        """For a first human response."""
        return self.is_open and not self.responded


def first_cycles(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.cycle == FIRST_CYCLE]


def later_cycles(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Those that a reopening began: their responses are next responses, never first ones."""
    return [outcome for outcome in outcomes if outcome.cycle > FIRST_CYCLE]


def opened_between(outcomes: Iterable[Outcome], since: float, until: float) -> list[Outcome]:
    """The cohort: by when they were opened, not by when they were answered. `until` is not part of it."""
    return [outcome for outcome in outcomes if since <= outcome.opened_at < until]
