"""The read model of obligations: what an event of the log makes of them, as staff see them.

Every log keeps its obligations by this fold, which is the reducer that a page of staff runs: the board says what their
rooms say. Whoever asked anonymously is not in what staff see; `asker` is who is owed, and is given to nobody.
"""

from __future__ import annotations

from collections.abc import MutableMapping

from msgspec import Struct

from rooms.obligations.events import (
    AutoRepliesSet,
    CoverageSet,
    ExamModeSet,
    ObligationMerged,
    ObligationOpened,
    ObligationReopened,
    ObligationsEvent,
)
from rooms.obligations.reducer import reduce
from rooms.obligations.terms import ObligationState
from rooms.obligations.view import ObligationsView, ObligationView
from rooms.visibility import STAFF, project

OPEN = (ObligationState.OPEN, ObligationState.ACKED)
"""Somebody still waits."""


class KeptObligation(Struct, frozen=True):
    """`closed_at` is when it left the open states, however; None while somebody waits."""

    asker: str
    closed_at: float | None
    seen: ObligationView


def touched(event: ObligationsEvent) -> tuple[int, ...]:
    """The obligations that `event` makes or changes."""
    match event:
        case CoverageSet():
            return tuple(event.due)
        case ExamModeSet() | AutoRepliesSet():
            return ()
        case ObligationMerged():
            return event.id, event.into
        case _:
            return (event.id,)


def keep(kept: MutableMapping[int, KeptObligation], event: ObligationsEvent) -> None:
    """Change `kept` as `event` says. It must hold what is touched, as far as that was ever opened."""
    seen = project(event, STAFF)
    ids = touched(event)
    if not isinstance(seen, ObligationsEvent):
        return
    before = [kept[id].seen for id in sorted(ids) if id in kept]
    for after in reduce(ObligationsView(items=before), seen).items:
        known = kept.get(after.id)
        asker = _asker(event) if known is None else known.asker
        closed_at = event.at if known is None or known.closed_at is None else known.closed_at
        kept[after.id] = KeptObligation(asker, None if after.state in OPEN else closed_at, after)


def _asker(event: ObligationsEvent) -> str:
    """Of an obligation that begins here, for all that is kept."""
    match event:
        case ObligationOpened():
            return event.asker
        case ObligationReopened():
            return event.obligation.asker
        case _:
            return ""
