"""The outside of signalling, in memory: tickets, rooms and media that do what a test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy

from msgspec import DecodeError
from typing_extensions import override

from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.roles import Role
from signaling.bus import MemoryBus
from signaling.codec import encode
from signaling.media_lines import DeviceLine
from signaling.memory_log import MemoryLog
from signaling.ports import Grant, LogEntry, MediaListener, NotSaved, Receiver, RoomSpec, StoredSnapshot
from signaling.wire_media import IceServer, Slots, View

SPACE = "main"
STUDY = RoomSpec("study", SPACE, "Study room", RoomKind.STUDY)
QA = RoomSpec("qa", SPACE, "Live Q&A", RoomKind.QA)
ZONE = RoomSpec("zone", SPACE, "Questions", RoomKind.ZONE)
ELSEWHERE = RoomSpec("elsewhere", "other", "Not of this space", RoomKind.STUDY)


class MemoryTickets:
    """Implements `signaling.ports.Tickets`: a ticket is `<person>/<role>/<number>`. Who is called `nameless` has no name.

    `given` are roles that hold whatever a ticket says. Redeeming ends when `redeems_now` says so.
    """

    def __init__(self) -> None:
        self._used: set[str] = set()
        self.given: dict[str, Role] = {}
        self.redeems_now = asyncio.Event()
        self.redeems_now.set()
        self.is_down = False

    async def redeem(self, ticket: str) -> Grant | None:
        parts = ticket.split("/")
        if len(parts) != 3 or ticket in self._used:
            return None
        self._used.add(ticket)
        person, role, _ = parts
        granted = self.given.get(person, Role(role))
        await self.redeems_now.wait()
        name = "" if person == "nameless" else person.capitalize()
        return Grant(person, name, granted, SPACE, "Academy")

    async def roles(self, people: Sequence[str]) -> dict[str, Role]:
        if self.is_down:
            raise OSError("nobody knows")
        return {person: role for person, role in self.given.items() if person in people}


class MemoryDirectory:
    """Implements `signaling.ports.Directory`."""

    def __init__(self, specs: Sequence[RoomSpec] = (STUDY, QA, ZONE, ELSEWHERE)) -> None:
        self.specs = list(specs)
        self.is_down = False

    async def room(self, room: str) -> RoomSpec | None:
        self._fail_if_down()
        return next((spec for spec in self.specs if spec.id == room), None)

    async def rooms(self, space: str) -> list[RoomSpec]:
        self._fail_if_down()
        return [spec for spec in self.specs if spec.space == space]

    def _fail_if_down(self) -> None:
        if self.is_down:
            raise OSError("the directory is down")


class MemoryMedia:
    """Implements `signaling.ports.Media`. Answers when `answer` says, with the offer it was given."""

    def __init__(self) -> None:
        self.offers: list[tuple[str, str, str, str, dict[str, str]]] = []
        self.listeners: dict[tuple[str, str], MediaListener] = {}
        self.answers_now = asyncio.Event()
        self.answers_now.set()
        self.refusal: Exception | None = None
        self.moved: list[tuple[str, str, str]] = []
        self.watched: list[tuple[str, str, dict[str, View]]] = []
        self.frozen: list[tuple[str, str, dict[str, float]]] = []
        self.devices: list[DeviceLine] = []
        self._expected: dict[tuple[str, str], str] = {}

    async def negotiate(
        self, room: str, device: str, direction: str, sdp: str, sources: Mapping[str, str]
    ) -> str:
        self.offers.append((room, device, direction, sdp, dict(sources)))
        await self.answers_now.wait()
        if self.refusal is not None:
            raise self.refusal
        return f"answer to {sdp}"

    def listen(self, room: str, device: str, listener: MediaListener) -> Callable[[], None]:
        self.listeners[room, device] = listener
        listener.media_news("slots", encode(Slots(room, [], 0, 0)))

        def stop() -> None:
            if self.listeners.get((room, device)) is listener:
                del self.listeners[room, device]

        return stop

    def watch(self, room: str, device: str, views: Mapping[str, View]) -> None:
        self.watched.append((room, device, dict(views)))

    def froze(self, room: str, device: str, seconds: Mapping[str, float]) -> None:
        self.frozen.append((room, device, dict(seconds)))

    async def lines(self, room: str) -> list[DeviceLine]:
        return self.devices

    def relays(self, person: str) -> list[IceServer]:
        return [IceServer(["turn:relay.example.org"], f"{person}-until-later", "secret")]

    def expect_move(self, device: str, source: str, room: str) -> Callable[[], None]:
        self._expected[device, room] = source

        def stop() -> None:
            self._expected.pop((device, room), None)

        return stop

    def attached(self, device: str, room: str) -> None:
        """The node says so of every device: one that is expected brings its connections."""
        source = self._expected.pop((device, room), None)
        if source is not None:
            self.moved.append((device, source, room))


class FaultyBus(MemoryBus):
    """A bus that loses everything while it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.is_losing = False

    @override
    def publish(self, channel: str, message: bytes) -> None:
        if not self.is_losing:
            super().publish(channel, message)


class Line:
    """One node's line to a bus that others share: while it is cut, nothing gets through either way.

    As over a network, what others publish is received in a later turn of the loop.
    """

    def __init__(self, bus: MemoryBus) -> None:
        self._bus = bus
        self.is_losing = False
        self._on_loss: list[Callable[[], None]] = []
        self._missed: list[Callable[[], None]] = []

    def publish(self, channel: str, message: bytes) -> None:
        if not self.is_losing:
            self._bus.publish(channel, message)

    def subscribe(
        self, channel: str, receiver: Receiver, missed: Callable[[], None] | None = None
    ) -> Callable[[], None]:
        loop = asyncio.get_running_loop()
        is_subscribed = True

        def receive(message: bytes) -> None:
            if not self.is_losing:
                loop.call_soon(deliver, message)

        def deliver(message: bytes) -> None:
            if is_subscribed:
                receiver(message)

        def end() -> None:
            nonlocal is_subscribed
            is_subscribed = False
            if missed is not None and missed in self._missed:
                self._missed.remove(missed)
            unsubscribe()

        if missed is not None:
            self._missed.append(missed)
        unsubscribe = self._bus.subscribe(channel, receive)
        return end

    def on_loss(self, listener: Callable[[], None]) -> None:
        """It does not know, unless `notice_loss` says so."""
        self._on_loss.append(listener)

    def notice_loss(self) -> None:
        for listener in self._on_loss:
            listener()
        self.miss()

    def miss(self) -> None:
        """Tell every subscription that it may have missed something."""
        for missed in tuple(self._missed):
            missed()


class FaultyLog(MemoryLog):
    """A log that fails when told to. `failure` is raised instead of writing.

    `refuses(stream, events)` keeps one stream or kind of event out, and without events from being opened.
    `reading_fails` is for all reading, `pages_left` for entries: so many more pages are read, then none. Those of a log
    that `is_newer` this version cannot read. What was read is given when `reads` says so."""

    def __init__(self) -> None:
        super().__init__()
        self.failure: Exception | None = None
        self.fails_after_writing = False
        self.reading_fails = False
        self.is_newer = False
        self.pages_left: int | None = None
        self.refuses: Callable[[str, Sequence[AnyEvent]], bool] = lambda stream, events: False
        self.refused = 0
        self.appends = 0
        self.writes = asyncio.Event()
        self.writes.set()
        self.reads = asyncio.Event()
        self.reads.set()

    def after_a_kill(self) -> FaultyLog:
        """What the next process would find if this one were killed now."""
        found = FaultyLog()
        vars(found)["_streams"] = deepcopy(self._streams)
        return found

    def beside(self) -> FaultyLog:
        """The same streams, by way of a line that fails on its own."""
        found = FaultyLog()
        vars(found)["_streams"] = self._streams
        return found

    @override
    async def acquire(self, stream: str) -> int:
        self._fail_if_reading_fails()
        self._fail_if_refused(stream, ())
        return await super().acquire(stream)

    @override
    async def append(
        self, stream: str, epoch: int, after: int, events: Sequence[AnyEvent], wake_at: float | None = None
    ) -> None:
        self.appends += 1
        await self.writes.wait()
        self._fail_if_refused(stream, events)
        if self.failure is not None and not self.fails_after_writing:
            raise self.failure
        await super().append(stream, epoch, after, events, wake_at)
        if self.failure is not None:
            raise self.failure

    @override
    async def read(self, stream: str, after: int, limit: int) -> list[LogEntry]:
        self._fail_if_reading_fails()
        if self.is_newer:
            raise DecodeError("no such event")
        if self.pages_left == 0:
            raise NotSaved("the log is down")
        if self.pages_left is not None:
            self.pages_left -= 1
        read = await super().read(stream, after, limit)
        await self.reads.wait()
        return read

    @override
    async def sleepers(self) -> dict[str, float]:
        self._fail_if_reading_fails()
        return await super().sleepers()

    @override
    async def epoch_at(self, stream: str, seq: int) -> int | None:
        self._fail_if_reading_fails()
        return await super().epoch_at(stream, seq)

    @override
    async def save_snapshot(self, stream: str, snapshot: StoredSnapshot) -> None:
        if self.failure is not None:
            raise self.failure
        await super().save_snapshot(stream, snapshot)

    def _fail_if_refused(self, stream: str, events: Sequence[AnyEvent]) -> None:
        if self.refuses(stream, events):
            self.refused += 1
            raise NotSaved("the log takes everything but this")

    def _fail_if_reading_fails(self) -> None:
        if self.reading_fails:
            raise NotSaved("the log is down")
