"""Gives what happens in one room to the local clients who are in it: the same bytes to everybody of a class.

It hears of entries from the bus, which may lose some: a gap in the sequence is filled from the log. Each subscriber
has a position and gets the entries behind it, each once and in order. Signals such as typing are best effort.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from rooms.members.terms import DeviceDetached, MemberJoined
from rooms.moderation.events import MemberAdmitted, MemberTurnedAway
from rooms.roles import Role, is_staff
from rooms.room import Room
from rooms.visibility import Audience, audience_of
from signaling.cheering import Cheering
from signaling.codec import encode
from signaling.outbox import Outbox
from signaling.ports import Bus, Clock, EventLog, LogEntry
from signaling.room_entries import Cheered, EncodedEntry, Passage, Published, Ring, Typed, from_bus, to_bus
from signaling.wire import Cheers, TypingNow

logger = logging.getLogger(__name__)

READ_AT_ONCE = 500
"""Log entries per read when a gap is filled."""

AT_ONCE = 256 * 1024
"""As long as more bytes than this wait for a client, it does not go live: new entries on top could cut it off."""


def channel(room: str) -> str:
    """The bus channel on which a room's entries are published."""
    return f"room:{room}"


class Listener(Protocol):
    """Whoever sits on a subscription, and hears what becomes of it."""

    def detached(self, clean: bool) -> None:
        """The room says that this device is gone."""
        ...

    def joined(self, role: Role, *, sees_anew: bool) -> None:
        """The room knows the member with this role now. `sees_anew`: it makes them see another side of the room,
        and nothing more is given until they were shown that.
        """
        ...

    def answered_at_the_door(self) -> None:
        """Staff let the member in, or turned them away."""
        ...

    def lost(self) -> None:
        """The room cannot go on here."""
        ...


class Subscriber:
    """One device that is in the room. `position` is the last entry it was given; None while it is not live yet."""

    def __init__(
        self, *, outbox: Outbox, audience: Audience, member: str, device: str, listener: Listener
    ) -> None:
        self.outbox, self.audience = outbox, audience
        self.member, self.device = member, device
        self.listener = listener
        self.position: int | None = None


class Fanout:
    def __init__(
        self,
        room: str,
        ring: Ring,
        log: EventLog,
        bus: Bus,
        clock: Clock,
        follow: Callable[[Sequence[LogEntry]], None],
    ) -> None:
        """`follow` is called with what comes next before anybody is given it."""
        self._room = room
        self._follow = follow
        self._log = log
        self._bus = bus
        self.ring = ring
        self._subscribers: dict[Subscriber, None] = {}
        self._cheering = Cheering(clock, self._cheer_all)
        self._behind = asyncio.Event()
        self._unsubscribe = bus.subscribe(channel(room), self._receive, self._behind.set)

    # ------------------------------------------------------------ subscribers

    def subscribe(self, subscriber: Subscriber) -> None:
        """From now on no entry is missed; none is given before `go_live`."""
        self._subscribers[subscriber] = None

    def unsubscribe(self, subscriber: Subscriber) -> None:
        self._subscribers.pop(subscriber, None)
        subscriber.position = None

    def go_live(self, subscriber: Subscriber, after: int, room: Room) -> bool:
        """Give every entry behind `after`, as `room` lets it be told now, and then each new one.

        False, and nothing is given: the ring does not reach back that far, or it is too much to give at once.
        """
        if not self.ring.covers(after):
            return False
        data = b"".join(each.retold_for(subscriber.audience, room) for each in self.ring.after(after))
        if subscriber.outbox.size + len(data) > AT_ONCE:
            return False
        if data:
            subscriber.outbox.push(data)
        subscriber.position = max(after, self.ring.head)
        return True

    # ------------------------------------------------------------ signals

    def type(self, member: str) -> None:
        self._bus.publish(channel(self._room), to_bus(Typed(member)))

    def cheer(self, member: str, emoji: str) -> None:
        """Dropped when the member cheers faster than anybody can."""
        if self._cheering.may(member):
            self._bus.publish(channel(self._room), to_bus(Cheered(emoji)))

    # ------------------------------------------------------------ entries

    def check(self, head: int) -> None:
        """Somebody knows of entry `head`: if it was lost on the way here, read it."""
        if head > self.ring.head:
            self._behind.set()

    def check_seated(self, room: Room) -> None:
        """Whoever is live here and not in the room, as its new host has it, has to sit down again."""
        for each in tuple(self._subscribers):
            if each.position is not None and not room.has_device(each.member, each.device):
                each.listener.detached(clean=False)

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
        self._cheering.close()
        for subscriber in tuple(self._subscribers):
            subscriber.listener.lost()

    def _receive(self, data: bytes) -> None:
        match from_bus(data):
            case Published(head, entries):
                self._deliver(entries)
                self.check(head)
            case Typed(member):
                self._signal(encode(TypingNow(self._room, member)), but=member)
            case Cheered(emoji):
                self._cheering.add(emoji)

    def _deliver(self, entries: Sequence[LogEntry]) -> None:
        """Those that come next; after a gap nothing does, until the log was read."""
        fresh = [entry for entry in entries if entry.seq > self.ring.head]
        if not fresh or fresh[0].seq != self.ring.head + 1:
            return
        self._follow(fresh)
        before = self.ring.head
        told = self._heard_by(fresh)
        encoded = self.ring.append(fresh)
        passage = Passage(encoded)
        for subscriber in self._subscribers:
            if subscriber.position == before:
                subscriber.outbox.push(passage.bytes_for(subscriber.audience))
                subscriber.position = self.ring.head
            elif subscriber.position is not None:
                self._give_rest(subscriber, encoded)
        for tell in told:
            tell()

    def _give_rest(self, subscriber: Subscriber, encoded: Sequence[EncodedEntry]) -> None:
        """To one who was shown a later state than the fan-out had heard of."""
        position = subscriber.position or 0
        data = Passage([each for each in encoded if each.seq > position]).bytes_for(subscriber.audience)
        if data:
            subscriber.outbox.push(data)
        subscriber.position = max(position, self.ring.head)

    # ------------------------------------------------------------ what entries mean for who gets them

    def _heard_by(self, entries: Sequence[LogEntry]) -> list[Callable[[], None]]:
        """What to tell to listeners, in order, once the entries were given.

        Who sees another side of the room from here on gets none of these entries: they are shown it anew.
        """
        told: list[Callable[[], None]] = []
        for entry in entries:
            event = entry.event
            if isinstance(event, DeviceDetached):
                told += [
                    partial(each.listener.detached, event.clean)
                    for each in self._of(event.member)
                    if each.device == event.device and each.position is not None
                ]
            elif isinstance(event, MemberJoined):
                told += [self._joined(each, event.role) for each in self._of(event.member)]
            elif isinstance(event, MemberAdmitted | MemberTurnedAway):
                told += [each.listener.answered_at_the_door for each in self._of(event.member)]
        return told

    def _joined(self, subscriber: Subscriber, role: Role) -> Callable[[], None]:
        sees_anew = subscriber.audience.is_staff is not is_staff(role)
        if sees_anew:
            subscriber.audience = audience_of(subscriber.member, role)
            subscriber.position = None
        return partial(subscriber.listener.joined, role, sees_anew=sees_anew)

    def _of(self, member: str) -> list[Subscriber]:
        return [subscriber for subscriber in self._subscribers if subscriber.member == member]

    # ------------------------------------------------------------ what is worth nothing later

    def _cheer_all(self, counts: dict[str, int]) -> None:
        self._signal(encode(Cheers(self._room, counts)))

    def _signal(self, data: bytes, but: str | None = None) -> None:
        for subscriber in self._subscribers:
            if subscriber.member != but and subscriber.position is not None:
                subscriber.outbox.signal(data)
