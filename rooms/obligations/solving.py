"""What askers say about their own: it is solved, or it is not. And which of them a message answers, says its author."""

from __future__ import annotations

from rooms.chat.lookup import shown
from rooms.chat.terms import MessageView
from rooms.decision import Decision
from rooms.obligations.finding import find, find_open
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import Obligation
from rooms.obligations.panel import go_on_alone
from rooms.obligations.responding import respond
from rooms.obligations.speaking import REOPENABLE, may_reopen
from rooms.obligations.steps import answered, objected, reopened
from rooms.obligations.terms import (
    AttributeAnswer,
    How,
    MarkSolved,
    MarkUnsolved,
    ObligationClass,
)
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role, is_staff
from rooms.state import RoomState
from rooms.terms import Actor

_SELF_SOLVED = (How.ASKER, How.BOT, How.MEMORY, How.PEER)


def solve(room: RoomState, command: MarkSolved, actor: Actor, now: float) -> Decision:
    """By the learner who answered, if one did; nobody else is said to have."""
    waiting = _own(find_open(room, command.id, actor), actor)
    if isinstance(waiting, Rejection):
        return waiting
    refused = _not_so(waiting, command.how)
    if refused is not None:
        return refused
    ledger = Ledger(room, now)
    peer = waiting.seen.peer if command.how in (How.ASKER, How.PEER) else ""
    answered(ledger, waiting, peer, How.PEER if peer else command.how)
    go_on_alone(ledger, waiting)
    return ledger.events


def _not_so(waiting: Obligation, how: How) -> Rejection | None:
    if how not in _SELF_SOLVED:
        return Rejection(RejectionCode.BAD_CHOICE, f"{how} is not for the asker to say")
    if how is How.PEER and not waiting.seen.peer:
        return Rejection(RejectionCode.BAD_CHOICE, "no learner has answered")
    if how is How.BOT and waiting.seen.bot_at is None:
        return Rejection(RejectionCode.BAD_CHOICE, "no bot has replied")
    return None


def unsolve(room: RoomState, command: MarkUnsolved, actor: Actor, now: float) -> Decision:
    """Of what is over, the next cycle; of what is open, an objection to a learner's answer."""
    over = _own(find(room, command.id, actor), actor)
    if isinstance(over, Rejection):
        return over
    ledger = Ledger(room, now)
    if over.is_open:
        objected(ledger, over)
        return ledger.events
    if over.private or over.seen.state not in REOPENABLE:
        return Rejection(RejectionCode.WRONG_STATE, f"obligation {over.id} is {over.seen.state}")
    if not may_reopen(over, now):
        return Rejection(RejectionCode.TOO_OLD, "ask again")
    reopened(ledger, over, actor.member)
    return ledger.events


def _own(found: Obligation | Rejection, actor: Actor) -> Obligation | Rejection:
    if isinstance(found, Obligation) and found.asker != actor.member:
        return Rejection(RejectionCode.NOT_YOURS)
    return found


def attribute(room: RoomState, command: AttributeAnswer, actor: Actor, now: float) -> Decision:
    """One's own message; staff accept a learner's by this."""
    waiting = find_open(room, command.id, actor)
    if isinstance(waiting, Rejection):
        return waiting
    message = shown(room, command.message)
    if isinstance(message, Rejection):
        return message
    role = room.members.role_of(actor)
    refused = _no_answer(message, waiting, actor, role)
    if refused is not None:
        return refused
    ledger = Ledger(room, now)
    if message.author == actor.member:
        respond(ledger, waiting, message, role)
    else:
        answered(ledger, waiting, message.author, How.PEER)
    return ledger.events


def _no_answer(message: MessageView, waiting: Obligation, actor: Actor, role: Role) -> Rejection | None:
    """Of an anonymous question staff are not even told whose message can be no answer."""
    if message.author != actor.member and (waiting.anonymous or not is_staff(role)):
        return Rejection(RejectionCode.NOT_YOURS)
    if waiting.private and waiting.seen.class_ is not ObligationClass.STATEMENT:
        return Rejection(RejectionCode.BAD_CHOICE, f"a {waiting.seen.class_} is not answered in chat")
    if message.author == waiting.asker:
        return Rejection(RejectionCode.NOT_PERMITTED, "nobody answers themselves")
    if message.at < (waiting.seen.reopened_at or waiting.seen.opened_at):
        return Rejection(RejectionCode.WRONG_STATE, "it was said before")
    return None
