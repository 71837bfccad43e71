"""How events change what a client sees of the stage and the hands before it."""

from __future__ import annotations

from typing import Protocol, TypeVar, assert_never

from msgspec.structs import replace

from rooms.members.terms import MediaAnnounced, MemberLeft, MembersEvent
from rooms.stage.terms import (
    Demoted,
    HandLowered,
    HandMoved,
    HandRaised,
    HandView,
    Promoted,
    SpeakerView,
    StageEvent,
    StageView,
    UnmuteAsked,
    UnmuteView,
)


class _OfMember(Protocol):
    @property
    def member(self) -> str: ...


_Each = TypeVar("_Each", bound=_OfMember)


def reduce(view: StageView, event: StageEvent) -> StageView:
    match event:
        case HandRaised():
            return replace(view, hands=_raised(view.hands, event))
        case HandLowered():
            return replace(view, hands=_without(view.hands, event.member))
        case HandMoved():
            return replace(view, hands=_moved(view.hands, event))
        case Promoted():
            called = SpeakerView(event.member, event.at, event.sources, event.until, event.question)
            return replace(view, hands=_without(view.hands, event.member), speakers=[*view.speakers, called])
        case Demoted():
            return replace(view, speakers=_without(view.speakers, event.member))
        case UnmuteAsked():
            return replace(view, asked_to_unmute=UnmuteView(event.member, event.by_name))
        case _:
            assert_never(event)


def reduce_members(view: StageView, event: MembersEvent) -> StageView:
    """Who leaves takes their hand down and is off the stage; who switches their microphone on was not asked in vain."""
    match event:
        case MemberLeft():
            return replace(
                _unasked(view, event.member),
                hands=_without(view.hands, event.member),
                speakers=_without(view.speakers, event.member),
            )
        case MediaAnnounced(mic=True):
            return _unasked(view, event.member)
        case _:
            return view


def _raised(hands: list[HandView], event: HandRaised) -> list[HandView]:
    if all(hand.member != event.member for hand in hands):
        return [*hands, HandView(event.member, event.at, event.topic, event.question)]
    return [
        replace(hand, topic=event.topic, question=event.question) if hand.member == event.member else hand
        for hand in hands
    ]


def _moved(hands: list[HandView], event: HandMoved) -> list[HandView]:
    others = _without(hands, event.member)
    moved = [hand for hand in hands if hand.member == event.member]
    return [*others[: event.place], *moved, *others[event.place :]]


def _unasked(view: StageView, member: str) -> StageView:
    asked = view.asked_to_unmute
    return view if asked is None or asked.member != member else replace(view, asked_to_unmute=None)


def _without(listed: list[_Each], member: str) -> list[_Each]:
    return [each for each in listed if each.member != member]
