"""Exam mode: all clocks of the room stand for a while, but for those of reports, which run always.

Who was asked back before keeps that reason to stand.
"""

from __future__ import annotations

from collections.abc import Iterable

from rooms.decision import Decision
from rooms.obligations.events import ExamModeSet
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import Obligation
from rooms.obligations.steps import paused, resumed
from rooms.obligations.terms import ObligationClass, PauseReason, SetExamMode
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
    stand_still(ledger, ledger.open(), actor.member)
    return ledger.events


def over(ledger: Ledger) -> None:
    """Its time may have passed: the clocks run again from then."""
    until = ledger.room.obligations.exam_until
    if until is not None and until <= ledger.now:
        _end(ledger, "", until)


def stand_still(ledger: Ledger, held: Iterable[Obligation], by: str = "") -> None:
    """What of it is open and would run, while an exam goes on."""
    for each in held:
        if each.is_open and each.since is not None and each.seen.class_ is not ObligationClass.REPORT:
            paused(ledger, each, by, PauseReason.EXAM)


def _end(ledger: Ledger, by: str, since: float | None = None) -> None:
    ledger.emit(ExamModeSet(at=ledger.now, by=by, until=None))
    for waiting in ledger.open():
        if waiting.seen.paused_for is PauseReason.EXAM:
            resumed(ledger, waiting, since)
