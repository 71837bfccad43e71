"""What each event makes of an obligation, in whatever view it is seen: the room's own, and every client's.

So nothing here may depend on what an audience is not told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from rooms.obligations.events import (
    AckUndone,
    BotReplied,
    Carried,
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
from rooms.obligations.terms import ObligationState, PauseReason, TargetKind
from rooms.obligations.view import ObligationView

BREACH = 100
"""Percent of a target."""
SHOWN_CLOSED = 20
SHOWN_WAITS = 20

Carrying = ObligationReopened | ObligationUnmerged


def is_open(view: ObligationView) -> bool:
    return view.state is ObligationState.OPEN or view.state is ObligationState.ACKED


def closing_order(view: ObligationView) -> tuple[float, int]:
    """The newest of those that are not open are the last in this order."""
    return view.resolved_at or 0.0, view.id


def new_obligation(event: ObligationOpened) -> ObligationView:
    opened = _opened(event)
    return opened if event.carried is None else _with_carried(opened, event.carried)


def _opened(event: ObligationOpened) -> ObligationView:
    return ObligationView(
        id=event.id,
        opened_at=event.at if event.opened_at is None else event.opened_at,
        class_=event.class_,
        state=ObligationState.OPEN,
        asker=event.asker,
        asker_name=event.asker_name,
        anchor=event.anchor,
        excerpt=event.excerpt,
        due_at=event.due_at,
    )


def _with_carried(opened: ObligationView, carried: Carried) -> ObligationView:
    is_acked = carried.acked_at is not None
    return replace(
        opened,
        state=ObligationState.ACKED if is_acked else ObligationState.OPEN,
        target=TargetKind.FULL if is_acked else TargetKind.FIRST,
        cycle=carried.cycle,
        reopened_at=carried.reopened_at,
        breached_at=carried.breached_at,
        level=carried.level,
        acked_at=carried.acked_at,
        acked_by=carried.acked_by,
        bot_at=carried.bot_at,
        promised_by=carried.promised_by,
        promised_name=carried.promised_name,
        promise_due=carried.promise_due,
        promise_broken=carried.promise_broken,
    )


def changed(view: ObligationView, event: ObligationEvent) -> ObligationView:
    """`view` after `event`, which is about it."""
    change = _CHANGES.get(type(event))
    return view if change is None else change(view, event)


def waits_after(waits: list[float], event: ObligationEvent) -> list[float]:
    """How long the last first responses took. What peers are told nothing of is not among them."""
    match event:
        case ObligationAcked(private=False) | ObligationAnswered(first=True, private=False):
            return [*waits, event.consumed][-SHOWN_WAITS:]
        case AckUndone() if event.consumed in waits:
            last = len(waits) - 1 - waits[::-1].index(event.consumed)
            return waits[:last] + waits[last + 1 :]
        case _:
            return waits


# ---------------------------------------------------------------- while it is open


def _attached(view: ObligationView, event: ObligationAttached) -> ObligationView:
    excerpt = view.excerpt if event.excerpt is None else event.excerpt
    return replace(view, class_=event.class_, due_at=event.due_at, excerpt=excerpt)


def _reclassed(view: ObligationView, event: ObligationReclassed) -> ObligationView:
    return replace(_late(view, event.at), class_=event.class_, target=event.target, due_at=event.due_at)


def _acked(view: ObligationView, event: ObligationAcked) -> ObligationView:
    return replace(
        _late(view, event.at),
        state=ObligationState.ACKED,
        acked_at=event.at,
        acked_by=event.by,
        target=event.target,
        due_at=event.due_at,
    )


def _ack_undone(view: ObligationView, event: AckUndone) -> ObligationView:
    return replace(
        view,
        state=ObligationState.OPEN,
        acked_at=None,
        acked_by="",
        target=TargetKind.FIRST,
        due_at=event.due_at,
        resolved_at=None,
        resolved_by="",
        how=None,
    )


def _peer_answered(view: ObligationView, event: PeerAnswered) -> ObligationView:
    return replace(view, peer=event.by)


def _bot_replied(view: ObligationView, event: BotReplied) -> ObligationView:
    return replace(view, bot_at=event.at) if view.bot_at is None else view


def _paused(view: ObligationView, event: ObligationPaused) -> ObligationView:
    """Whoever asked back has come back to it."""
    paused = replace(_late(view, event.at), paused_for=event.why, due_at=None)
    return _unpromised(paused) if event.why is PauseReason.ASKED_BACK else paused


def _unpromised(view: ObligationView) -> ObligationView:
    return replace(view, promised_by="", promised_name="", promise_due=None, promise_broken=False)


def _promised(view: ObligationView, event: PromiseMade) -> ObligationView:
    return replace(
        view,
        promised_by=event.by,
        promised_name=event.by_name,
        promise_due=event.until,
        promise_broken=False,
    )


def _promise_broken(view: ObligationView, event: PromiseBroken) -> ObligationView:
    return replace(view, promise_broken=True)


def _resumed(view: ObligationView, event: ObligationResumed) -> ObligationView:
    return replace(view, paused_for=None, due_at=event.due_at)


def _claimed(view: ObligationView, event: ObligationClaimed) -> ObligationView:
    return replace(view, owner=event.by, owner_name=event.by_name, claimed_at=event.at, handed_from="")


def _assigned(view: ObligationView, event: ObligationAssigned) -> ObligationView:
    former = view.owner_name
    return replace(view, owner=event.to, owner_name=event.to_name, claimed_at=None, handed_from=former)


def _released(view: ObligationView, event: ObligationReleased) -> ObligationView:
    return replace(view, owner="", owner_name="", claimed_at=None, handed_from="")


def _escalated(view: ObligationView, event: ObligationEscalated) -> ObligationView:
    view = replace(view, level=max(view.level, event.level))
    if event.level < BREACH or view.breached_at is not None:
        return view
    return replace(view, breached_at=event.at if view.due_at is None else view.due_at)


# ---------------------------------------------------------------- when it is over


def _answered(view: ObligationView, event: ObligationAnswered) -> ObligationView:
    over = _over(view, ObligationState.ANSWERED, event)
    over = replace(over, resolved_by=event.by, how=event.how)
    return replace(over, acked_at=event.at, acked_by=event.by) if event.first else over


def _withdrawn(view: ObligationView, event: ObligationWithdrawn) -> ObligationView:
    """What was said is gone, here as in chat."""
    return replace(_over(view, ObligationState.WITHDRAWN, event), excerpt="")


def _removed(view: ObligationView, event: ObligationRemoved) -> ObligationView:
    return replace(_over(view, ObligationState.REMOVED, event), resolved_by=event.by, excerpt="")


def _waived(view: ObligationView, event: ObligationWaived) -> ObligationView:
    waived = _over(view, ObligationState.WAIVED, event)
    return replace(waived, resolved_by=event.by, reason=event.reason)


def _merged(view: ObligationView, event: ObligationMerged) -> ObligationView:
    return replace(_over(view, ObligationState.MERGED, event), resolved_by=event.by)


def _moved(view: ObligationView, event: ObligationMoved) -> ObligationView:
    return replace(_over(view, ObligationState.MOVED, event), resolved_by=event.by)


def _carried(view: ObligationView, event: Carrying) -> ObligationView:
    return event.obligation


def _over(view: ObligationView, state: ObligationState, event: ObligationEvent) -> ObligationView:
    return replace(
        _late(view, event.at), state=state, resolved_at=event.at, due_at=None, paused_for=None, peer=""
    )


def _late(view: ObligationView, at: float) -> ObligationView:
    """A target that passed before this, and of which nobody was told yet, was missed."""
    if view.breached_at is None and view.due_at is not None and view.due_at < at:
        return replace(view, breached_at=view.due_at)
    return view


_CHANGES: dict[type, Callable[[ObligationView, Any], ObligationView]] = {
    ObligationAttached: _attached,
    ObligationReclassed: _reclassed,
    ObligationAcked: _acked,
    AckUndone: _ack_undone,
    PeerAnswered: _peer_answered,
    BotReplied: _bot_replied,
    ObligationPaused: _paused,
    ObligationResumed: _resumed,
    PromiseMade: _promised,
    PromiseBroken: _promise_broken,
    ObligationClaimed: _claimed,
    ObligationAssigned: _assigned,
    ObligationReleased: _released,
    ObligationEscalated: _escalated,
    ObligationAnswered: _answered,
    ObligationWithdrawn: _withdrawn,
    ObligationRemoved: _removed,
    ObligationWaived: _waived,
    ObligationMerged: _merged,
    ObligationMoved: _moved,
    ObligationReopened: _carried,
    ObligationUnmerged: _carried,
}
