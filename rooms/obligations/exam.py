"""Exam mode: all clocks of the room stand for a while. Who was asked back before keeps that reason to stand."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.obligations.events import ExamModeSet
from rooms.obligations.ledger import Ledger
from rooms.obligations.steps import paused, resumed
from rooms.obligations.terms import PauseReason, SetExamMode
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor

MINUTE = 60.0


def set_mode(room: RoomState, command: SetExamMode, actor: Actor, now: float) -> Decision:
    is_on = room.obligations.exam_until is not None
    if command.minutes == 0 and not is_on:
        return Rejection(RejectionCode.WRONG_STATE, "no exam runs")
    ledger = Ledger(room, now)
    if command.minutes == 0:
        _end(ledger, actor.member)
        return ledger.events
    ledger.emit(ExamModeSet(at=now, by=actor.member, until=now + command.minutes * MINUTE))
    stand_still(ledger, actor.member)
    return ledger.events


def over(ledger: Ledger) -> None:
    """Its time may have passed: the clocks run again from then."""
    until = ledger.room.obligations.exam_until
    if until is not None and until <= ledger.now:
        _end(ledger, "", until)


def stand_still(ledger: Ledger, by: str = "") -> None:
    """Every clock that runs, while an exam goes on."""
    for waiting in ledger.open():
        if waiting.since is not None:
            paused(ledger, waiting, by, PauseReason.EXAM)


def _end(ledger: Ledger, by: str, since: float | None = None) -> None:
    ledger.emit(ExamModeSet(at=ledger.now, by=by, until=None))
    for waiting in ledger.open():
        if waiting.seen.paused_for is PauseReason.EXAM:
            resumed(ledger, waiting, since)
