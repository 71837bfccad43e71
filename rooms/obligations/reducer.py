"""How events change what a client sees of obligations."""

from __future__ import annotations

from rooms.obligations.events import ObligationsEvent
from rooms.obligations.view import ObligationsView


def reduce(view: ObligationsView, event: ObligationsEvent) -> ObligationsView:
    raise NotImplementedError
