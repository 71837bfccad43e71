"""What can happen to one obligation, as a step of a decision: each writes its event into the ledger, with all that it says.

Who may do it, and whether it can be done now, has been asked before.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from rooms.moderation.wording import excerpt
from rooms.obligations.clocks import elapsed
from rooms.obligations.events import (
    Carried,
    ObligationAcked,
    ObligationAnswered,
    ObligationAttached,
    ObligationMerged,
    ObligationMoved,
    ObligationOpened,
    ObligationPaused,
    ObligationReclassed,
    ObligationRemoved,
    ObligationReopened,
    ObligationResumed,
    ObligationUnmerged,
    ObligationWithdrawn,
    PeerAnswered,
)
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import Obligation
from rooms.obligations.targets import Measure, measure
from rooms.obligations.terms import (
    Anchor,
    How,
    ObligationClass,
    ObligationState,
    PauseReason,
    Target,
    TargetKind,
)
from rooms.obligations.view import ObligationView

PEER_SECONDS = 24 * 3600.0
"""A learner's answer counts if nobody objects for so long."""

_PRIVATE = (ObligationClass.REPORT, ObligationClass.HELP, ObligationClass.FOLLOW_UP)
_BY_NOBODY = (How.ASKER, How.BOT, How.MEMORY)
"""Solved, and no person has responded."""
_RANK = (ObligationClass.STATEMENT, ObligationClass.NEWCOMER, ObligationClass.QUESTION)
"""What somebody says later may raise the class, in this order."""


class Said(Struct, frozen=True):
    """Who is owed an answer, and for which words. `anchor` is where they stand."""

    asker: str
    asker_name: str
    anchor: Anchor
    words: str = ""
    thread: int | None = None
    anonymous: bool = False
    private: bool = False  # peers know nothing of it


# ---------------------------------------------------------------- beginning


def opened(
    ledger: Ledger,
    kind: ObligationClass,
    said: Said,
    *,
    by: Measure | None = None,
    linked: int | None = None,
    opened_at: float | None = None,
    consumed: float = 0.0,
    carried: Carried | None = None,
) -> Obligation:
    """A new one, measured by what holds now if nothing else is said."""
    return ledger.opened(
        ObligationOpened(
            at=ledger.now,
            id=ledger.next_id,
            asker=said.asker,
            asker_name=said.asker_name,
            class_=kind,
            anchor=said.anchor,
            excerpt=excerpt(said.words),
            due_at=None,
            thread=said.thread,
            linked=linked,
            anonymous=said.anonymous,
            private=said.private or kind in _PRIVATE,
            opened_at=opened_at,
            consumed=consumed,
            carried=carried,
            **(by or measure(ledger.room, kind)).fields(),
        )
    )


def opened_since(ledger: Ledger, kind: ObligationClass, said: Said, since: float) -> Obligation:
    """One that has waited since then, though the room hears of it only now."""
    by = measure(ledger.room, kind)
    windows = ledger.room.obligations.windows(by.policy)
    consumed = elapsed(by.target.clock, windows, since, ledger.now)
    return opened(ledger, kind, said, by=by, opened_at=since, consumed=consumed)


def attached(
    ledger: Ledger, to: Obligation, anchor: Anchor, kind: ObligationClass, words: str | None = None
) -> None:
    """The class is raised to `kind`, and never lowered. `words`: what the first of it says now."""
    raised = _higher(to.seen.class_, kind)
    holding = _held(to) if raised is to.seen.class_ else measure(ledger.room, raised, to.policy)
    ledger.emit(
        ObligationAttached(
            **ledger.of(to),
            anchor=anchor,
            class_=raised,
            due_at=None,
            excerpt=None if words is None else excerpt(words),
            **holding.fields(),
        )
    )


def reopened(ledger: Ledger, over: Obligation, by: str, kind: ObligationClass | None = None) -> None:
    """The next cycle of it. A hand that is not up any more is something that was said."""
    before = over.seen
    kind = kind or (ObligationClass.STATEMENT if before.class_ is ObligationClass.HAND else before.class_)
    again = ObligationView(
        id=before.id,
        opened_at=before.opened_at,
        class_=kind,
        state=ObligationState.OPEN,
        cycle=before.cycle + 1,
        reopened_at=ledger.now,
        asker=before.asker,
        asker_name=before.asker_name,
        anchor=before.anchor,
        excerpt=before.excerpt,
    )
    ledger.emit(
        ObligationReopened(
            **ledger.of(over),
            by=by,
            obligation=again,
            anonymous=over.anonymous,
            **measure(ledger.room, kind).fields(),
        )
    )


def restored(ledger: Ledger, removed: Obligation, by: str, words: str) -> None:
    """As it was when it was removed."""
    ledger.emit(
        ObligationReopened(
            **ledger.of(removed),
            by=by,
            obligation=replace(_open_again(removed.seen), excerpt=excerpt(words)),
            consumed=removed.consumed,
            anonymous=removed.anonymous,
            **_held(removed).fields(),
        )
    )


def unanswered(ledger: Ledger, over: Obligation, by: str) -> None:
    """As if the answer, which was the first response, had never been given and the clock had never stopped."""
    seen = over.seen
    again = replace(
        seen,
        state=ObligationState.OPEN,
        acked_at=None,
        acked_by="",
        resolved_at=None,
        resolved_by="",
        how=None,
    )
    windows = ledger.room.obligations.windows(over.policy)
    passed = elapsed(over.clock, windows, seen.resolved_at or ledger.now, ledger.now)
    ledger.emit(
        ObligationReopened(
            **ledger.of(over),
            by=by,
            obligation=again,
            consumed=over.consumed + passed,
            anonymous=over.anonymous,
            **_held(over).fields(),
        )
    )


def unmerged(ledger: Ledger, merged: Obligation) -> None:
    again = _open_again(merged.seen)
    ledger.emit(ObligationUnmerged(**ledger.of(merged), obligation=again, anonymous=merged.anonymous))


def _open_again(over: ObligationView) -> ObligationView:
    state = ObligationState.OPEN if over.acked_at is None else ObligationState.ACKED
    return replace(over, state=state, resolved_at=None, resolved_by="")


def _higher(one: ObligationClass, other: ObligationClass) -> ObligationClass:
    """Of another kind of class, nothing is higher."""
    return other if one in _RANK and _RANK.index(other) > _RANK.index(one) else one


def _held(obligation: Obligation) -> Measure:
    """What it is measured by already."""
    target = Target(obligation.first, obligation.full, obligation.clock)
    return Measure(target, obligation.policy)


# ---------------------------------------------------------------- response


def acked(ledger: Ledger, waiting: Obligation, by: str, how: How) -> None:
    """The first response; nothing where there was one."""
    if waiting.seen.state is not ObligationState.OPEN:
        return
    ledger.emit(
        ObligationAcked(
            **ledger.of(waiting),
            by=by,
            how=how,
            consumed=ledger.consumed(waiting),
            target=TargetKind.FULL,
            due_at=None,
        )
    )


def answered(ledger: Ledger, waiting: Obligation, by: str, how: How) -> None:
    """Also the first response, if there was none and somebody gave it."""
    ledger.emit(
        ObligationAnswered(
            **ledger.of(waiting),
            by=by,
            how=how,
            consumed=ledger.consumed(waiting),
            first=waiting.seen.state is ObligationState.OPEN and how not in _BY_NOBODY,
        )
    )


def peer_answered(ledger: Ledger, waiting: Obligation, by: str, message: int | None = None) -> None:
    """The first learner who answers is the one who counts. `message`: where, in chat."""
    if not waiting.seen.peer:
        until = ledger.now + PEER_SECONDS
        ledger.emit(PeerAnswered(**ledger.of(waiting), by=by, until=until, message=message))


def objected(ledger: Ledger, waiting: Obligation) -> None:
    """The asker does not take a learner's answer for one, or it is gone."""
    if waiting.seen.peer:
        ledger.emit(PeerAnswered(**ledger.of(waiting), by="", until=ledger.now))


# ---------------------------------------------------------------- clock and class


def paused(ledger: Ledger, waiting: Obligation, by: str, why: PauseReason) -> None:
    consumed = ledger.consumed(waiting)
    ledger.emit(ObligationPaused(**ledger.of(waiting), by=by, why=why, consumed=consumed))


def resumed(ledger: Ledger, waiting: Obligation, since: float | None = None) -> None:
    ledger.emit(ObligationResumed(**ledger.of(waiting), due_at=None, since=since))


def reclassed(
    ledger: Ledger,
    waiting: Obligation,
    kind: ObligationClass,
    to: Measure,
    by: str = "",
    target: TargetKind | None = None,
) -> None:
    """What the clock shows is kept, and so is the target that counts now unless another is given."""
    ledger.emit(
        ObligationReclassed(
            **ledger.of(waiting),
            class_=kind,
            target=target or waiting.seen.target,
            due_at=None,
            consumed=ledger.consumed(waiting),
            by=by,
            **to.fields(),
        )
    )


# ---------------------------------------------------------------- end without an answer


def withdrawn(ledger: Ledger, waiting: Obligation) -> None:
    ledger.emit(ObligationWithdrawn(**ledger.of(waiting), consumed=ledger.consumed(waiting)))


def removed(ledger: Ledger, waiting: Obligation, by: str) -> None:
    ledger.emit(ObligationRemoved(**ledger.of(waiting), by=by, consumed=ledger.consumed(waiting)))


def moved(ledger: Ledger, waiting: Obligation, by: str, to: str, *, goes_on: bool) -> None:
    consumed = ledger.consumed(waiting)
    ledger.emit(ObligationMoved(**ledger.of(waiting), by=by, to=to, consumed=consumed, goes_on=goes_on))


def merged(ledger: Ledger, waiting: Obligation, into: int, by: str) -> None:
    ledger.emit(ObligationMerged(**ledger.of(waiting), into=into, by=by))
