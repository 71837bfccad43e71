"""What became of what somebody was owed. `consumed` is the time on the obligation's clock, in seconds, in this cycle."""

from __future__ import annotations

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


class ObligationOpened(Event, frozen=True, tag="obligation_opened", kw_only=True):
    """`thread`: the first message of the thread that it belongs to, or None. `anonymous`: staff see the pseudonym only."""

    id: int
    asker: str
    asker_name: str
    class_: ObligationClass
    anchor: Anchor
    excerpt: str
    clock: ClockKind
    policy: int  # version of the coverage
    due_at: float | None
    thread: int | None = None
    anonymous: bool = False
    linked: int | None = None  # an older one in the same thread that was over for more than 72 hours


class ObligationAttached(Event, frozen=True, tag="obligation_attached", kw_only=True):
    """The asker said more: the same obligation. `class_` may be higher than before, the anchor stays."""

    id: int
    asker: str
    anchor: Anchor
    class_: ObligationClass
    due_at: float | None


class ObligationReclassed(Event, frozen=True, tag="obligation_reclassed", kw_only=True):
    """Consumed time is kept. `by` is empty when the room's life did it (a class ended)."""

    id: int
    asker: str
    class_: ObligationClass
    clock: ClockKind
    due_at: float | None
    consumed: float
    by: str


class ObligationAcked(Event, frozen=True, tag="obligation_acked", kw_only=True):
    """The first response by somebody who counts. The target is now the answer, if there is one."""

    id: int
    asker: str
    by: str
    how: How
    consumed: float
    target: TargetKind
    due_at: float | None


class AckUndone(Event, frozen=True, tag="ack_undone", kw_only=True):
    """A reaction that was taken back within ten seconds."""

    id: int
    asker: str
    due_at: float | None


class ObligationAnswered(Event, frozen=True, tag="obligation_answered", kw_only=True):
    """Also the first response, if there was none: `first` then."""

    id: int
    asker: str
    by: str
    how: How
    consumed: float
    first: bool


class PeerAnswered(Event, frozen=True, tag="peer_answered", kw_only=True):
    """A learner answered: it counts once the asker or staff accept it, or nobody objects until `until`."""

    id: int
    asker: str
    by: str
    until: float


class BotReplied(Event, frozen=True, tag="bot_replied", kw_only=True):
    """Noted beside the human clock, which it never moves."""

    id: int
    asker: str
    rule: str = ""


class ObligationReopened(Event, frozen=True, tag="obligation_reopened", kw_only=True):
    """The next cycle of the same obligation, with a clock from zero. Carries it: who forgot it sees it again."""

    id: int
    by: str
    obligation: ObligationView


class ObligationPaused(Event, frozen=True, tag="obligation_paused", kw_only=True):
    id: int
    asker: str
    by: str
    why: PauseReason
    consumed: float


class ObligationResumed(Event, frozen=True, tag="obligation_resumed", kw_only=True):
    id: int
    asker: str
    due_at: float | None


class ObligationClaimed(Event, frozen=True, tag="obligation_claimed", kw_only=True):
    """`until`: escalation waits so long, if this is the first claim of the cycle."""

    id: int
    asker: str
    by: str
    by_name: str
    until: float | None


class ObligationReleased(Event, frozen=True, tag="obligation_released", kw_only=True):
    """`by` is empty when the owner's shift ended."""

    id: int
    asker: str
    by: str


class ObligationEscalated(Event, frozen=True, tag="obligation_escalated", kw_only=True):
    """A level of the ladder, once per cycle, target and level. 100 is the breach."""

    id: int
    asker: str
    cycle: int
    target: TargetKind
    level: int
    class_: ObligationClass
    owner: str


class ObligationWithdrawn(Event, frozen=True, tag="obligation_withdrawn", kw_only=True):
    id: int
    asker: str
    consumed: float


class ObligationRemoved(Event, frozen=True, tag="obligation_removed", kw_only=True):
    id: int
    asker: str
    by: str
    consumed: float


class ObligationWaived(Event, frozen=True, tag="obligation_waived", kw_only=True):
    id: int
    asker: str
    by: str
    reason: str
    consumed: float


class ObligationMerged(Event, frozen=True, tag="obligation_merged", kw_only=True):
    """It takes the other's resolution; its own opening stays."""

    id: int
    asker: str
    into: int
    by: str


class ObligationUnmerged(Event, frozen=True, tag="obligation_unmerged", kw_only=True):
    id: int
    asker: str
    due_at: float | None


class Thanked(Event, frozen=True, tag="thanked", kw_only=True):
    """After the answer the asker said only thanks: a mark of satisfaction, no reopening."""

    id: int
    asker: str


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
    | ObligationReopened
    | ObligationPaused
    | ObligationResumed
    | ObligationClaimed
    | ObligationReleased
    | ObligationEscalated
    | ObligationWithdrawn
    | ObligationRemoved
    | ObligationWaived
    | ObligationMerged
    | ObligationUnmerged
    | Thanked
    | CoverageSet
    | ExamModeSet
    | AutoRepliesSet
)
