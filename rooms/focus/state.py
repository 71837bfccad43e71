"""What a room remembers of its focus timer: exactly what everybody sees of it."""

from __future__ import annotations

from msgspec import Struct

from rooms.focus.reducer import reduce
from rooms.focus.terms import FocusEvent, FocusPhase, FocusView


class Focus(Struct, gc=False):
    """`timer` is None from its end to the next start; a paused one is kept."""

    timer: FocusView | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether students' microphones are off because people focus now."""
        timer = self.timer
        if timer is None or timer.ends_at is None:
            return False
        return timer.quiet and timer.phase is FocusPhase.FOCUS

    def next_deadline(self) -> float | None:
        return None if self.timer is None else self.timer.ends_at

    def apply(self, event: FocusEvent) -> None:
        self.timer = reduce(self.timer, event)

    def view(self) -> FocusView | None:
        return self.timer
