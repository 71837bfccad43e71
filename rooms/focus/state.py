"""What a room remembers of focus."""

from __future__ import annotations

from msgspec import Struct

from rooms.focus.terms import FocusEvent, FocusView


class Focus(Struct):
    def next_deadline(self) -> float | None:
        return None

    def apply(self, event: FocusEvent) -> None:
        raise NotImplementedError

    def view(self) -> FocusView | None:
        return None

    is_quiet: bool = False
