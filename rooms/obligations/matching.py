"""Which obligations a message in chat is about. Where that is not certain, none: its author may say so afterwards.

A reply is about what is open in its thread, or about those in it whom it names. What staff say to everybody is about
the one thing that is open of somebody whom it names, or about the only thing that is open at all. Questions of the
panel are answered in the panel, hands and calls for help by going there until they are only something that was said,
and anonymous askers cannot be named.
"""

from __future__ import annotations

from rooms.chat.terms import MessagePosted
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import Obligation
from rooms.obligations.terms import Anchor, AnchorKind, ObligationClass

_DUTY = AnchorKind.POST
"""What staff owe the thread itself: nobody asked, and whatever they say there meets it."""


def in_thread(ledger: Ledger, first: int) -> list[Obligation]:
    """What is open in the thread of this first message."""
    started = ledger.at(Anchor(AnchorKind.MESSAGE, first))
    found = {each.id: each for each in ledger.open() if each.home == first and each.anchor.kind is not _DUTY}
    if started is not None and started.is_open:
        found[started.id] = started
    return list(found.values())


def answered_by(ledger: Ledger, message: MessagePosted, *, staff: bool) -> list[Obligation]:
    """What `message` responds to, of others than its author."""
    if message.reply_to is not None:
        found = in_thread(ledger, message.reply_to)
    else:
        found = [each for each in ledger.open() if _in_chat(each)] if staff and not message.important else []
    found = [each for each in found if each.asker != message.author]
    named = [each for each in found if each.asker in message.mentions]
    if message.reply_to is not None:
        return named or found
    if message.mentions:
        return [each for each in named if _is_only_one_of(each, named)]
    return found if len(found) == 1 else []


def _in_chat(waiting: Obligation) -> bool:
    if waiting.anchor.kind in (AnchorKind.HAND, AnchorKind.HELP):
        return waiting.seen.class_ not in (ObligationClass.HAND, ObligationClass.HELP)
    return waiting.anchor.kind is AnchorKind.MESSAGE


def _is_only_one_of(waiting: Obligation, named: list[Obligation]) -> bool:
    return not any(each.asker == waiting.asker and each is not waiting for each in named)
