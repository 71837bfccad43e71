"""The read model of obligations: what an event of the log makes of them, as staff see them.

Every log keeps its obligations by this fold of the changes that pages of staff apply: the board says what the rooms
say. Whoever asked anonymously is not in what staff see; `asker` is who is owed, and is given to nobody.
"""

from __future__ import annotations

from collections.abc import MutableMapping

from msgspec import Struct
from msgspec.structs import replace

from rooms.events import AnyEvent
from rooms.obligations.changes import changed, is_open, new_obligation
from rooms.obligations.events import (
    AutoRepliesSet,
    CoverageSet,
    ExamModeSet,
    ObligationEvent,
    ObligationOpened,
    ObligationReopened,
    ObligationsEvent,
    ObligationUnmerged,
)
from rooms.obligations.view import ObligationView
from rooms.visibility import STAFF, project


class KeptObligation(Struct, frozen=True):
    """`closed_at` is when nobody waited any more, however that came; None while somebody waits."""

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
        case _:
            return (event.id,)


def keep(kept: MutableMapping[int, KeptObligation], event: ObligationsEvent) -> None:
    """Change `kept` as `event` says. It must hold what is touched, as far as that was ever opened."""
    if isinstance(event, CoverageSet):
        for id in kept.keys() & event.due.keys():
            known = kept[id]
            kept[id] = replace(known, seen=replace(known.seen, due_at=event.due[id]))
    elif isinstance(event, ObligationEvent):
        _keep(kept, event, project(event, STAFF))


def _keep(kept: MutableMapping[int, KeptObligation], event: ObligationEvent, shown: AnyEvent | None) -> None:
    known = kept.get(event.id)
    match shown:
        case ObligationOpened():
            seen = new_obligation(shown)
        case ObligationReopened() | ObligationUnmerged():
            seen = shown.obligation
        case ObligationEvent() if known is not None:
            seen = changed(known.seen, shown)
        case _:
            return
    closed_at = None if known is None else known.closed_at
    kept[event.id] = KeptObligation(
        asker=event.asker if known is None else known.asker,
        closed_at=None if is_open(seen) else closed_at or event.at,
        seen=seen,
    )
