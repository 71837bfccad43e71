"""A learner speaks in chat: something new that is owed an answer, or more of what is open already, or thanks.

In a thread everything that its asker says belongs to what they have open there. To everybody, it does within two
minutes, and later unless it is a question of its own. The anchor is always the first message. Small talk opens
nothing, nor does what answers somebody else and asks nothing, except where it is somebody's first words here.
What was held and is released has waited since it was said.
"""

from __future__ import annotations

from community.classification.terms import DialogueAct
from rooms.chat.terms import MessagePosted
from rooms.obligations.events import Thanked
from rooms.obligations.ledger import Ledger
from rooms.obligations.matching import in_thread
from rooms.obligations.obligation import Obligation
from rooms.obligations.steps import Said, attached, objected, opened, opened_since, reopened, resumed
from rooms.obligations.terms import Anchor, AnchorKind, ObligationClass, ObligationState, PauseReason
from rooms.obligations.tracking import heard

SAME_BREATH_SECONDS = 120.0
REOPEN_SECONDS = 72 * 3600.0
OPEN_PER_ASKER = 20
"""Of what one person says to everybody; beyond it, whatever they say belongs to the newest."""

REOPENABLE = (ObligationState.ANSWERED, ObligationState.WAIVED)


def spoke(ledger: Ledger, message: MessagePosted, *, answers: bool) -> Obligation | None:
    """What the message belongs to now, if somebody is owed an answer for it. `answers`: it counted as one."""
    resume(ledger, message.author)
    if message.reply_to is None:
        return _to_everybody(ledger, message)
    return _in_thread(ledger, message, message.reply_to, answers=answers)


def resume(ledger: Ledger, asker: str) -> None:
    """Who was asked back has spoken. What was asked anonymously stays as it is, or it would say who asked."""
    for waiting in ledger.open_of(asker):
        if waiting.seen.paused_for is PauseReason.ASKED_BACK and not waiting.anonymous:
            resumed(ledger, waiting)


def class_of(ledger: Ledger, member: str, act: DialogueAct | None) -> ObligationClass | None:
    """None: nobody is owed an answer for it."""
    if act is DialogueAct.QUESTION:
        return ObligationClass.QUESTION
    if ledger.room.obligations.newcomers.has(member, ledger.now):
        return ObligationClass.NEWCOMER
    return ObligationClass.STATEMENT if act is DialogueAct.STATEMENT else None


def said(message: MessagePosted) -> Said:
    anchor = Anchor(AnchorKind.MESSAGE, message.id)
    return Said(message.author, message.author_name, anchor, message.body, message.reply_to)


# ---------------------------------------------------------------- to everybody


def _to_everybody(ledger: Ledger, message: MessagePosted) -> Obligation | None:
    act = heard(ledger.room, message, message.body)
    own = [each for each in ledger.open_of(message.author) if _to_all(each)]
    if own:
        newest = max(own, key=lambda each: (each.said_at, each.id))
        is_apart = ledger.now - newest.said_at > SAME_BREATH_SECONDS and act is DialogueAct.QUESTION
        if not is_apart or len(own) >= OPEN_PER_ASKER:
            return _more(ledger, newest, message, act)
    if act is DialogueAct.SMALL_TALK and _thanked(ledger, _last_over(ledger, message.author, None)):
        return None
    return _open(ledger, message, act)


def _to_all(each: Obligation) -> bool:
    return each.anchor.kind is AnchorKind.MESSAGE and each.thread is None


# ---------------------------------------------------------------- in a thread


def _in_thread(ledger: Ledger, message: MessagePosted, first: int, *, answers: bool) -> Obligation | None:
    act = heard(ledger.room, message, message.body)
    own = [each for each in in_thread(ledger, first) if each.asker == message.author]
    if own:
        return _more(ledger, max(own, key=lambda each: (each.said_at, each.id)), message, act)
    over = _last_over(ledger, message.author, first)
    if act is DialogueAct.SMALL_TALK and _thanked(ledger, over):
        return None
    if over is not None and act is DialogueAct.QUESTION:
        return _again(ledger, over, message)
    if answers and class_of(ledger, message.author, act) is ObligationClass.STATEMENT:
        return None
    return _open(ledger, message, act)


def _again(ledger: Ledger, over: Obligation, message: MessagePosted) -> Obligation:
    """Soon after, it is the same question still; later, a new one that tells of the old."""
    if may_reopen(over, ledger.now):
        reopened(ledger, over, message.author, ObligationClass.QUESTION)
        return ledger.latest(over)
    return opened(ledger, ObligationClass.QUESTION, said(message), linked=over.id)


def may_reopen(over: Obligation, now: float) -> bool:
    return now - (over.seen.resolved_at or 0.0) <= REOPEN_SECONDS


# ---------------------------------------------------------------- both


def _more(ledger: Ledger, waiting: Obligation, message: MessagePosted, act: DialogueAct | None) -> Obligation:
    kind = ObligationClass.QUESTION if act is DialogueAct.QUESTION else waiting.seen.class_
    if act is DialogueAct.QUESTION:
        objected(ledger, waiting)
    attached(ledger, waiting, Anchor(AnchorKind.MESSAGE, message.id), kind)
    return ledger.latest(waiting)


def _open(ledger: Ledger, message: MessagePosted, act: DialogueAct | None) -> Obligation | None:
    kind = class_of(ledger, message.author, act)
    if kind is None:
        return None
    held = ledger.room.moderation.content.held.get(message.held or 0)
    if held is None:
        return opened(ledger, kind, said(message))
    return opened_since(ledger, kind, said(message), held.at)


def _last_over(ledger: Ledger, asker: str, first: int | None) -> Obligation | None:
    """What was over last of all that this asker said in the thread, or to everybody."""
    ended = (
        over
        for over in reversed(ledger.room.obligations.closed.values())
        if over.asker == asker and over.seen.state in REOPENABLE
    )
    return next((over for over in ended if (_to_all(over) if first is None else over.home == first)), None)


def _thanked(ledger: Ledger, over: Obligation | None) -> bool:
    """Whether these thanks are for that answer."""
    if over is None or over.seen.state is not ObligationState.ANSWERED or not may_reopen(over, ledger.now):
        return False
    ledger.emit(Thanked(**ledger.of(over)))
    return True
