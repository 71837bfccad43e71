"""What is seen of obligations: by staff all of each, by an asker their own, by peers only that somebody waits."""

from __future__ import annotations

from msgspec import Struct

from rooms.obligations.terms import (
    Anchor,
    AutoReply,
    How,
    ObligationClass,
    ObligationState,
    PauseReason,
    TargetKind,
)


class ObligationView(Struct, frozen=True, gc=False):
    """`due_at` is when the target that counts now is missed; None while paused or once there is none.

    Peers see neither asker, anchor nor excerpt. `level` is the highest that was reached in this cycle, which began at
    `reopened_at`, or at `opened_at` if it is the first.
    """

    id: int
    opened_at: float
    class_: ObligationClass
    state: ObligationState
    cycle: int = 1
    reopened_at: float | None = None
    asker: str = ""
    asker_name: str = ""
    anchor: Anchor | None = None
    excerpt: str = ""
    target: TargetKind = TargetKind.FIRST
    due_at: float | None = None
    level: int = 0
    breached_at: float | None = None
    paused_for: PauseReason | None = None
    owner: str = ""
    owner_name: str = ""
    claimed_at: float | None = None  # None: it was handed over to its owner, or has none
    promised_by: str = ""  # of the staff, to come back to it by `promise_due`
    promised_name: str = ""
    promise_due: float | None = None
    promise_broken: bool = False
    acked_at: float | None = None
    acked_by: str = ""
    resolved_at: float | None = None
    resolved_by: str = ""
    how: How | None = None
    bot_at: float | None = None
    peer: str = ""  # a learner who answered, until it is accepted
    reason: str = ""  # why it was waived
    handed_from: str = (
        ""  # the name of whose it was until their shift ended, as long as the next has not taken it up
    )


class ObligationsView(Struct, frozen=True):
    """`items`: every one that is open, and the newest twenty that are not, in the order of opening.

    `waits`: how long the last twenty first responses took, in seconds of their clocks, oldest first.
    `exam_until`: all clocks of the room stand until then.
    """

    items: list[ObligationView] = []
    waits: list[float] = []
    exam_until: float | None = None
    auto_replies: list[AutoReply] = []
