"""What one decision makes of the obligations: later steps of it see what the earlier ones did, before anything is applied.

It copies only what the decision touches, gives the events in their order, and computes what is due after each.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import TypedDict, TypeVar

from msgspec.structs import replace

from rooms.events import AnyEvent
from rooms.obligations.events import (
    AckUndone,
    ObligationAcked,
    ObligationAttached,
    ObligationEvent,
    ObligationOpened,
    ObligationReclassed,
    ObligationReopened,
    ObligationResumed,
    ObligationUnmerged,
)
from rooms.obligations.obligation import Obligation
from rooms.obligations.terms import Anchor, ObligationClass
from rooms.state import RoomState

_SAYING_DUE = (
    ObligationOpened
    | ObligationAttached
    | ObligationReclassed
    | ObligationAcked
    | AckUndone
    | ObligationResumed
)


_Event = TypeVar("_Event", bound=ObligationEvent)


class Of(TypedDict):
    """The fields of that name of an event about one obligation."""

    at: float
    id: int
    asker: str
    private: bool


class Ledger:
    """`due_at` of what is emitted is filled in here."""

    def __init__(self, room: RoomState, now: float) -> None:
        self.room = room
        self.now = now
        self.events: list[AnyEvent] = []
        self._touched: dict[int, Obligation] = {}
        self._opened: dict[Anchor, int] = {}

    # ------------------------------------------------------------ ask

    @property
    def next_id(self) -> int:
        return max((self.room.obligations.last_id, *self._touched)) + 1

    def find(self, id: int | None) -> Obligation | None:
        """Open or over; None when it is forgotten or never was."""
        return self._touched.get(id or 0) or self.room.obligations.find(id)

    def latest(self, obligation: Obligation) -> Obligation:
        """The same after all that was emitted."""
        return self._touched.get(obligation.id, obligation)

    def at(self, anchor: Anchor) -> Obligation | None:
        """The last obligation that this belongs to."""
        return self.find(self._opened.get(anchor) or self.room.obligations.id_at(anchor))

    def hand_of(self, member: str) -> Obligation | None:
        """The one that their hand opened, as long as it is up."""
        hand = self.find(self.room.obligations.hands.get(member))
        is_up = hand is not None and hand.is_open and hand.seen.class_ is ObligationClass.HAND
        return hand if is_up else None

    def open(self) -> Iterator[Obligation]:
        """All that are open now, in no particular order. What is emitted meanwhile does not change what comes."""
        waiting = self.room.obligations.open
        if not self._touched:
            return iter(tuple(waiting.values()))
        held = {**waiting, **self._touched}
        return (each for each in held.values() if each.is_open)

    def open_of(self, asker: str) -> list[Obligation]:
        """Those of `open` that this member is owed."""
        return [each for each in self.open() if each.seen.asker == asker]

    def touched(self) -> list[Obligation]:
        return list(self._touched.values())

    def consumed(self, obligation: Obligation) -> float:
        return obligation.consumed_at(self.now, self.room.obligations.windows)

    def of(self, obligation: Obligation) -> Of:
        return Of(at=self.now, id=obligation.id, asker=obligation.asker, private=obligation.private)

    # ------------------------------------------------------------ write

    def emit(self, event: AnyEvent) -> None:
        timed = self._with_due(event) if isinstance(event, ObligationEvent) else event
        if isinstance(timed, ObligationEvent):
            self.note(timed)
        self.events.append(timed)

    def opened(self, event: ObligationOpened) -> Obligation:
        self.emit(event)
        return self._touched[event.id]

    def note(self, event: ObligationEvent) -> None:
        """It happens already, by the decision itself."""
        after = self._after(event)
        self._touched[event.id] = after
        for anchor in after.anchors:
            self._opened[anchor] = event.id

    def _after(self, event: ObligationEvent) -> Obligation:
        windows = self.room.obligations.windows
        if isinstance(event, ObligationOpened):
            return Obligation.opened(event, windows)
        before = self.find(event.id)
        assert before is not None, "only what is remembered has events"
        after = copy(before)
        after.apply(event, windows)
        return after

    def _with_due(self, event: _Event) -> _Event:
        if isinstance(event, ObligationReopened | ObligationUnmerged):
            due = self._after(event).due_at(self.room.obligations.windows)
            return replace(event, obligation=replace(event.obligation, due_at=due))
        if isinstance(event, _SAYING_DUE):
            return replace(event, due_at=self._after(event).due_at(self.room.obligations.windows))
        return event
