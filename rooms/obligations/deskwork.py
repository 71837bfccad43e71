"""What staff decide about something that waits: no answer is needed, it is of another class, its asker was asked back.

Each of them stands in the log with who decided it.
"""

from __future__ import annotations

from rooms.chat.terms import AuthorKind, MessageState, MessageView
from rooms.decision import Decision
from rooms.obligations.events import ObligationWaived
from rooms.obligations.finding import find_open
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import Obligation
from rooms.obligations.people import wrote_as_staff
from rooms.obligations.responding import ask_back
from rooms.obligations.steps import acked, answered, reclassed
from rooms.obligations.targets import measure
from rooms.obligations.terms import (
    AnchorKind,
    AwaitAsker,
    How,
    ObligationClass,
    ObligationState,
    PauseReason,
    ReclassObligation,
    WaiveObligation,
)
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor

_SAID = (ObligationClass.QUESTION, ObligationClass.STATEMENT, ObligationClass.NEWCOMER)
"""Classes of what was said in words. What was asked otherwise is what it is."""


def waive(room: RoomState, command: WaiveObligation, actor: Actor, now: float) -> Decision:
    waiting = find_open(room, command.id, actor)
    if isinstance(waiting, Rejection):
        return waiting
    reason = command.reason.strip()
    if not reason:
        return Rejection(RejectionCode.EMPTY_MESSAGE)
    ledger = Ledger(room, now)
    consumed = ledger.consumed(waiting)
    ledger.emit(ObligationWaived(**ledger.of(waiting), by=actor.member, reason=reason, consumed=consumed))
    return ledger.events


def reclass(room: RoomState, command: ReclassObligation, actor: Actor, now: float) -> Decision:
    waiting = find_open(room, command.id, actor)
    if isinstance(waiting, Rejection):
        return waiting
    if waiting.seen.class_ is command.into:
        return []
    if command.into not in _SAID or waiting.seen.class_ not in _SAID:
        return Rejection(RejectionCode.BAD_CHOICE, f"{waiting.seen.class_} is not {command.into}")
    ledger = Ledger(room, now)
    reclassed(ledger, waiting, command.into, measure(room, command.into, waiting.policy), actor.member)
    if waiting.seen.state is ObligationState.ACKED and not ledger.latest(waiting).needs_answer:
        _is_enough(ledger, waiting)
    return ledger.events


def _is_enough(ledger: Ledger, waiting: Obligation) -> None:
    """What needs a first response only has had it."""
    answered(ledger, ledger.latest(waiting), waiting.seen.acked_by, waiting.acked_how or How.REPLY)


def await_asker(room: RoomState, command: AwaitAsker, actor: Actor, now: float) -> Decision:
    """The clock stands from now on; to have asked is a first response."""
    waiting = find_open(room, command.id, actor)
    if isinstance(waiting, Rejection):
        return waiting
    if waiting.anonymous or waiting.private:
        return Rejection(RejectionCode.WRONG_STATE, "in public nobody is to know who asked")
    if waiting.seen.paused_for is PauseReason.ASKED_BACK:
        return []
    if not any(_asks(room, message, waiting) for message in room.chat.messages.values()):
        return Rejection(RejectionCode.WRONG_STATE, "nobody has asked in public")
    ledger = Ledger(room, now)
    acked(ledger, waiting, actor.member, How.REPLY)
    ask_back(ledger, waiting, actor.member)
    return ledger.events


def _asks(room: RoomState, message: MessageView, waiting: Obligation) -> bool:
    """Whether it may be the question back: by staff, in public, since its asker spoke, where they would look."""
    return (
        message.at >= waiting.said_at
        and message.id > _last_word(room, waiting)
        and message.state is MessageState.SHOWN
        and message.author_kind is AuthorKind.PERSON
        and message.author != waiting.asker
        and message.reply_to in (None, waiting.home)
        and wrote_as_staff(room, message.author)
    )


def _last_word(room: RoomState, waiting: Obligation) -> int:
    """The last message of its asker in chat, whatever that was about; 0 without one."""
    own = [each.number or 0 for each in waiting.anchors if each.kind is AnchorKind.MESSAGE]
    said = (message.id for message in room.chat.messages.values() if message.author == waiting.asker)
    return max((*own, *said), default=0)
