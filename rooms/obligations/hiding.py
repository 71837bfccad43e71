"""What is hidden of obligations: peers learn that somebody waits, staff who and why, and nobody who asked anonymously.

`visibility.py` asks here. The asker sees their own whole. Of reports, calls for help and held questions peers learn nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from rooms.obligations.events import (
    AckUndone,
    AutoRepliesSet,
    BotReplied,
    CoverageSet,
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
    Thanked,
)
from rooms.obligations.terms import ObligationState
from rooms.obligations.view import ObligationView

if TYPE_CHECKING:
    from rooms.visibility import Audience

_BY_STAFF = (ObligationState.WAIVED, ObligationState.REMOVED)
"""Who did it, and why, is between staff and the asker."""


def sees(audience: Audience, asker: str, *, private: bool) -> bool:
    return not private or audience.is_staff or _is(audience, asker)


def mask(view: ObligationView, audience: Audience, *, anonymous: bool) -> ObligationView:
    """An obligation as this audience may see it."""
    return view if _is(audience, view.asker) else _for_others(view, audience, anonymous=anonymous)


def _for_others(view: ObligationView, audience: Audience, *, anonymous: bool) -> ObligationView:
    if audience.is_staff:
        return replace(view, asker="", asker_name="") if anonymous else view
    by_staff = view.state in _BY_STAFF
    return replace(
        view,
        asker="",
        asker_name="",
        anchor=None,
        excerpt="",
        reason="",
        promise_broken=False,
        resolved_by="" if by_staff else view.resolved_by,
    )


def _is(audience: Audience, asker: str) -> bool:
    return audience.member is not None and audience.member == asker


# ---------------------------------------------------------------- events


def _of_one(event: ObligationEvent, audience: Audience, **hidden: Any) -> ObligationEvent | None:
    """Without its asker, and for peers without what is `hidden`, too."""
    if _is(audience, event.asker):
        return event
    if audience.is_staff:
        return replace(event, asker="")
    return None if event.private else replace(event, asker="", **hidden)


def _opened(event: ObligationOpened, audience: Audience) -> ObligationOpened | None:
    if _is(audience, event.asker):
        return event
    if audience.is_staff:
        return replace(event, asker="", asker_name="") if event.anonymous else event
    if event.private:
        return None
    carried = None if event.carried is None else replace(event.carried, promise_broken=False)
    return replace(
        event,
        asker="",
        asker_name="",
        anchor=None,
        excerpt="",
        thread=None,
        linked=None,
        carried=carried,
    )


def _attached(event: ObligationAttached, audience: Audience) -> ObligationEvent | None:
    excerpt = None if event.excerpt is None else ""
    return _of_one(event, audience, anchor=None, excerpt=excerpt)


def _reopened(event: ObligationReopened, audience: Audience) -> ObligationEvent | None:
    is_named = (audience.is_staff and not event.anonymous) or _is(audience, event.asker)
    if event.by == event.asker and not is_named:
        event = replace(event, by="")
    return _carrying(event, audience)


def _carrying(event: ObligationReopened | ObligationUnmerged, audience: Audience) -> ObligationEvent | None:
    if _is(audience, event.asker):
        return event
    seen = _for_others(event.obligation, audience, anonymous=event.anonymous)
    return _of_one(replace(event, obligation=seen), audience)


def _broken(event: PromiseBroken, audience: Audience) -> ObligationEvent | None:
    is_told = audience.is_staff or _is(audience, event.asker)
    return _of_one(event, audience) if is_told else None


def _by_staff(event: ObligationRemoved, audience: Audience) -> ObligationEvent | None:
    return _of_one(event, audience, by="")


def _waived(event: ObligationWaived, audience: Audience) -> ObligationEvent | None:
    return _of_one(event, audience, by="", reason="")


def _coverage(event: CoverageSet, audience: Audience) -> CoverageSet:
    """Hours are many, and in a view there is only what is due."""
    return replace(event, coverage=replace(event.coverage, windows=[]))


def _auto_replies(event: AutoRepliesSet, audience: Audience) -> AutoRepliesSet | None:
    return event if audience.is_staff else None


HIDING: dict[type, Callable[[Any, Audience], Any]] = {
    ObligationOpened: _opened,
    ObligationAttached: _attached,
    ObligationReclassed: _of_one,
    ObligationAcked: _of_one,
    AckUndone: _of_one,
    ObligationAnswered: _of_one,
    PeerAnswered: _of_one,
    BotReplied: _of_one,
    PromiseMade: _of_one,
    PromiseBroken: _broken,
    ObligationReopened: _reopened,
    ObligationPaused: _of_one,
    ObligationResumed: _of_one,
    ObligationClaimed: _of_one,
    ObligationAssigned: _of_one,
    ObligationReleased: _of_one,
    ObligationEscalated: _of_one,
    ObligationWithdrawn: _of_one,
    ObligationRemoved: _by_staff,
    ObligationWaived: _waived,
    ObligationMerged: _of_one,
    ObligationMoved: _of_one,
    ObligationUnmerged: _carrying,
    Thanked: _of_one,
    CoverageSet: _coverage,
    AutoRepliesSet: _auto_replies,
}

SINGLED_OUT: dict[type, Callable[[Any], tuple[str, ...]]] = {
    kind: lambda event: (event.asker,) for kind in HIDING if issubclass(kind, ObligationEvent)
}
