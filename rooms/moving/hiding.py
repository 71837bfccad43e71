"""What is hidden of threads that move and of what is off topic: hidden words, why staff did it, and who flags a message.

`visibility.py` asks here. How threads are adopted is between the two rooms, and in no view.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from rooms.chat.messages import seen_by
from rooms.chat.terms import MessageState, MessageView, ThreadAdopted, ThreadMoved, ThreadStayed
from rooms.moving.terms import AdoptionConfirmed, AdoptionNoted, OffTopicFlagged, OffTopicSettled

if TYPE_CHECKING:
    from rooms.visibility import Audience


def _moved(event: ThreadMoved, audience: Audience) -> ThreadMoved:
    if not event.reason or audience.is_staff or audience.member == event.author:
        return event
    return replace(event, reason="")


def _stayed(event: ThreadStayed, audience: Audience) -> ThreadStayed:
    return replace(event, messages=[seen_by(each, audience) for each in event.messages])


def _adopted(event: ThreadAdopted, audience: Audience) -> ThreadAdopted:
    told = replace(event, messages=[seen_by(each, audience) for each in event.messages])
    is_told_why = audience.is_staff or audience.member == event.messages[0].author
    return told if is_told_why else replace(told, reason="")


def _noted(_event: AdoptionNoted | AdoptionConfirmed, _audience: Audience) -> None:
    return None


def _flagged(event: OffTopicFlagged, audience: Audience) -> OffTopicFlagged | None:
    is_own = audience.member == event.member
    if audience.is_staff:
        return event if is_own else replace(event, member="")
    return replace(event, count=None, author_name="", excerpt="") if is_own else None


def _settled(event: OffTopicSettled, audience: Audience) -> OffTopicSettled | None:
    if audience.is_staff:
        return replace(event, members=[])
    return replace(event, by="", members=[]) if audience.member in event.members else None


def _hidden_in(messages: list[MessageView]) -> tuple[str, ...]:
    return tuple(each.author for each in messages if each.state is MessageState.HIDDEN)


HIDING: dict[type, Callable[[Any, Audience], Any]] = {
    ThreadMoved: _moved,
    ThreadStayed: _stayed,
    ThreadAdopted: _adopted,
    AdoptionNoted: _noted,
    AdoptionConfirmed: _noted,
    OffTopicFlagged: _flagged,
    OffTopicSettled: _settled,
}

SINGLED_OUT: dict[type, Callable[[Any], tuple[str, ...]]] = {
    ThreadMoved: lambda event: (event.author,) if event.reason else (),
    ThreadStayed: lambda event: _hidden_in(event.messages),
    ThreadAdopted: lambda event: (*_hidden_in(event.messages), event.messages[0].author),
    OffTopicFlagged: lambda event: (event.member,),
    OffTopicSettled: lambda event: tuple(event.members),
}
