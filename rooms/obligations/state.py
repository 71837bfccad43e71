"""What a room remembers of what it owes: the open obligations with their clocks, and what they are measured by."""

from __future__ import annotations

from msgspec import Struct

from rooms.obligations.events import ObligationsEvent
from rooms.obligations.view import ObligationsView
from rooms.visibility import Audience


class Obligations(Struct):
    def next_deadline(self) -> float | None:
        return None

    def apply(self, event: ObligationsEvent) -> None:
        raise NotImplementedError

    def view(self, audience: Audience) -> ObligationsView:
        return ObligationsView()
