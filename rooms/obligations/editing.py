"""What was said changes, goes away or comes back: the obligation for it follows.

Words that become a question raise the class when they are edited, and open one again that was over. Who deletes their
own words withdraws; what staff or a rule take away is removed, and comes back as it was. Of several messages the
others go on, as an obligation of their own.
"""

from __future__ import annotations

from community.classification.terms import DialogueAct
from rooms.chat.terms import (
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    MessageRestored,
    MessageState,
    MessageView,
)
from rooms.obligations.clocks import elapsed
from rooms.obligations.hearing import act_of
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import Obligation
from rooms.obligations.speaking import class_of, may_reopen
from rooms.obligations.steps import Said, attached, opened, removed, reopened, restored, withdrawn
from rooms.obligations.targets import measure
from rooms.obligations.terms import Anchor, AnchorKind, ObligationClass, ObligationState

_MESSAGE = AnchorKind.MESSAGE


def edited(ledger: Ledger, event: MessageEdited) -> None:
    """By its author, who is a learner."""
    message = ledger.room.chat.messages[event.id]
    asks = act_of(event.body) is DialogueAct.QUESTION
    anchor = Anchor(_MESSAGE, event.id)
    held = ledger.at(anchor)
    if held is None:
        if asks and act_of(message.body) is not DialogueAct.QUESTION:
            opened(ledger, ObligationClass.QUESTION, _said(message, event.body))
    elif held.is_open:
        kind = ObligationClass.QUESTION if asks else held.seen.class_
        words = event.body if held.anchor == anchor else None
        attached(ledger, held, anchor, kind, words)
    elif asks and _may_ask_now(ledger, held):
        reopened(ledger, held, event.by, ObligationClass.QUESTION)


def _may_ask_now(ledger: Ledger, over: Obligation) -> bool:
    """It was answered as less than a question."""
    is_answered = over.seen.state is ObligationState.ANSWERED
    return is_answered and over.seen.class_ is not ObligationClass.QUESTION and may_reopen(over, ledger.now)


def deleted(ledger: Ledger, event: MessageDeleted) -> None:
    held = _begun_by(ledger, event.id)
    if held is None:
        return
    if event.by == held.asker:
        withdrawn(ledger, held)
    else:
        removed(ledger, held, event.by)
    _go_on(ledger, held)


def hidden(ledger: Ledger, event: MessageHidden) -> None:
    """`by` is empty when a rule did it."""
    held = _begun_by(ledger, event.id)
    if held is not None:
        removed(ledger, held, event.by)
        _go_on(ledger, held)


def came_back(ledger: Ledger, event: MessageRestored) -> None:
    anchor = Anchor(_MESSAGE, event.id)
    held = ledger.at(anchor)
    if held is not None and held.seen.state is ObligationState.REMOVED and held.anchor == anchor:
        restored(ledger, held, event.by, event.body)


def _begun_by(ledger: Ledger, message: int) -> Obligation | None:
    """The open one of which this message is the first; not one that has become a question of the panel."""
    anchor = Anchor(_MESSAGE, message)
    held = ledger.at(anchor)
    if held is None or not held.is_open or held.anchor != anchor:
        return None
    return None if any(each.kind is AnchorKind.QUESTION for each in held.attached) else held


def _go_on(ledger: Ledger, gone: Obligation) -> None:
    """With the first message that still stands, and the time that has passed since."""
    for anchor in gone.attached:
        message = ledger.room.chat.find(anchor.number or 0)
        if message is None or message.state is not MessageState.SHOWN:
            continue
        kind = class_of(ledger, message.author, act_of(message.body)) or ObligationClass.STATEMENT
        by = measure(ledger.room, kind)
        windows = ledger.room.obligations.windows(by.policy)
        consumed = elapsed(by.target.clock, windows, message.at, ledger.now)
        said = _said(message, message.body)
        opened(ledger, kind, said, by=by, opened_at=message.at, consumed=consumed)
        return


def _said(message: MessageView, words: str) -> Said:
    anchor = Anchor(_MESSAGE, message.id)
    return Said(message.author, message.author_name, anchor, words, message.reply_to)
