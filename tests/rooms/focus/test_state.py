"""What a timer remembers: whether it is quiet now, and when it has something to do."""

from __future__ import annotations

import pytest

from rooms.focus.state import Focus
from rooms.focus.terms import FocusPaused, FocusPhase, FocusStarted, FocusStopped, PhaseBegan
from tests.support.rooms import START


def started(*, quiet: bool) -> Focus:
    focus = Focus()
    focus.apply(
        FocusStarted(
            at=START,
            by="ada",
            focus_minutes=25,
            break_minutes=5,
            long_break_minutes=15,
            rounds=4,
            quiet=quiet,
            ends_at=START + 1500,
        )
    )
    return focus


def test_without_a_timer_nothing_is_quiet_and_nothing_is_due() -> None:
    focus = Focus()
    assert not focus.is_quiet
    assert focus.next_deadline() is None
    assert focus.view() is None


@pytest.mark.parametrize("quiet", [True, False])
def test_it_is_quiet_while_people_focus_if_they_wished_so(quiet: bool) -> None:
    assert started(quiet=quiet).is_quiet is quiet


def test_it_is_not_quiet_in_a_break_while_paused_or_after_the_end() -> None:
    for event in (
        PhaseBegan(at=START, phase=FocusPhase.BREAK, round=1, ends_at=START + 300),
        PhaseBegan(at=START, phase=FocusPhase.LONG_BREAK, round=4, ends_at=START + 900),
        FocusPaused(at=START, by="ada", remaining=100),
        FocusStopped(at=START, by="ada"),
    ):
        focus = started(quiet=True)
        focus.apply(event)
        assert not focus.is_quiet
