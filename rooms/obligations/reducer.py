"""How events change what a client sees of obligations."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.obligations.changes import (
    SHOWN_CLOSED,
    changed,
    closing_order,
    is_open,
    new_obligation,
    waits_after,
)
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
from rooms.obligations.view import ObligationsView, ObligationView


def reduce(view: ObligationsView, event: ObligationsEvent) -> ObligationsView:
    match event:
        case CoverageSet():
            return replace(view, items=[_due(item, event) for item in view.items])
        case ExamModeSet():
            return replace(view, exam_until=event.until)
        case AutoRepliesSet():
            return replace(view, auto_replies=event.rules)
        case ObligationOpened():
            return replace(view, items=[*view.items, new_obligation(event)])
        case ObligationReopened() | ObligationUnmerged():
            return replace(view, items=_with(view.items, event.obligation))
        case _:
            return replace(view, items=_changed(view.items, event), waits=waits_after(view.waits, event))


def _due(item: ObligationView, event: CoverageSet) -> ObligationView:
    due = event.due.get(item.id)
    return item if due is None else replace(item, due_at=due)


def _with(items: list[ObligationView], item: ObligationView) -> list[ObligationView]:
    """It may have been forgotten here."""
    others = [each for each in items if each.id != item.id]
    return sorted([*others, item], key=lambda each: each.id)


def _changed(items: list[ObligationView], event: ObligationEvent) -> list[ObligationView]:
    """What is over and private is not shown any more; of the rest that is over, the newest are."""
    after = [changed(item, event) if item.id == event.id else item for item in items]
    if event.private:
        return [item for item in after if is_open(item) or item.id != event.id]
    over = [item for item in after if not is_open(item)]
    if len(over) <= SHOWN_CLOSED:
        return after
    oldest = min(over, key=closing_order)
    return [item for item in after if item.id != oldest.id]
