"""What may happen to the focus timer: one per room, run by staff, and by everybody where the room's policy says so.

A phase ends when it should have, however late the clock is asked. Counting down is the client's.
"""

from __future__ import annotations

from typing import assert_never

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.focus.phases import following
from rooms.focus.reducer import reduce
from rooms.focus.state import Focus
from rooms.focus.terms import (
    FocusCommand,
    FocusEvent,
    FocusPaused,
    FocusResumed,
    FocusStarted,
    FocusStopped,
    FocusView,
    PauseFocus,
    PhaseBegan,
    ResumeFocus,
    SkipPhase,
    StartFocus,
    StopFocus,
)
from rooms.members.announcing import bound
from rooms.members.publishing import narrowed
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import is_staff
from rooms.state import RoomState
from rooms.terms import Actor, Source


def decide(room: RoomState, command: FocusCommand, actor: Actor, now: float) -> Decision:
    role = room.members.present[actor.member].role
    if not room.policy.everyone_runs_timer and not is_staff(role):
        return Rejection(RejectionCode.NOT_PERMITTED, "the timer is for staff here")
    if isinstance(command, StartFocus):
        return _start(room, command, actor, now)
    timer = room.focus.timer
    if timer is None:
        return Rejection(RejectionCode.WRONG_STATE, "no timer runs")
    match command:
        case PauseFocus():
            return _pause(timer, actor, now)
        case ResumeFocus():
            return _resume(room, timer, actor, now)
        case SkipPhase():
            return _with_silence(room, [_next(timer, now, actor.member, now)], now)
        case StopFocus():
            return [FocusStopped(at=now, by=actor.member)]
        case _:
            assert_never(command)


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    """Every phase that began since, so that the last one is the one of `now`."""
    timer = room.focus.timer
    begun: list[FocusEvent] = []
    while timer is not None and timer.ends_at is not None and timer.ends_at <= now:
        begun.append(_next(timer, timer.ends_at, "", now))
        timer = reduce(timer, begun[-1])
    return _with_silence(room, begun, now)


def _start(room: RoomState, command: StartFocus, actor: Actor, now: float) -> Decision:
    if room.focus.timer is not None:
        return Rejection(RejectionCode.WRONG_STATE, "a timer was started already")
    started = FocusStarted(
        at=now,
        by=actor.member,
        focus_minutes=command.focus_minutes,
        break_minutes=command.break_minutes,
        long_break_minutes=command.long_break_minutes,
        rounds=command.rounds,
        quiet=command.quiet,
        ends_at=now + command.focus_minutes * 60,
    )
    return _with_silence(room, [started], now)


def _pause(timer: FocusView, actor: Actor, now: float) -> Decision:
    if timer.ends_at is None:
        return Rejection(RejectionCode.WRONG_STATE, "paused already")
    return [FocusPaused(at=now, by=actor.member, remaining=max(0.0, timer.ends_at - now))]


def _resume(room: RoomState, timer: FocusView, actor: Actor, now: float) -> Decision:
    if timer.remaining is None:
        return Rejection(RejectionCode.WRONG_STATE, "not paused")
    resumed = FocusResumed(at=now, by=actor.member, ends_at=now + timer.remaining)
    return _with_silence(room, [resumed], now)


def _next(timer: FocusView, begins: float, by: str, now: float) -> FocusEvent:
    """The phase after this one, counted from `begins`; the end after the last one."""
    phase = following(timer)
    if phase is None:
        return FocusStopped(at=now, by=by)
    return PhaseBegan(at=now, phase=phase.phase, round=phase.round, ends_at=begins + phase.seconds, by=by)


def _with_silence(room: RoomState, decided: list[FocusEvent], now: float) -> list[AnyEvent]:
    """`decided`, and if it leaves people in a quiet phase, what their devices say less from now on."""
    after = Focus(room.focus.timer)
    for event in decided:
        after.apply(event)
    if not decided or not after.is_quiet:
        return [*decided]
    allowed = narrowed(frozenset(Source), frozenset(), quiet=True)
    silenced = [
        event
        for id, member in room.members.present.items()
        if not is_staff(member.role)
        for event in bound(room, id, allowed, now)
    ]
    return [*decided, *silenced]
