"""What happened that concerns members, for whoever tells them: a row each, in the transaction that appends the events.

Here is only what must not be forgotten: whom it concerns, and whether it is still so, is asked when it is dealt with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert

from rooms.chat.terms import AuthorKind, MessageMarked, MessagePosted, MessageRestored
from rooms.events import AnyEvent
from rooms.obligations.events import ObligationAcked, ObligationAnswered, PeerAnswered
from rooms.obligations.terms import How
from server.storage.notice_tables import tidings

Happened = tuple[str, AnyEvent]
"""A stream and what happened there."""


class TidingKind(StrEnum):
    MESSAGE = "message"  # it mentions somebody, or is important
    PEER = "peer"  # a learner answered somebody
    FIRST = "first"  # the first response by somebody who counts
    ANSWER = "answer"


_ADD = insert(tidings)

_NO_NEWS = (How.ASKER, How.BOT, How.MEMORY, How.PEER)
"""The asker knows: they said so, or heard of the learner's answer."""


class Tiding(NamedTuple):
    """`asker`: whom an answer is for; a message says itself whom it is for."""

    kind: TidingKind
    subject: int
    by: str
    asker: str = ""


def concerns_members(event: AnyEvent) -> bool:
    """Whether it leaves something to tell."""
    return _of_message(event) is not None or _of_answer(event) is not None


def keep_tidings(connection: Connection, happened: Sequence[Happened]) -> None:
    """`happened` are streams and their events, in order."""
    rows = list(_rows(happened))
    if rows:
        connection.execute(_ADD, rows)


def _rows(happened: Sequence[Happened]) -> Iterator[dict[str, Any]]:
    mentioned = {
        (stream, event.at, event.author, member)
        for stream, event in happened
        if isinstance(event, MessagePosted)
        for member in event.mentions
    }
    for stream, event in happened:
        tiding = _of_message(event) or _of_answer(event)
        # Whoever answers somebody and names them is told of once, by the mention.
        if tiding is not None and (stream, event.at, tiding.by, tiding.asker) not in mentioned:
            yield {
                "stream": stream,
                "kind": tiding.kind,
                "subject": tiding.subject,
                "by": tiding.by,
                "at": event.at,
                "handled": False,
            }


def _of_message(event: AnyEvent) -> Tiding | None:
    match event:
        case MessagePosted(author_kind=AuthorKind.PERSON, hidden=False) if event.mentions or event.important:
            return Tiding(TidingKind.MESSAGE, event.id, event.author)
        case MessageRestored() if event.mentions:
            return Tiding(TidingKind.MESSAGE, event.id, event.by)
        case MessageMarked(on=True):
            return Tiding(TidingKind.MESSAGE, event.id, event.by)
        case _:
            return None


def _of_answer(event: AnyEvent) -> Tiding | None:
    """Nobody is told of what they did themselves."""
    match event:
        case PeerAnswered() if event.by:
            kind = TidingKind.PEER
        case ObligationAcked() if event.how not in _NO_NEWS:
            kind = TidingKind.FIRST
        case ObligationAnswered() if event.how not in _NO_NEWS:
            kind = TidingKind.ANSWER
        case _:
            return None
    return None if event.by == event.asker else Tiding(kind, event.id, event.by, event.asker)
