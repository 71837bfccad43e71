"""Taking something on, and giving it back or on. A claim holds escalation back for a while, once; the clock runs on.

What was handed over to somebody at the end of a shift is theirs, and they may still say that they answer it now.
"""

from __future__ import annotations

from rooms.decision import Decision
from rooms.obligations.events import ObligationAssigned, ObligationClaimed, ObligationReleased
from rooms.obligations.finding import find_open
from rooms.obligations.ledger import Ledger
from rooms.obligations.terms import (
    CLAIM_SECONDS,
    AssignObligation,
    ClaimObligation,
    ReleaseObligation,
)
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import is_staff
from rooms.state import RoomState
from rooms.terms import Actor


def claim(room: RoomState, command: ClaimObligation, actor: Actor, now: float) -> Decision:
    waiting = find_open(room, command.id, actor)
    if isinstance(waiting, Rejection):
        return waiting
    if waiting.asker == actor.member:
        return Rejection(RejectionCode.NOT_PERMITTED, "nobody answers themselves")
    is_own = waiting.seen.owner == actor.member
    if is_own and waiting.seen.claimed_at is not None:
        return []
    if waiting.seen.owner and not is_own:
        return Rejection(RejectionCode.WRONG_STATE, f"{waiting.seen.owner_name} has it")
    ledger = Ledger(room, now)
    ledger.emit(
        ObligationClaimed(
            **ledger.of(waiting),
            by=actor.member,
            by_name=room.members.name_of(actor),
            until=None if waiting.was_claimed else now + CLAIM_SECONDS,
        )
    )
    return ledger.events


def release(room: RoomState, command: ReleaseObligation, actor: Actor, now: float) -> Decision:
    """One's own; staff release anybody's. The house does so where a shift ends and none follows, in nobody's name."""
    waiting = find_open(room, command.id, actor)
    if isinstance(waiting, Rejection):
        return waiting
    if not waiting.seen.owner:
        return []
    if waiting.seen.owner != actor.member and not is_staff(room.members.role_of(actor)):
        return Rejection(RejectionCode.NOT_YOURS)
    ledger = Ledger(room, now)
    ledger.emit(ObligationReleased(**ledger.of(waiting), by=actor.member))
    return ledger.events


def assign(room: RoomState, command: AssignObligation, now: float) -> Decision:
    """Nothing where it is over, or in somebody else's hands by now."""
    waiting = room.obligations.open.get(command.id)
    if waiting is None or waiting.seen.owner != command.owner or command.owner == command.to:
        return []
    ledger = Ledger(room, now)
    ledger.emit(
        ObligationAssigned(**ledger.of(waiting), owner=command.owner, to=command.to, to_name=command.to_name)
    )
    return ledger.events
