"""Gives what happens in one room to the local clients who are in it: the same bytes to everybody of a class.

It hears of entries from the bus, which may lose some: a gap in the sequence is filled from the log. Each subscriber
has a position, not a queue, and gets the entries behind it, each once and in order: in a pass with everybody else, or
from the ring as fast as a slow client takes them. Signals such as typing are best effort.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Protocol

from msgspec import MsgspecError

from rooms.members.terms import DeviceDetached, MemberJoined
from rooms.moderation.events import MemberAdmitted, MemberTurnedAway
from rooms.roles import Role, is_staff
from rooms.room import Room
from rooms.visibility import Audience, audience_of
from signaling.cheering import Cheering
from signaling.codec import encode
from signaling.metering import UNMEASURED, Instruments
from signaling.outbox import Outbox
from signaling.passes import Passes
from signaling.ports import Bus, Clock, EventLog, LogEntry
from signaling.room_entries import (
    RING_ENTRIES,
    Cheered,
    Passage,
    Published,
    Ring,
    Signal,
    Typed,
    from_bus,
    in_frames,
    to_bus,
)
from signaling.timing import sleep
from signaling.wire import Cheers, TypingNow

logger = logging.getLogger(__name__)

READ_AT_ONCE = 500
"""Log entries per read when a gap is filled."""

READ_RETRY_SECONDS = 1.0
"""After the log could not be read."""

SOCKETS_PER_TURN = 256
"""A pass writes to so many, then others have the loop."""


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

    def fell_behind(self, after: int) -> None:
        """What follows `after` is not in the ring any more: nothing is given until the subscriber goes live again."""
        ...

    def lost(self) -> None:
        """The room cannot go on here."""
        ...


class Subscriber:
    """One device that is in the room. `position` is the last entry it was given; None while it is not live yet."""

    __slots__ = ("audience", "device", "listener", "member", "outbox", "position")

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
        room_now: Callable[[], Room],
        instruments: Instruments = UNMEASURED,
    ) -> None:
        """`follow` is called with what comes next before anybody is given it. `room_now` tells what was taken back."""
        self._room = room
        self._follow = follow
        self._room_now = room_now
        self._instruments = instruments
        self._writes = self._written = 0  # since the last pass was told of
        self._traced: list[tuple[float, list[str]]] = []  # when entries came, and whose they are
        self._clock = clock
        self._log = log
        self._bus = bus
        self.ring = ring
        self._given = ring.head
        self._subscribers: dict[Subscriber, None] = {}
        self._passes = Passes(clock, self._pass)
        self._typing: dict[str, bytes] = {}
        self._cheers: list[bytes] = []
        self._cheering = Cheering(clock, self._cheer_all)
        self._behind = asyncio.Event()
        self._unsubscribe = bus.subscribe(channel(room), self._receive, self._behind.set)

    # ------------------------------------------------------------ subscribers

    def subscribe(self, subscriber: Subscriber) -> None:
        """From now on no entry is missed; none is given before `go_live`."""
        self._subscribers[subscriber] = None

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """It is given the rest first."""
        self._subscribers.pop(subscriber, None)
        if subscriber.position is not None:
            rest = b"".join(data for _, data in self._retold(subscriber))
            if rest:
                subscriber.outbox.push(rest)
            subscriber.position = None

    def go_live(self, subscriber: Subscriber, after: int) -> bool:
        """Give every entry behind `after`, as the room lets it be told now, and then each new one.

        False, and nothing is given: the ring does not reach back that far.
        """
        if not self.ring.covers(after):
            return False
        subscriber.position = after
        self._give_late(subscriber)
        return True

    def hurry(self, subscriber: Subscriber) -> None:
        """Give now what would be in the next pass: to who is about to be told that it was done."""
        if subscriber.position is not None and not subscriber.outbox.is_behind:
            self._give_late(subscriber)

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
            while entries := await self._next():
                self._deliver(entries)

    async def _next(self) -> list[LogEntry]:
        """From the log, once it answers: until then everybody stays as far as they are. Raises MsgspecError."""
        while True:
            try:
                return await self._log.read(self._room, self.ring.head, READ_AT_ONCE)
            except MsgspecError:  # an entry of another version stays one
                raise
            except Exception:
                logger.exception("%s: what was missed cannot be read yet", self._room)
                await sleep(self._clock, READ_RETRY_SECONDS)

    def close(self) -> None:
        """The room ends here: every subscriber must come again."""
        self._unsubscribe()
        self._passes.close()
        self._cheering.close()
        for subscriber in tuple(self._subscribers):
            subscriber.listener.lost()

    def _receive(self, data: bytes) -> None:
        match from_bus(data):
            case Published(head, entries, traces):
                if traces:
                    self._traced.append((self._clock.now(), traces))
                self._deliver(entries)
                self.check(head)
            case Typed(member):
                self._typing[member] = encode(TypingNow(self._room, member))
                self._passes.need(len(self._subscribers))
            case Cheered(emoji):
                self._cheering.add(emoji)

    def _deliver(self, entries: Sequence[LogEntry]) -> None:
        """Those that come next; after a gap nothing does, until the log was read."""
        fresh = [entry for entry in entries if entry.seq > self.ring.head]
        if not fresh or fresh[0].seq != self.ring.head + 1:
            return
        self._follow(fresh)
        told = self._heard_by(fresh)
        for start in range(0, len(fresh), RING_ENTRIES):
            self._append(fresh[start : start + RING_ENTRIES])
        for tell in told:
            tell()

    def _append(self, entries: Sequence[LogEntry]) -> None:
        """What nobody was given yet must not fall out of the ring for them."""
        if self.ring.head + len(entries) - self._given > RING_ENTRIES:
            self._passes.finish()
        self.ring.append(entries)
        self._passes.need(len(self._subscribers), len(entries))

    # ------------------------------------------------------------ giving

    def _pass(self) -> Iterator[None]:
        """Bring everybody who reads up to what is here now."""
        until = self.ring.head
        signals: list[Signal] = [(data, member) for member, data in self._typing.items()]
        signals += [(data, None) for data in self._cheers]
        self._typing, self._cheers = {}, []
        traced, self._traced = self._traced, []
        passages: dict[int, Passage] = {}
        subscribers = tuple(self._subscribers)
        for start in range(0, len(subscribers), SOCKETS_PER_TURN):
            if start:
                yield
            for subscriber in subscribers[start : start + SOCKETS_PER_TURN]:
                position = subscriber.position
                if position is None:
                    continue
                if subscriber.outbox.is_behind:
                    self._give_later(subscriber)
                    continue
                passage = passages.get(position)
                if passage is None:
                    entries = self.ring.between(position, until)
                    passage = passages[position] = Passage(entries, max(position, until), signals)
                self._give(subscriber, passage.frames_for(subscriber.audience, subscriber.member))
        self._given = until
        self._tell_of_pass(traced)

    def _tell_of_pass(self, traced: list[tuple[float, list[str]]]) -> None:
        self._instruments.meter.fanned_out(self._writes, self._written)
        self._writes = self._written = 0
        for began, traces in traced:
            self._instruments.tracer.record("fan-out", traces, began, self._clock.now())

    def _give_late(self, subscriber: Subscriber) -> None:
        """From the ring, as far as the client takes it now; then once it takes more."""
        position = subscriber.position
        if position is None:
            return
        if not self.ring.covers(position):
            subscriber.position = None
            subscriber.listener.fell_behind(position)
        elif subscriber.outbox.is_behind:
            self._give_later(subscriber)
        else:
            self._give(subscriber, in_frames(self._retold(subscriber)))

    def _give(self, subscriber: Subscriber, frames: Iterable[tuple[int, bytes]]) -> None:
        outbox = subscriber.outbox
        for position, frame in frames:
            outbox.write(frame)
            self._writes += 1
            self._written += len(frame)
            subscriber.position = position
            if outbox.is_behind:
                self._give_later(subscriber)
                return

    def _give_later(self, subscriber: Subscriber) -> None:
        subscriber.outbox.go_on_later(subscriber, partial(self._give_late, subscriber))

    def _retold(self, subscriber: Subscriber) -> Iterator[tuple[int, bytes]]:
        """What follows the subscriber's position, without words that were taken back since."""
        position, room = subscriber.position, self._room_now()
        if position is not None and self.ring.covers(position):
            for entry in self.ring.after(position):
                yield entry.seq, entry.retold_for(subscriber.audience, room)

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
        self._cheers.append(encode(Cheers(self._room, counts)))
        self._passes.need(len(self._subscribers))
