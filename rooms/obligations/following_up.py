"""A learner replied to what the room posted by its schedule: staff owe the thread a follow-up.

The first reply opens the duty and starts its clock; without one there is none. Whatever a member of the staff writes in
the thread meets it, and so does a reaction of theirs to a learner's words there; no bot does, and no learner. Peers know
nothing of it. What the learner themselves is owed for these words is another obligation.
"""

from __future__ import annotations

from rooms.chat.terms import (
    AuthorKind,
    MessageDeleted,
    MessageHidden,
    MessagePosted,
    MessageReacted,
    MessageRestored,
    MessageState,
    MessageView,
)
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import Obligation
from rooms.obligations.people import is_learner, role_of
from rooms.obligations.reactions import still_stands
from rooms.obligations.steps import Said, answered, opened, removed, unanswered, withdrawn
from rooms.obligations.terms import (
    ACK_UNDO_SECONDS,
    Anchor,
    AnchorKind,
    How,
    ObligationClass,
    ObligationState,
)
from rooms.obligations.tracking import opens
from rooms.roles import is_staff
from rooms.terms import Actor


def replied(ledger: Ledger, message: MessagePosted | MessageView) -> None:
    """By a learner, for others to read."""
    post = message.reply_to
    if post is None or post not in ledger.room.schedule.unreplied:
        return
    if not opens(ledger.room, ObligationClass.FOLLOW_UP):
        return
    first = ledger.room.chat.find(post)
    if first is not None and first.state is not MessageState.SHOWN:
        return
    words = "" if first is None else first.body
    anchor = Anchor(AnchorKind.POST, post)
    opened(ledger, ObligationClass.FOLLOW_UP, Said("", message.author_name, anchor, words, thread=post))


def followed(ledger: Ledger, message: MessagePosted) -> None:
    """By staff, who said something in a thread."""
    duty = None if message.reply_to is None else _open(ledger, message.reply_to)
    if duty is not None:
        answered(ledger, duty, message.author, How.REPLY)


def reacted(ledger: Ledger, event: MessageReacted, actor: Actor) -> None:
    message = ledger.room.chat.find(event.id)
    if message is None or message.reply_to is None or not _is_learners(ledger, message, actor):
        return
    duty = ledger.at(Anchor(AnchorKind.POST, message.reply_to))
    if duty is None or not is_staff(role_of(ledger.room, event.member, actor)):
        return
    if event.on and duty.is_open:
        answered(ledger, duty, event.member, How.REACTION)
    elif not event.on and _was_all(ledger, duty, event) and not still_stands(ledger, event, actor):
        unanswered(ledger, duty, event.member)


def rewritten(ledger: Ledger, event: MessageDeleted | MessageHidden | MessageRestored, actor: Actor) -> None:
    """The post is gone, or a reply to it is gone or back."""
    duty = _open(ledger, event.id)
    if duty is not None and not isinstance(event, MessageRestored):
        removed(ledger, duty, event.by)
        return
    message = ledger.room.chat.find(event.id)
    if message is None or message.reply_to is None or not _is_learners(ledger, message, actor):
        return
    if isinstance(event, MessageRestored):
        replied(ledger, message)
        return
    duty = _open(ledger, message.reply_to)
    if duty is not None and not _others(ledger, message, actor):
        withdrawn(ledger, duty)


def _open(ledger: Ledger, post: int) -> Obligation | None:
    duty = ledger.at(Anchor(AnchorKind.POST, post))
    return duty if duty is not None and duty.is_open else None


def _was_all(ledger: Ledger, duty: Obligation, event: MessageReacted) -> bool:
    """It was met by a reaction of this member, a moment ago."""
    seen = duty.seen
    is_theirs = seen.how is How.REACTION and seen.resolved_by == event.member
    is_met = seen.state is ObligationState.ANSWERED and is_theirs
    return is_met and ledger.now - (seen.resolved_at or 0.0) <= ACK_UNDO_SECONDS


def _others(ledger: Ledger, gone: MessageView, actor: Actor) -> bool:
    """Whether another learner's words stand in the thread."""
    return any(
        message.reply_to == gone.reply_to
        and message.id != gone.id
        and message.state is MessageState.SHOWN
        and _is_learners(ledger, message, actor)
        for message in ledger.room.chat.messages.values()
    )


def _is_learners(ledger: Ledger, message: MessageView, actor: Actor) -> bool:
    return message.author_kind is AuthorKind.PERSON and is_learner(ledger.room, message.author, actor)
