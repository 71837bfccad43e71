"""The shared focus timer: phases with deadlines that the server keeps and clients count down to."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from rooms.terms import ClientCommand, Event


class FocusPhase(StrEnum):
    FOCUS = "focus"
    BREAK = "break"
    LONG_BREAK = "long_break"  # after the last round of a cycle


# ---------------------------------------------------------------- commands


class StartFocus(ClientCommand, frozen=True, tag="start_focus"):
    """`quiet`: microphones of students are off while people focus."""

    focus_minutes: Annotated[int, Meta(ge=1, le=180)] = 25
    break_minutes: Annotated[int, Meta(ge=1, le=60)] = 5
    long_break_minutes: Annotated[int, Meta(ge=1, le=120)] = 15
    rounds: Annotated[int, Meta(ge=1, le=12)] = 4
    quiet: bool = False


class PauseFocus(ClientCommand, frozen=True, tag="pause_focus"):
    pass


class ResumeFocus(ClientCommand, frozen=True, tag="resume_focus"):
    pass


class SkipPhase(ClientCommand, frozen=True, tag="skip_phase"):
    """Begin the next phase now."""


class StopFocus(ClientCommand, frozen=True, tag="stop_focus"):
    pass


FocusCommand = StartFocus | PauseFocus | ResumeFocus | SkipPhase | StopFocus

# ---------------------------------------------------------------- events


class FocusStarted(Event, frozen=True, tag="focus_started", kw_only=True):
    by: str
    focus_minutes: int
    break_minutes: int
    long_break_minutes: int
    rounds: int
    quiet: bool
    ends_at: float


class PhaseBegan(Event, frozen=True, tag="phase_began", kw_only=True):
    """`round` from 1. `by` is empty when the clock began it."""

    phase: FocusPhase
    round: int
    ends_at: float
    by: str = ""


class FocusPaused(Event, frozen=True, tag="focus_paused", kw_only=True):
    by: str
    remaining: float  # seconds


class FocusResumed(Event, frozen=True, tag="focus_resumed", kw_only=True):
    by: str
    ends_at: float


class FocusStopped(Event, frozen=True, tag="focus_stopped", kw_only=True):
    """`by` is empty when the last phase was over."""

    by: str


FocusEvent = FocusStarted | PhaseBegan | FocusPaused | FocusResumed | FocusStopped

# ---------------------------------------------------------------- view


class FocusView(Struct, frozen=True):
    """`ends_at` while it runs, `remaining` seconds while it is paused: one of them is None."""

    phase: FocusPhase
    round: int
    rounds: int
    focus_minutes: int
    break_minutes: int
    long_break_minutes: int
    quiet: bool
    by: str
    ends_at: float | None
    remaining: float | None = None
