"""How flags change what a client sees: staff how many there are of each message, anybody which are their own."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from rooms.chat.terms import ChatEvent, MessageDeleted, MessageHidden, ThreadMoved
from rooms.moving.terms import (
    AdoptionConfirmed,
    AdoptionNoted,
    MovingEvent,
    MovingView,
    OffTopicFlagged,
    OffTopicSettled,
    OffTopicView,
)


def reduce(view: MovingView, event: MovingEvent) -> MovingView:
    match event:
        case OffTopicFlagged():
            return _flagged(view, event)
        case OffTopicSettled():
            return _without(view, (event.id,))
        case AdoptionNoted() | AdoptionConfirmed():
            return view
        case _:
            assert_never(event)


def reduce_chat(view: MovingView, event: ChatEvent) -> MovingView:
    """What is gone is not off topic any more."""
    match event:
        case MessageDeleted() | MessageHidden():
            return _without(view, (event.id,))
        case ThreadMoved():
            return _without(view, tuple(event.ids))
        case _:
            return view


def _without(view: MovingView, ids: tuple[int, ...]) -> MovingView:
    return MovingView(
        off_topic=[each for each in view.off_topic if each.id not in ids],
        flagged=[id for id in view.flagged if id not in ids],
    )


def _flagged(view: MovingView, event: OffTopicFlagged) -> MovingView:
    if event.count is not None:
        view = replace(view, off_topic=_counted(view.off_topic, event, event.count))
    if not event.member:
        return view
    others = [id for id in view.flagged if id != event.id]
    return replace(view, flagged=sorted([*others, event.id]) if event.on else others)


def _counted(flags: list[OffTopicView], event: OffTopicFlagged, count: int) -> list[OffTopicView]:
    if not count:
        return [each for each in flags if each.id != event.id]
    if all(each.id != event.id for each in flags):
        return [*flags, OffTopicView(event.id, event.at, event.author_name, event.excerpt, count)]
    return [replace(each, count=count) if each.id == event.id else each for each in flags]
