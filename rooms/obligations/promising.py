"""Staff say that they will come back to it: a clock of their own begins, beside that of what is owed.

It is opened by words that promise ("课后回复你") or by saying so from the board, runs in covered hours, and belongs to who
promised. Whatever answers settles it, and so does asking back: then it is the asker's turn. Saying it again while it runs
wins no time; once it is broken, a new promise may be made.
"""

from __future__ import annotations

from rooms.decision import Decision
from rooms.obligations.clocks import reached
from rooms.obligations.events import PromiseBroken, PromiseMade
from rooms.obligations.finding import find_open
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import PROMISE_SECONDS, Obligation
from rooms.obligations.terms import ClockKind, PromiseAnswer
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor


def promise(room: RoomState, command: PromiseAnswer, actor: Actor, now: float) -> Decision:
    """Not a response: the asker has read nothing."""
    waiting = find_open(room, command.id, actor)
    if isinstance(waiting, Rejection):
        return waiting
    if waiting.asker == actor.member:
        return Rejection(RejectionCode.NOT_PERMITTED, "nobody answers themselves")
    ledger = Ledger(room, now)
    promised(ledger, waiting, actor.member, room.members.name_of(actor))
    return ledger.events


def promised(ledger: Ledger, waiting: Obligation, by: str, by_name: str) -> None:
    if waiting.promise_runs:
        return
    windows = ledger.room.obligations.windows(waiting.policy)
    until = reached(ClockKind.COVERED, windows, ledger.now, PROMISE_SECONDS)
    ledger.emit(PromiseMade(**ledger.of(waiting), by=by, by_name=by_name, until=until))


def broken(ledger: Ledger, waiting: Obligation) -> None:
    seen = waiting.seen
    ledger.emit(PromiseBroken(**ledger.of(waiting), by=seen.promised_by, cycle=seen.cycle))
