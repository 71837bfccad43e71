"""What time does: levels of the ladder, a learner's answer to which nobody objected, a promise that was not kept, and the
end of an exam.

Who was first, the answer or the deadline, is decided by the order in which the room decides. An answer that is decided
at or before the tick wins, and nobody is told of a breach; a tick at the very moment that is due and comes first
breaches, and the answer after it still resolves. Each level is reached once per cycle and target; what became due while
nobody was there to see it is told at once, once.
"""

from __future__ import annotations

from rooms.events import AnyEvent
from rooms.obligations.events import ObligationEscalated
from rooms.obligations.exam import over
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import Obligation
from rooms.obligations.promising import broken
from rooms.obligations.steps import answered
from rooms.obligations.terms import LEVELS, How
from rooms.state import RoomState


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    """Everything that is due."""
    deadline = room.obligations.next_deadline()
    if deadline is None or deadline > now:
        return []
    ledger = Ledger(room, now)
    over(ledger)
    for waiting in ledger.open():
        if waiting.is_due(now):
            _due(ledger, waiting)
    return ledger.events


def _due(ledger: Ledger, waiting: Obligation) -> None:
    if waiting.peer_until is not None and waiting.peer_until <= ledger.now:
        answered(ledger, waiting, waiting.seen.peer, How.PEER)
        return
    if waiting.promise_fires_at is not None and waiting.promise_fires_at <= ledger.now:
        broken(ledger, waiting)
    _climb(ledger, ledger.latest(waiting))


def _climb(ledger: Ledger, waiting: Obligation) -> None:
    """Every level that is reached by now, in their order."""
    at = waiting
    while at.fires_at is not None and at.fires_at <= ledger.now:
        ledger.emit(
            ObligationEscalated(
                **ledger.of(at),
                cycle=at.seen.cycle,
                target=at.seen.target,
                level=LEVELS[at.next_level],
                class_=at.seen.class_,
                owner=at.seen.owner,
            )
        )
        at = ledger.latest(at)
