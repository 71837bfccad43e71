"""A bot's replies to keywords: one per message, and once per rule and asker within the rule's cooldown.

It is noted beside the human clock, which it never moves.
"""

from __future__ import annotations

from rooms.chat.terms import AuthorKind, MessagePosted
from rooms.decision import Decision
from rooms.moderation.patterns import found
from rooms.moderation.wording import any_word, squeezed
from rooms.obligations.events import AutoRepliesSet, BotReplied
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import Obligation
from rooms.obligations.terms import AutoReply, SetAutoReplies
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor


def set_rules(room: RoomState, command: SetAutoReplies, actor: Actor, now: float) -> Decision:
    ids = [rule.id for rule in command.rules]
    if len(set(ids)) < len(ids):
        return Rejection(RejectionCode.BAD_CHOICE, "two rules have the same id")
    if not all(squeezed(word).strip() for rule in command.rules for word in rule.keywords):
        return Rejection(RejectionCode.BAD_PATTERN, "a keyword without a letter or sign")
    if command.rules == room.obligations.auto_replies:
        return []
    return [AutoRepliesSet(at=now, rules=command.rules, by=actor.member)]


def reply(ledger: Ledger, waiting: Obligation, message: MessagePosted) -> None:
    """The first rule that is about this message and has not spoken to its author lately."""
    text = squeezed(message.body)
    for rule in ledger.room.obligations.auto_replies:
        if found(any_word(tuple(rule.keywords)), text) is not None and _is_rested(ledger, rule, message):
            ledger.emit(_posted(ledger, rule, message))
            ledger.emit(BotReplied(**ledger.of(waiting), rule=rule.id))
            return


def _is_rested(ledger: Ledger, rule: AutoReply, message: MessagePosted) -> bool:
    last = ledger.room.obligations.bot_said.get((rule.id, message.author))
    return last is None or ledger.now - last >= rule.cooldown


def _posted(ledger: Ledger, rule: AutoReply, message: MessagePosted) -> MessagePosted:
    return MessagePosted(
        at=ledger.now,
        id=message.id + 1,
        author=f"bot:{rule.id}",
        author_name=rule.id,
        author_kind=AuthorKind.BOT,
        cid=f"to.{message.id}",  # no client can send a point
        body=rule.text,
        reply_to=message.reply_to or message.id,
    )
