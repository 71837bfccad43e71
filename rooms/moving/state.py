"""What a room remembers of threads that come and go, and of messages that somebody finds off topic.

A thread that leaves is kept whole until it has arrived. Of one that came, the room remembers where from, so that hearing
of it twice makes no second.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from msgspec import Struct, field

from rooms.chat.terms import (
    ChatEvent,
    MessageDeleted,
    MessageHidden,
    MessageView,
    Place,
    ThreadArrived,
    ThreadMoved,
    ThreadStayed,
)
from rooms.moving.terms import (
    AdoptionConfirmed,
    AdoptionNoted,
    MovingEvent,
    MovingView,
    OffTopicFlagged,
    OffTopicSettled,
    OffTopicView,
    Owed,
)
from rooms.visibility import Audience

REMEMBERED_ADOPTIONS = 200
REMEMBERED_SETTLED = 100
REMEMBERED_OWED = 200
"""Messages of which it is known what they were owed before they came here, where nobody owes it."""


class Leaving(Struct, gc=False):
    """A thread on its way. `owed` is what was owed for it when it left; `is_new`: nothing was, and never had been."""

    messages: list[MessageView]
    to: str
    at: float
    by: str
    reason: str
    owed: list[Owed]
    is_new: bool


class Arrival(Struct, gc=False):
    """A thread of `room` that came, of which that room has not heard yet. `owed` by the ids there."""

    room: str
    first: int
    places: dict[int, Place]
    owed: list[int]


class Flags(Struct, gc=False):
    """`members` in the order of flagging."""

    at: float
    author_name: str
    excerpt: str
    members: list[str] = field(default_factory=list)


class Moves(Struct, gc=False):
    """leaving: by its first message · adopted: room and first message there, oldest first · kept: by message ·
    flags: by message, in the order of flagging · settled: messages that staff have looked at, oldest first.
    """

    leaving: dict[int, Leaving] = field(default_factory=dict)
    arrivals: dict[tuple[str, int], Arrival] = field(default_factory=dict)
    adopted: list[tuple[str, int]] = field(default_factory=list)
    kept: dict[int, Owed] = field(default_factory=dict)
    flags: dict[int, Flags] = field(default_factory=dict)
    settled: list[int] = field(default_factory=list)

    # ------------------------------------------------------------ ask

    def has_adopted(self, room: str, first: int) -> bool:
        return (room, first) in self.arrivals or (room, first) in self.adopted

    def view(self, audience: Audience) -> MovingView:
        off_topic = [
            OffTopicView(id, flags.at, flags.author_name, flags.excerpt, len(flags.members))
            for id, flags in self.flags.items()
        ]
        flagged = sorted(id for id, flags in self.flags.items() if audience.member in flags.members)
        return MovingView(off_topic if audience.is_staff else [], flagged)

    # ------------------------------------------------------------ change

    def hear(self, event: ChatEvent, leaving: Leaving | None) -> None:
        """What happens in chat. `leaving` is what a `ThreadMoved` takes away."""
        match event:
            case MessageDeleted() | MessageHidden():
                self._gone(event.id)
            case ThreadMoved() if leaving is not None:
                self.leaving[event.ids[0]] = leaving
                for id in event.ids:
                    self._gone(id)
                    self.kept.pop(id, None)
            case ThreadArrived():
                del self.leaving[min(event.places)]
            case ThreadStayed():
                stayed = self.leaving.pop(event.messages[0].id)
                self._keep(each for each in stayed.owed if not each.is_owed)
            case _:
                pass

    def _gone(self, id: int) -> None:
        """Nobody needs to look at it any more."""
        self.flags.pop(id, None)

    def apply(self, event: MovingEvent) -> None:
        match event:
            case AdoptionNoted():
                self._noted(event)
            case AdoptionConfirmed():
                del self.arrivals[event.room, event.first]
                self.adopted = [*self.adopted, (event.room, event.first)][-REMEMBERED_ADOPTIONS:]
            case OffTopicFlagged():
                self._flagged(event)
            case OffTopicSettled():
                self.flags.pop(event.id, None)
                self.settled = [*self.settled, event.id][-REMEMBERED_SETTLED:]
            case _:
                assert_never(event)

    def _noted(self, event: AdoptionNoted) -> None:
        key = (event.room, event.first)
        self.arrivals[key] = Arrival(event.room, event.first, event.places, event.owed)
        self._keep(event.kept)

    def _keep(self, kept: Iterable[Owed]) -> None:
        for each in kept:
            self.kept[each.message] = each
        while len(self.kept) > REMEMBERED_OWED:
            del self.kept[next(iter(self.kept))]

    def _flagged(self, event: OffTopicFlagged) -> None:
        flags = self.flags.setdefault(event.id, Flags(event.at, event.author_name, event.excerpt))
        if event.on:
            flags.members.append(event.member)
        else:
            flags.members.remove(event.member)
        if not flags.members:
            del self.flags[event.id]
