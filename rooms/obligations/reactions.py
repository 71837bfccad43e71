"""A reaction by staff acknowledges: to a statement it is all that is owed, to a question, or where an answer is promised, the
first response.

It counts on the first message alone, and only by staff. Taken back within ten seconds it has been nothing, unless
another of theirs still stands there.
"""

from __future__ import annotations

from rooms.chat.terms import MessageReacted
from rooms.obligations.events import AckUndone
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import Obligation
from rooms.obligations.people import role_of
from rooms.obligations.steps import acked, answered
from rooms.obligations.terms import (
    ACK_UNDO_SECONDS,
    Anchor,
    AnchorKind,
    How,
    ObligationState,
    PauseReason,
)
from rooms.roles import is_staff
from rooms.terms import Actor


def reacted(ledger: Ledger, event: MessageReacted, actor: Actor) -> None:
    anchor = Anchor(AnchorKind.MESSAGE, event.id)
    held = ledger.at(anchor)
    if held is None or held.anchor != anchor or not is_staff(role_of(ledger.room, event.member, actor)):
        return
    if not event.on:
        _taken_back(ledger, held, event, actor)
    elif held.needs_answer and held.is_open:
        acked(ledger, held, event.member, How.REACTION)
    elif held.is_open:
        answered(ledger, held, event.member, How.REACTION)


def _taken_back(ledger: Ledger, held: Obligation, event: MessageReacted, actor: Actor) -> None:
    seen = held.seen
    is_this = held.acked_how is How.REACTION and seen.acked_by == event.member
    if not is_this or not _is_last_word(ledger, held) or still_stands(ledger, event, actor):
        return
    if ledger.now - (seen.acked_at or 0.0) <= ACK_UNDO_SECONDS:
        ledger.emit(AckUndone(**ledger.of(held), due_at=None, consumed=_noted(ledger, held)))


def _is_last_word(ledger: Ledger, held: Obligation) -> bool:
    """Nothing else has been said about it since, and who looks on still sees it."""
    if held.seen.state is ObligationState.ACKED:
        return held.seen.paused_for is not PauseReason.ASKED_BACK
    return held.seen.how is How.REACTION and held.id in ledger.room.obligations.shown


def _noted(ledger: Ledger, held: Obligation) -> float:
    """What its clock showed at the reaction."""
    return held.consumed_at(held.seen.acked_at or 0.0, ledger.room.obligations.windows)


def still_stands(ledger: Ledger, event: MessageReacted, actor: Actor) -> bool:
    """Another reaction by staff, of the same person or of another."""
    message = ledger.room.chat.find(event.id)
    reactions = {} if message is None else message.reactions
    return any(
        is_staff(role_of(ledger.room, member, actor))
        for emoji, members in reactions.items()
        for member in members
        if (emoji, member) != (event.emoji, event.member)
    )
