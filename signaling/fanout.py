"""Gives what happens in one room to the local clients who are in it: the same bytes to everybody of an audience.

It hears of entries from the bus, which may lose some: a gap in the sequence is filled from the log. Each subscriber
has a position and gets the entries behind it, each once and in order. Signals such as typing are best effort.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from rooms.members.terms import DeviceDetached
from rooms.visibility import Audience
from signaling.codec import encode
from signaling.outbox import Outbox
from signaling.ports import Bus, EventLog, LogEntry
from signaling.room_entries import EncodedEntry, Published, Ring, Typed, from_bus, to_bus
from signaling.wire import TypingNow

logger = logging.getLogger(__name__)

READ_AT_ONCE = 500
"""Log entries per read when a gap is filled."""


def channel(room: str) -> str:
    """The bus channel on which a room's entries are published."""
    return f"room:{room}"


class Subscriber:
    """One device that is in the room. `position` is the last entry it was given; None while it is not live yet."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        audience: Audience,
        member: str,
        device: str,
        on_detached: Callable[[bool], None],
        on_lost: Callable[[], None],
    ) -> None:
        """`on_detached(clean)`: the room says that this device is gone. `on_lost`: the room cannot go on here."""
        self.outbox, self.audience = outbox, audience
        self.member, self.device = member, device
        self.on_detached, self.on_lost = on_detached, on_lost
        self.position: int | None = None


class Fanout:
    def __init__(self, room: str, ring: Ring, log: EventLog, bus: Bus) -> None:
        self._room = room
        self._log = log
        self._bus = bus
        self.ring = ring
        self._subscribers: dict[Subscriber, None] = {}
        self._behind = asyncio.Event()
        self._unsubscribe = bus.subscribe(channel(room), self._receive)

    # ------------------------------------------------------------ subscribers

    def subscribe(self, subscriber: Subscriber) -> None:
        """From now on no entry is missed; none is given before `go_live`."""
        self._subscribers[subscriber] = None

    def unsubscribe(self, subscriber: Subscriber) -> None:
        self._subscribers.pop(subscriber, None)
        subscriber.position = None

    def go_live(self, subscriber: Subscriber, after: int) -> bool:
        """Give every entry behind `after` and then each new one; False if the ring does not reach back that far."""
        if not self.ring.covers(after):
            return False
        self._give(subscriber, self.ring.after(after))
        subscriber.position = max(after, self.ring.head)
        return True

    def type(self, member: str) -> None:
        self._bus.publish(channel(self._room), to_bus(Typed(member)))

    # ------------------------------------------------------------ entries

    def check(self, head: int) -> None:
        """Somebody knows of entry `head`: if it was lost on the way here, read it."""
        if head > self.ring.head:
            self._behind.set()

    async def run(self) -> None:
        """Fills gaps, until cancelled."""
        while True:
            await self._behind.wait()
            self._behind.clear()
            while entries := await self._log.read(self._room, self.ring.head, READ_AT_ONCE):
                self._deliver(entries)

    def close(self) -> None:
        """The room ends here: every subscriber must come again."""
        self._unsubscribe()
        for subscriber in tuple(self._subscribers):
            subscriber.on_lost()

    def _receive(self, data: bytes) -> None:
        match from_bus(data):
            case Published(head, entries):
                self._deliver(entries)
                self.check(head)
            case Typed(member):
                self._signal(member)

    def _deliver(self, entries: Sequence[LogEntry]) -> None:
        """Those that come next; after a gap nothing does, until the log was read."""
        fresh = [entry for entry in entries if entry.seq > self.ring.head]
        if not fresh or fresh[0].seq != self.ring.head + 1:
            return
        before = self.ring.head
        encoded = self.ring.append(fresh)
        together: dict[Audience, bytes] = {}
        for subscriber in self._subscribers:
            if subscriber.position == before:
                data = together.get(subscriber.audience)
                if data is None:
                    data = b"".join(each.bytes_for(subscriber.audience) for each in encoded)
                    together[subscriber.audience] = data
                subscriber.outbox.push(data)
                subscriber.position = self.ring.head
            elif subscriber.position is not None:
                self._give(subscriber, [each for each in encoded if each.seq > subscriber.position])
                subscriber.position = max(subscriber.position, self.ring.head)
        self._tell_detached(fresh)

    def _give(self, subscriber: Subscriber, entries: Sequence[EncodedEntry]) -> None:
        if entries:
            subscriber.outbox.push(b"".join(each.bytes_for(subscriber.audience) for each in entries))

    def _tell_detached(self, entries: Sequence[LogEntry]) -> None:
        gone = {
            (entry.event.member, entry.event.device): entry.event.clean
            for entry in entries
            if isinstance(entry.event, DeviceDetached)
        }
        if not gone:
            return
        for subscriber in tuple(self._subscribers):
            clean = gone.get((subscriber.member, subscriber.device))
            if clean is not None and subscriber.position is not None:
                subscriber.on_detached(clean)

    def _signal(self, member: str) -> None:
        data = encode(TypingNow(self._room, member))
        for subscriber in self._subscribers:
            if subscriber.member != member and subscriber.position is not None:
                subscriber.outbox.signal(data)
