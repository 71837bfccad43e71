"""How events change what a client sees of focus."""

from __future__ import annotations

from rooms.focus.terms import FocusEvent, FocusView


def reduce(view: FocusView | None, event: FocusEvent) -> FocusView | None:
    raise NotImplementedError
