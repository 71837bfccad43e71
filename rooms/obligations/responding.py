"""What a response is worth, by who gives it and to what.

Staff answer everything, unless they ask back, which stops the clock, or promise to come back, which is a first
response and keeps it open. A learner who may answer acknowledges what needs no more than that; an answer of theirs to a question counts
once it is accepted. Anybody may acknowledge a statement, and a newcomer while no staff are due. Nobody answers
themselves, and no bot anybody.
"""

from __future__ import annotations

from community.covered_time import is_covered
from rooms.chat.terms import MessagePosted, MessageView
from rooms.obligations.hearing import asks_back, promises
from rooms.obligations.ledger import Ledger
from rooms.obligations.matching import answered_by
from rooms.obligations.obligation import Obligation
from rooms.obligations.promising import promised
from rooms.obligations.steps import acked, answered, paused, peer_answered
from rooms.obligations.terms import How, ObligationClass, PauseReason
from rooms.roles import Action, Role, is_staff, permits


def posted(ledger: Ledger, message: MessagePosted, role: Role) -> bool:
    """Somebody wrote: to all that it is certainly about, it is a response. Whether it counts for any of them."""
    before = len(ledger.events)
    for waiting in answered_by(ledger, message, staff=is_staff(role)):
        respond(ledger, waiting, message, role)
    return len(ledger.events) > before


def respond(ledger: Ledger, waiting: Obligation, message: MessagePosted | MessageView, role: Role) -> None:
    if is_staff(role):
        _by_staff(ledger, waiting, message)
    elif waiting.needs_answer:
        if permits(role, Action.ANSWER):
            peer_answered(ledger, waiting, message.author, message.id)
    elif _counts(ledger, waiting, role):
        answered(ledger, waiting, message.author, How.REPLY)


def _by_staff(ledger: Ledger, waiting: Obligation, message: MessagePosted | MessageView) -> None:
    by, text = message.author, message.body
    if waiting.seen.class_ is ObligationClass.QUESTION and asks_back(text):
        acked(ledger, waiting, by, How.REPLY)
        ask_back(ledger, waiting, by)
    elif promises(text):
        acked(ledger, waiting, by, How.REPLY)
        promised(ledger, ledger.latest(waiting), by, message.author_name)
    else:
        answered(ledger, waiting, by, How.REPLY)


def ask_back(ledger: Ledger, waiting: Obligation, by: str) -> None:
    """The clock stands until the asker speaks; during an exam it has stood already."""
    if waiting.seen.paused_for is not PauseReason.ASKED_BACK:
        paused(ledger, ledger.latest(waiting), by, PauseReason.ASKED_BACK)


def _counts(ledger: Ledger, waiting: Obligation, role: Role) -> bool:
    """Of a learner, where a first response is all that is owed."""
    match waiting.seen.class_:
        case ObligationClass.STATEMENT:
            return True
        case ObligationClass.NEWCOMER:
            windows = ledger.room.obligations.windows(waiting.policy)
            return permits(role, Action.ANSWER) or not is_covered(windows, ledger.now)
        case _:
            return False
