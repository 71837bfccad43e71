"""What signalling needs from the outside: log, bus, clock, tickets, directory, media, and a socket per client.

A port that has two implementations has one behaviour suite in `tests/contracts/` that both pass.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from rooms.chat.terms import MessagePosted, MessageView
from rooms.events import AnyEvent
from rooms.kinds import Purpose, RoomKind
from rooms.obligations.view import ObligationView
from rooms.roles import Role
from rooms.terms import Created, Event
from signaling.media_lines import DeviceLine
from signaling.wire_duty import FoundAnswer, Notice
from signaling.wire_media import IceServer, View


class LogEntry(Struct, frozen=True, gc=False):
    epoch: int
    seq: int  # gapless from 1
    event: AnyEvent


class StaleEpoch(Exception):
    """Somebody else owns this stream by now: step down and reread."""


class DuplicatePost(Exception):
    """One of the events creates what (author, cid) created in the log already, at `seq`."""

    def __init__(self, author: str, cid: str, seq: int) -> None:
        super().__init__(f"{author} posted {cid} at {seq}")
        self.author, self.cid, self.seq = author, cid, seq


def created_in(event: AnyEvent) -> tuple[str, str] | None:
    """Author and client id, of which a stream holds each pair once; None for an event that creates nothing.

    A message that waited for review was created when it began to wait.
    """
    if not isinstance(event, Created) or (isinstance(event, MessagePosted) and event.held is not None):
        return None
    return (event.author, event.cid)


class NotSaved(Exception):
    """The log could not be written: nothing of the append stands, and it may be tried again."""


class StoredSnapshot(Struct, frozen=True):
    seq: int
    body: bytes


class StoredObligation(Struct, frozen=True):
    """`obligation` of `room`, as staff see it."""

    room: str
    obligation: ObligationView


class EventLog(Protocol):
    """The durable log: streams of events, numbered without gaps, appended by one owner at a time."""

    async def acquire(self, stream: str) -> int:
        """Become the owner: returns the new epoch, higher than every earlier one. Raises NotSaved."""
        ...

    async def append(
        self, stream: str, epoch: int, after: int, events: Sequence[AnyEvent], wake_at: float | None = None
    ) -> None:
        """Write `events` as seq after+1, after+2, ... and return when they would survive a power cut.

        `wake_at` is the UTC second at which the stream has something to do by itself, as of the last event.
        Raises StaleEpoch, DuplicatePost or NotSaved; then none of `events` stands.
        """
        ...

    async def sleepers(self) -> dict[str, float]:
        """Stream -> `wake_at` of its last append, where that is not None."""
        ...

    async def read(self, stream: str, after: int, limit: int) -> list[LogEntry]:
        """Entries with seq > after, in order, at most `limit`."""
        ...

    async def epoch_at(self, stream: str, seq: int) -> int | None:
        """The epoch that wrote entry `seq`; None when there is no such entry. Entry 0 has epoch 0."""
        ...

    async def messages(
        self,
        stream: str,
        before: int | None,
        limit: int,
        *,
        thread: int | None = None,
        important: bool = False,
    ) -> list[MessageView]:
        """The newest `limit` messages with id < before, oldest first: all, one thread, or the important ones.

        They are as the log has them, with the text of hidden ones: mask them before they are shown.
        """
        ...

    async def search(self, stream: str, text: str, before: int | None, limit: int) -> list[MessageView]:
        """The newest `limit` messages that have every word of `text`, oldest first. None that is deleted or hidden."""
        ...

    async def attached(self, stream: str, file: str) -> list[MessageView]:
        """The messages that have this file attached, oldest first, as `messages` gives them. A deleted one has none."""
        ...

    async def board(self, rooms: Sequence[str], closed_since: float) -> list[StoredObligation]:
        """What is owed in these rooms and their sub-rooms: open, or closed at or after that UTC second.

        In the order of opening.
        """
        ...

    async def obligations(self, keys: Sequence[tuple[str, int]]) -> list[StoredObligation]:
        """Those of these rooms and ids that there are, in any order."""
        ...

    def obligation_events(
        self, rooms: Sequence[str], since: float, until: float
    ) -> AsyncIterator[tuple[str, LogEntry]]:
        """Streams and entries of all that happened to obligations in these rooms and their sub-rooms, by time.

        `since` <= `at` < `until`, UTC seconds.
        """
        ...

    def events_of(
        self, kinds: Collection[type[Event]], rooms: Sequence[str], since: float, until: float
    ) -> AsyncIterator[tuple[str, LogEntry]]:
        """The same of all events of these types."""
        ...

    async def find_answers(self, rooms: Sequence[str], text: str, limit: int) -> list[FoundAnswer]:
        """Answers that may be offered to whoever asks something like `text`, from these rooms, best first."""
        ...

    async def save_snapshot(self, stream: str, snapshot: StoredSnapshot) -> None: ...

    async def load_snapshot(self, stream: str) -> StoredSnapshot | None:
        """The newest one, or None."""
        ...


class ReadMark(Struct, frozen=True):
    """The person has seen messages up to `message`, and important ones up to `important`: ids, 0 for none."""

    person: str
    room: str
    message: int = 0
    important: int = 0

    @property
    def key(self) -> tuple[str, str]:
        return (self.person, self.room)

    def up_to(self, other: ReadMark) -> ReadMark:
        """As far as either of the two, which are of the same person and room."""
        message, important = max(self.message, other.message), max(self.important, other.important)
        return ReadMark(self.person, self.room, message, important)


class ReadMarks(Protocol):
    """How far each person has read in each room, on any device. It never goes back."""

    async def get(self, person: str, room: str) -> ReadMark:
        """Zeros for who has read nothing there."""
        ...

    async def advance(self, marks: Sequence[ReadMark]) -> None:
        """Move each to the higher of what is kept and what is given: all of them or none."""
        ...


Receiver = Callable[[bytes], None]
"""Called on the event loop for each message of a channel; must not block."""


class Bus(Protocol):
    """Publish and subscribe between nodes. It may lose messages: sequence numbers and the log make up for it."""

    def publish(self, channel: str, message: bytes) -> None: ...

    def subscribe(
        self, channel: str, receiver: Receiver, missed: Callable[[], None] | None = None
    ) -> Callable[[], None]:
        """Returns the call that ends the subscription. `missed()`: what others published may not have been heard,
        because the subscription has only now reached them, or because the bus lost something.
        """
        ...

    def on_loss(self, listener: Callable[[], None]) -> None:
        """Called when messages may have been lost on the way here. It must not block."""
        ...


class Clock(Protocol):
    """Wall time for rooms, and one-shot timers for hosts. Tests own a clock that they move by hand."""

    def now(self) -> float:
        """UTC seconds. Never runs backwards within one process."""
        ...

    def call_at(self, when: float, call: Callable[[], None]) -> Callable[[], None]:
        """Call at UTC second `when` (at once if past); returns the call that cancels it."""
        ...


class Grant(Struct, frozen=True):
    """What a redeemed ticket says: who comes, with which role, into which space."""

    person: str
    name: str
    role: Role
    space: str
    space_title: str


class Tickets(Protocol):
    async def redeem(self, ticket: str) -> Grant | None:
        """Each ticket once among all nodes, within its lifetime; otherwise None. The grant is that of now."""
        ...

    async def roles(self, people: Sequence[str]) -> dict[str, Role]:
        """What those of them would be granted now who may come."""
        ...


class RoomSpec(Struct, frozen=True):
    """A room that exists, whether or not anybody opened it yet. Its stream in the log has the same id.

    A sub-room has the id of its `parent`, its `number` there and `seats`; `quiet` says that microphones are off.
    """

    id: str
    space: str
    title: str
    kind: RoomKind
    seats: int | None = None
    parent: str | None = None
    number: int | None = None
    quiet: bool = False
    purpose: Purpose = Purpose.QUESTIONS
    daily: bool = False
    archived: bool = False


class Directory(Protocol):
    async def room(self, room: str) -> RoomSpec | None: ...

    async def rooms(self, space: str) -> list[RoomSpec]:
        """All of them, in the order in which people should see them."""
        ...


class OnDuty(Struct, frozen=True):
    """Who answers. Names are empty when nobody does; `covered`, `until` and `opens_at` are as in `wire.DutyNow`."""

    primary: str = ""
    primary_name: str = ""
    secondary: str = ""
    secondary_name: str = ""
    covered: bool = False
    until: float | None = None
    opens_at: float | None = None


class Duty(Protocol):
    """The roster, as far as rooms show it. A sub-room has the duty of its parent."""

    def now(self, space: str, room: str) -> OnDuty: ...

    def listen(self, changed: Callable[[str], None]) -> Callable[[], None]:
        """`changed` is called with a space when somebody else may be on duty in one of its rooms.

        On the event loop; it must not block. Returns the call that ends it.
        """
        ...


class NoticeBoard(Protocol):
    """What each person should know, until they have seen it. Ids are unique."""

    async def unseen(self, person: str) -> list[Notice]:
        """Oldest first."""
        ...

    async def mark_seen(self, person: str, ids: Sequence[int]) -> None:
        """Other people's notices, and those that were seen before, stay as they are."""
        ...

    def listen(self, person: str, changed: Callable[[list[Notice]], None]) -> Callable[[], None]:
        """`changed` is called with notices that are new, or that the person has seen on another device.

        On the event loop; it must not block. Returns the call that ends it.
        """
        ...


class MediaRefused(Exception):
    """`bad_sdp`, `no_media_here` or `unavailable`: a coded reason, without details of the inside."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class MediaListener(Protocol):
    """What one device in one room hears about its media."""

    def media_news(self, tag: str, frame: bytes) -> None:
        """An encoded frame, such as `slots` or `speaking`, that replaces the last one of its `tag`."""
        ...

    def media_lost(self) -> None: ...


class Media(Protocol):
    """A device's media in a room. Who may publish is not asked here: the bridge learns it from room events."""

    async def negotiate(
        self, room: str, device: str, direction: str, sdp: str, sources: Mapping[str, str]
    ) -> str:
        """The SDP answer. Raises MediaRefused."""
        ...

    def listen(self, room: str, device: str, listener: MediaListener) -> Callable[[], None]:
        """Starts with the news as they are now; returns the call that ends it."""
        ...

    def watch(self, room: str, device: str, views: Mapping[str, View]) -> None:
        """How the device sees its receiving sections, by mid. Without media it does nothing."""
        ...

    def froze(self, room: str, device: str, seconds: Mapping[str, float]) -> None:
        """For how long pictures of the device stood still lately, by mid. Without media it does nothing."""
        ...

    async def lines(self, room: str) -> list[DeviceLine]:
        """How media reaches everybody in the room who has some; nobody while there is no media server."""
        ...

    def relays(self, person: str) -> list[IceServer]:
        """The TURN servers that they may use for some hours where nothing else gets through."""
        ...

    def expect_move(self, device: str, source: str, room: str) -> Callable[[], None]:
        """If `device` enters `room` next, it comes from `source` and brings its connections along.

        Returns the call that ends the expectation; calling it after the move does no harm.
        """
        ...


BEHIND = 64 * 1024
"""Bytes that wait for a client from which on it counts as behind."""


class Socket(Protocol):
    """One client's socket, as the web framework hands it over."""

    def write(self, frame: bytes) -> None:
        """Takes one whole message, framed (`framing.framed`), and never waits. To a client that is gone: nothing."""
        ...

    def follow(self, behind: Callable[[], None], eased: Callable[[], None]) -> None:
        """`behind` is called, maybe within `write`, when more than `BEHIND` bytes wait; `eased` once most were taken."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Never waits for the client: one that does not read is cut."""
        ...

    async def receive(self) -> bytes | None:
        """The next binary message; None when the socket is closed. A text message counts as b""."""
        ...

    @property
    def closed_cleanly(self) -> bool:
        """After `receive` gave None: whether the client said goodbye (1000 or 1001)."""
        ...
