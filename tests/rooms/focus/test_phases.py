"""Which phase follows which."""

from __future__ import annotations

from rooms.focus.phases import Phase, following
from rooms.focus.terms import FocusPhase, FocusView
from tests.support.rooms import START

FOCUS, BREAK, LONG_BREAK = FocusPhase.FOCUS, FocusPhase.BREAK, FocusPhase.LONG_BREAK


def in_phase(phase: FocusPhase, round: int) -> FocusView:
    return FocusView(phase, round, 2, 25, 5, 15, quiet=False, by="ada", ends_at=START)


def test_rounds_of_focus_and_break_end_with_a_long_break() -> None:
    assert following(in_phase(FOCUS, 1)) == Phase(BREAK, 1, 300)
    assert following(in_phase(BREAK, 1)) == Phase(FOCUS, 2, 1500)
    assert following(in_phase(FOCUS, 2)) == Phase(LONG_BREAK, 2, 900)
    assert following(in_phase(LONG_BREAK, 2)) is None
