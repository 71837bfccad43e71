"""Which phase follows which, and for how long: rounds of focus and break, then a long break, then the end."""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct

from rooms.focus.terms import FocusPhase, FocusView


class Phase(Struct, frozen=True):
    """`round` from 1, `seconds` long."""

    phase: FocusPhase
    round: int
    seconds: int


def following(timer: FocusView) -> Phase | None:
    """What comes after the phase that the timer is in; None after the last."""
    match timer.phase:
        case FocusPhase.FOCUS if timer.round < timer.rounds:
            return Phase(FocusPhase.BREAK, timer.round, timer.break_minutes * 60)
        case FocusPhase.FOCUS:
            return Phase(FocusPhase.LONG_BREAK, timer.round, timer.long_break_minutes * 60)
        case FocusPhase.BREAK:
            return Phase(FocusPhase.FOCUS, timer.round + 1, timer.focus_minutes * 60)
        case FocusPhase.LONG_BREAK:
            return None
        case _:
            assert_never(timer.phase)
