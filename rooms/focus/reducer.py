"""How events change the focus timer. The room itself keeps no more than what is seen, so it uses this, too."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from rooms.focus.terms import (
    FocusEvent,
    FocusPaused,
    FocusPhase,
    FocusResumed,
    FocusStarted,
    FocusStopped,
    FocusView,
    PhaseBegan,
)


def reduce(view: FocusView | None, event: FocusEvent) -> FocusView | None:
    if isinstance(event, FocusStarted):
        return _started(event)
    if view is None or isinstance(event, FocusStopped):
        return None
    match event:
        case PhaseBegan():
            return replace(view, phase=event.phase, round=event.round, ends_at=event.ends_at, remaining=None)
        case FocusPaused():
            return replace(view, ends_at=None, remaining=event.remaining)
        case FocusResumed():
            return replace(view, ends_at=event.ends_at, remaining=None)
        case _:
            assert_never(event)


def _started(event: FocusStarted) -> FocusView:
    return FocusView(
        phase=FocusPhase.FOCUS,
        round=1,
        rounds=event.rounds,
        focus_minutes=event.focus_minutes,
        break_minutes=event.break_minutes,
        long_break_minutes=event.long_break_minutes,
        quiet=event.quiet,
        by=event.by,
        ends_at=event.ends_at,
    )
