"""How events change the timer that a client sees."""

from __future__ import annotations

import pytest

from rooms.focus.reducer import reduce
from rooms.focus.terms import (
    FocusEvent,
    FocusPaused,
    FocusPhase,
    FocusResumed,
    FocusStopped,
    FocusView,
    PhaseBegan,
)
from tests.support.rooms import START

RUNS = FocusView(FocusPhase.FOCUS, 1, 4, 25, 5, 15, quiet=True, by="ada", ends_at=START + 1500)


@pytest.mark.parametrize(
    "event",
    [
        PhaseBegan(at=START, phase=FocusPhase.BREAK, round=1, ends_at=START + 300),
        FocusPaused(at=START, by="ada", remaining=9),
        FocusResumed(at=START, by="ada", ends_at=START),
        FocusStopped(at=START, by="ada"),
    ],
)
def test_without_a_timer_no_event_makes_one_but_its_start(event: FocusEvent) -> None:
    assert reduce(None, event) is None


def test_either_the_end_or_what_remains_is_told() -> None:
    paused = reduce(RUNS, FocusPaused(at=START, by="bo", remaining=9))
    assert paused is not None
    assert (paused.ends_at, paused.remaining, paused.by) == (None, 9, "ada")
    resumed = reduce(paused, FocusResumed(at=START + 1, by="bo", ends_at=START + 10))
    assert resumed is not None
    assert (resumed.ends_at, resumed.remaining) == (START + 10, None)
