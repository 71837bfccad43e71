"""What was said changes, goes away or comes back: the obligation for it follows.

Words that become a question raise the class when they are edited, and open one again that was over. Who deletes their
own words withdraws; what staff or a rule take away is removed, and comes back as it was. Of several messages the
others go on together, as an obligation of their own. An answer of a learner that goes away is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from community.classification.terms import DialogueAct
from rooms.chat.terms import (
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    MessageRestored,
    MessageState,
    MessageView,
)
from rooms.kinds import Purpose
from rooms.obligations.clocks import elapsed
from rooms.obligations.hearing import act_of
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import Obligation
from rooms.obligations.speaking import REOPENABLE, class_of, may_reopen, resume
from rooms.obligations.steps import (
    Said,
    attached,
    objected,
    opened,
    paused,
    removed,
    reopened,
    restored,
    withdrawn,
)
from rooms.obligations.targets import measure
from rooms.obligations.terms import Anchor, AnchorKind, ObligationClass, ObligationState, PauseReason
from rooms.obligations.tracking import heard

_MESSAGE = AnchorKind.MESSAGE
_GONE = (ObligationState.WITHDRAWN, ObligationState.REMOVED)


def edited(ledger: Ledger, event: MessageEdited) -> None:
    """By its author, who is a learner and has spoken by it."""
    resume(ledger, event.by)
    message = ledger.room.chat.messages[event.id]
    asks = heard(ledger.room, message, event.body) is DialogueAct.QUESTION
    anchor = Anchor(_MESSAGE, event.id)
    held = ledger.at(anchor)
    if held is None:
        _asks_now(ledger, message, event.body)
    elif held.is_open:
        kind = ObligationClass.QUESTION if asks else held.seen.class_
        words = event.body if held.anchor == anchor else None
        attached(ledger, held, anchor, kind, words)
    elif asks and _may_ask_now(ledger, held):
        reopened(ledger, held, event.by, ObligationClass.QUESTION)


def _asks_now(ledger: Ledger, message: MessageView, words: str) -> None:
    """It opened nothing as it was."""
    if act_of(words) is not DialogueAct.QUESTION or act_of(message.body) is DialogueAct.QUESTION:
        return
    kind = class_of(ledger, message.author, heard(ledger.room, message, words))
    if kind is not None:
        opened(ledger, kind, _said(message, words))


def _may_ask_now(ledger: Ledger, over: Obligation) -> bool:
    """It was answered, or needed no answer, as less than a question."""
    is_over = over.seen.state in REOPENABLE
    return is_over and over.seen.class_ is not ObligationClass.QUESTION and may_reopen(over, ledger.now)


def deleted(ledger: Ledger, event: MessageDeleted) -> None:
    _answers_no_more(ledger, event.id)
    held = _begun_by(ledger, event.id)
    if held is None:
        return
    if event.by == held.asker:
        withdrawn(ledger, held)
    else:
        removed(ledger, held, event.by)
    go_on(ledger, held, rest_of(ledger, held))


def hidden(ledger: Ledger, event: MessageHidden) -> None:
    """`by` is empty when a rule did it."""
    _answers_no_more(ledger, event.id)
    held = _begun_by(ledger, event.id)
    if held is not None:
        removed(ledger, held, event.by)
        go_on(ledger, held, rest_of(ledger, held))


def _answers_no_more(ledger: Ledger, message: int) -> None:
    for waiting in ledger.open():
        if waiting.peer_message == message:
            objected(ledger, waiting)


def came_back(ledger: Ledger, event: MessageRestored) -> None:
    """What was added to words that are gone by now goes on without them."""
    anchor = Anchor(_MESSAGE, event.id)
    held = ledger.at(anchor)
    if held is None or held.seen.state not in _GONE:
        return
    if held.anchor != anchor:
        message = ledger.room.chat.messages[event.id]
        go_on(ledger, held, [replace(message, body=event.body)])
    elif held.seen.state is ObligationState.REMOVED:
        restored(ledger, held, event.by, event.body)


def _begun_by(ledger: Ledger, message: int) -> Obligation | None:
    """The open one of which this message is the first; not one that has become a question of the panel."""
    anchor = Anchor(_MESSAGE, message)
    held = ledger.at(anchor)
    if held is None or not held.is_open or held.anchor != anchor:
        return None
    return None if any(each.kind is AnchorKind.QUESTION for each in held.attached) else held


def rest_of(ledger: Ledger, gone: Obligation) -> list[MessageView]:
    """Of what was added, all that still stands."""
    found = (ledger.room.chat.find(anchor.number or 0) for anchor in gone.attached)
    return [each for each in found if each is not None and each.state is MessageState.SHOWN]


def go_on(ledger: Ledger, gone: Obligation, rest: Sequence[MessageView]) -> None:
    """As one obligation, with the time that has passed on the clock of the former since the first of them.

    Who was asked back has said nothing by taking words away. In a lounge only what is owed something by itself goes on.
    """
    if ledger.room.purpose is Purpose.LOUNGE:
        rest = [message for message in rest if _alone(ledger, message) is not None]
    if not rest:
        return
    kind = _class_of(ledger, rest[0])
    by = measure(ledger.room, kind, gone.policy)
    windows = ledger.room.obligations.windows(by.policy)
    passed = elapsed(by.target.clock, windows, rest[0].at, ledger.now)
    consumed = min(passed, ledger.consumed(gone))
    said = _said(rest[0], rest[0].body)
    alone = opened(ledger, kind, said, by=by, opened_at=rest[0].at, consumed=consumed)
    for message in rest[1:]:
        attached(ledger, alone, Anchor(_MESSAGE, message.id), _class_of(ledger, message))
        alone = ledger.latest(alone)
    if gone.seen.paused_for is PauseReason.ASKED_BACK:
        paused(ledger, alone, gone.paused_by, PauseReason.ASKED_BACK)


def _class_of(ledger: Ledger, message: MessageView) -> ObligationClass:
    return _alone(ledger, message) or ObligationClass.STATEMENT


def _alone(ledger: Ledger, message: MessageView) -> ObligationClass | None:
    """What it would be if it had been said by itself."""
    return class_of(ledger, message.author, heard(ledger.room, message, message.body))


def _said(message: MessageView, words: str) -> Said:
    anchor = Anchor(_MESSAGE, message.id)
    return Said(message.author, message.author_name, anchor, words, message.reply_to)
