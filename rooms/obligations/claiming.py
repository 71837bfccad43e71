"""Taking something on, and giving it back. A claim holds escalation back for a while, once; the clock runs on."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.obligations.events import ObligationClaimed, ObligationReleased
from rooms.obligations.finding import find_open
from rooms.obligations.ledger import Ledger
from rooms.obligations.terms import CLAIM_SECONDS, ClaimObligation, ReleaseObligation
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
    if waiting.seen.owner == actor.member:
        return []
    if waiting.seen.owner:
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
    """One's own; staff release anybody's. The house releases at the end of a shift, in nobody's name."""
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
