"""What became of what somebody was owed. `consumed` is the time on the obligation's clock, in seconds, in this cycle.

The breach is a moment: the `due_at` that passed before the target was met, whether or not an escalation told of it.
"""

from __future__ import annotations

from msgspec import Struct

from rooms.obligations.terms import (
    Anchor,
    AutoReply,
    ClockKind,
    Coverage,
    How,
    ObligationClass,
    PauseReason,
    TargetKind,
)
from rooms.obligations.view import ObligationView
from rooms.terms import Event


class ObligationEvent(Event, frozen=True, kw_only=True):
    """Of one obligation. `asker` is told to nobody but themselves. `private`: peers are told nothing of it."""

    id: int
    asker: str
    private: bool = False


class Measured(ObligationEvent, frozen=True, kw_only=True):
    """Says by what it is measured: seconds of `clock` to the first response and to the answer, by `policy`,
    which is the version of a coverage."""

    clock: ClockKind
    policy: int = 0
    first: float = 0.0
    full: float | None = None


class Carried(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What had come of it in the room that it was moved from. `level` is the highest that was reached in its cycle;
    next_level, other_level: indices of the next level of the target that counts now, and of the other target.
    """

    cycle: int = 1
    reopened_at: float | None = None
    breached_at: float | None = None
    level: int = 0
    next_level: int = 0
    other_level: int = 0
    acked_at: float | None = None
    acked_by: str = ""
    acked_how: How | None = None
    bot_at: float | None = None
    promised_by: str = ""
    promised_name: str = ""
    promised_at: float | None = None  # None: there is none that runs
    promise_due: float | None = None
    promise_broken: bool = False


class ObligationOpened(Measured, frozen=True, tag="obligation_opened", kw_only=True):
    """`thread`: the first message of the thread that it belongs to, or None. `anonymous`: staff see the pseudonym only.

    Staff are told the asker of any other. `opened_at` and `consumed` are set for one that waited elsewhere before.
    """

    asker_name: str
    class_: ObligationClass
    anchor: Anchor | None
    excerpt: str
    due_at: float | None
    opened_at: float | None = None
    consumed: float = 0.0
    thread: int | None = None
    anonymous: bool = False
    linked: int | None = None  # an older one in the same thread that was over for more than 72 hours
    carried: Carried | None = None


class ObligationAttached(Measured, frozen=True, tag="obligation_attached", kw_only=True):
    """The asker said more: the same obligation. `class_` may be higher than before, the anchor stays.

    `anchor` is what was said now. `excerpt` is set when it is the first words that were edited.
    """

    anchor: Anchor | None
    class_: ObligationClass
    due_at: float | None
    excerpt: str | None = None


class ObligationReclassed(Measured, frozen=True, tag="obligation_reclassed", kw_only=True):
    """Consumed time is kept. `by` is empty when the room's life did it (a class ended)."""

    class_: ObligationClass
    target: TargetKind
    due_at: float | None
    consumed: float
    by: str


class ObligationAcked(ObligationEvent, frozen=True, tag="obligation_acked", kw_only=True):
    """The first response by somebody who counts. The target is now the answer, if there is one."""

    by: str
    how: How
    consumed: float
    target: TargetKind
    due_at: float | None


class AckUndone(ObligationEvent, frozen=True, tag="ack_undone", kw_only=True):
    """A reaction that was taken back within ten seconds. `consumed` is what it had been noted with."""

    due_at: float | None
    consumed: float


class ObligationAnswered(ObligationEvent, frozen=True, tag="obligation_answered", kw_only=True):
    """Also the first response, if there was none: `first` then."""

    by: str
    how: How
    consumed: float
    first: bool


class PeerAnswered(ObligationEvent, frozen=True, tag="peer_answered", kw_only=True):
    """A learner answered: it counts once the asker or staff accept it, or nobody objects until `until`.

    `by` is empty when the asker objects: nobody has answered.
    """

    by: str
    until: float
    message: int | None = None  # where they said it in chat: without it there is no answer


class BotReplied(ObligationEvent, frozen=True, tag="bot_replied", kw_only=True):
    """Noted beside the human clock, which it never moves."""

    rule: str = ""


class PromiseMade(ObligationEvent, frozen=True, tag="promise_made", kw_only=True):
    """Staff will come back to it by `until`; None: later than hours are known for."""

    by: str
    by_name: str
    until: float | None


class PromiseBroken(ObligationEvent, frozen=True, tag="promise_broken", kw_only=True):
    """Nobody had answered by then."""

    by: str
    cycle: int


class ObligationReopened(Measured, frozen=True, tag="obligation_reopened", kw_only=True):
    """The next cycle of the same obligation, with a clock from zero. Carries it: who forgot it sees it again.

    What was removed and is restored comes back in its cycle, with what was `consumed`.
    """

    by: str
    obligation: ObligationView
    consumed: float = 0.0
    anonymous: bool = False


class ObligationPaused(ObligationEvent, frozen=True, tag="obligation_paused", kw_only=True):
    by: str
    why: PauseReason
    consumed: float


class ObligationResumed(ObligationEvent, frozen=True, tag="obligation_resumed", kw_only=True):
    """`since`: from when the clock runs again, if that was before now."""

    due_at: float | None
    since: float | None = None


class ObligationClaimed(ObligationEvent, frozen=True, tag="obligation_claimed", kw_only=True):
    """`until`: escalation waits so long, if this is the first claim of the cycle."""

    by: str
    by_name: str
    until: float | None


class ObligationAssigned(ObligationEvent, frozen=True, tag="obligation_assigned", kw_only=True):
    """At the end of a shift: it was `owner`'s and is theirs now who come on duty. Nobody has taken it up yet."""

    owner: str
    to: str
    to_name: str


class ObligationReleased(ObligationEvent, frozen=True, tag="obligation_released", kw_only=True):
    """`by` is empty when the owner's shift ended."""

    by: str


class ObligationEscalated(ObligationEvent, frozen=True, tag="obligation_escalated", kw_only=True):
    """A level of the ladder, once per cycle, target and level. 100 is the breach."""

    cycle: int
    target: TargetKind
    level: int
    class_: ObligationClass
    owner: str


class ObligationWithdrawn(ObligationEvent, frozen=True, tag="obligation_withdrawn", kw_only=True):
    consumed: float


class ObligationRemoved(ObligationEvent, frozen=True, tag="obligation_removed", kw_only=True):
    by: str
    consumed: float


class ObligationWaived(ObligationEvent, frozen=True, tag="obligation_waived", kw_only=True):
    by: str
    reason: str
    consumed: float


class ObligationMerged(ObligationEvent, frozen=True, tag="obligation_merged", kw_only=True):
    """It takes the other's resolution; its own opening stays. `into` is 0 when it went on in another room."""

    into: int
    by: str


class ObligationMoved(ObligationEvent, frozen=True, tag="obligation_moved", kw_only=True):
    """Its thread has arrived in the room `to`. `goes_on`: it is owed there; else nobody is owed an answer any more."""

    by: str
    to: str
    consumed: float
    goes_on: bool


class ObligationUnmerged(ObligationEvent, frozen=True, tag="obligation_unmerged", kw_only=True):
    """As if it had never been merged. Carries it, as a reopening does."""

    obligation: ObligationView
    anonymous: bool = False


class Thanked(ObligationEvent, frozen=True, tag="thanked", kw_only=True):
    """After the answer the asker said only thanks: a mark of satisfaction, no reopening."""


class CoverageSet(Event, frozen=True, tag="coverage_set", kw_only=True):
    """`due` are the new moments of those whose clock had run out of windows."""

    coverage: Coverage
    due: dict[int, float] = {}


class ExamModeSet(Event, frozen=True, tag="exam_mode_set", kw_only=True):
    """`until` None: over. `by` is empty when its time was over."""

    by: str
    until: float | None


class AutoRepliesSet(Event, frozen=True, tag="auto_replies_set", kw_only=True):
    rules: list[AutoReply]
    by: str


ObligationsEvent = (
    ObligationOpened
    | ObligationAttached
    | ObligationReclassed
    | ObligationAcked
    | AckUndone
    | ObligationAnswered
    | PeerAnswered
    | BotReplied
    | PromiseMade
    | PromiseBroken
    | ObligationReopened
    | ObligationPaused
    | ObligationResumed
    | ObligationClaimed
    | ObligationAssigned
    | ObligationReleased
    | ObligationEscalated
    | ObligationWithdrawn
    | ObligationRemoved
    | ObligationWaived
    | ObligationMerged
    | ObligationMoved
    | ObligationUnmerged
    | Thanked
    | CoverageSet
    | ExamModeSet
    | AutoRepliesSet
)
