"""Log entries on their way to clients: published as one message, encoded and framed once per class, the newest kept.

What an audience sees is decided by `rooms/visibility.py`; here it only becomes bytes. Staff share theirs, everybody
else shares theirs, and only members who are singled out get bytes of their own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct, msgpack

from rooms.events import AnyEvent
from rooms.room import Room
from rooms.visibility import Audience, project, singled_out
from signaling.codec import encode
from signaling.framing import framed
from signaling.ports import BEHIND, LogEntry
from signaling.wire import RoomEvent

RING_ENTRIES = 512
"""How many entries a room keeps encoded, so that most reconnects never ask the log."""


class Published(Struct, frozen=True, tag_field="t", tag="published"):
    """`entries` were appended, and `head` is the last one that stands: a receiver that lacks some reads the log.

    `traces` are of those who asked for them.
    """

    head: int
    entries: list[LogEntry]
    traces: list[str] = []


class Typed(Struct, frozen=True, tag_field="t", tag="typed"):
    """Somebody types. Never in the log."""

    member: str


class Cheered(Struct, frozen=True, tag_field="t", tag="cheered"):
    """Somebody sent a floating reaction. Never in the log."""

    emoji: str


OnBus = Published | Typed | Cheered

_encoder = msgpack.Encoder()
_decoder: msgpack.Decoder[OnBus] = msgpack.Decoder(OnBus)


def to_bus(message: OnBus) -> bytes:
    return _encoder.encode(message)


def from_bus(data: bytes) -> OnBus:
    return _decoder.decode(data)


class EncodedEntry:
    """One entry as frames: encoded when first asked for, and once for all audiences that see all of it."""

    __slots__ = ("_projected", "_room", "_whole", "epoch", "event", "seq", "singled_out")

    def __init__(self, room: str, entry: LogEntry) -> None:
        self.epoch, self.seq, self.event = entry.epoch, entry.seq, entry.event
        self.singled_out = singled_out(entry.event)
        self._room = room
        self._whole: bytes | None = None
        self._projected: dict[Audience, bytes] = {}

    def bytes_for(self, audience: Audience) -> bytes:
        """A `RoomEvent` frame."""
        if audience.member not in self.singled_out:
            audience = audience.peers
        data = self._projected.get(audience)
        if data is None:
            data = self._projected[audience] = self._encoded(project(self.event, audience))
        return data

    def retold_for(self, audience: Audience, room: Room) -> bytes:
        """As `bytes_for`, for who hears of it late: without words that were taken back since, as `room` knows.

        A room that is on its way here (the log is ahead of it) knows nothing of this entry yet.
        """
        event = self.event if self.seq > room.seq else room.retold(self.event, audience)
        if event is self.event:
            return self.bytes_for(audience)
        return encode(RoomEvent(self._room, self.epoch, self.seq, project(event, audience)))

    def _encoded(self, projected: AnyEvent | None) -> bytes:
        if projected is not self.event:
            return encode(RoomEvent(self._room, self.epoch, self.seq, projected))
        if self._whole is None:
            self._whole = encode(RoomEvent(self._room, self.epoch, self.seq, projected))
        return self._whole


Signal = tuple[bytes, str | None]
"""What is worth nothing later, and the one member who is not told."""

Frames = list[tuple[int, bytes]]
"""Messages as they go to a socket, each with the position of who was given it."""


class Passage:
    """What is given together in one pass: frames for each class, and for each member who is told something else."""

    def __init__(self, entries: Sequence[EncodedEntry], until: int, signals: Sequence[Signal] = ()) -> None:
        """`until` is the position behind all of it."""
        self._entries, self._until, self._signals = entries, until, signals
        self._singled_out = frozenset[str]().union(
            (but for _, but in signals if but is not None), *(each.singled_out for each in entries)
        )
        self._of_class: dict[bool, Frames] = {}

    def frames_for(self, audience: Audience, member: str | None = None) -> Frames:
        """`member` is who is given them, who types among them."""
        told_more = self._singled_out
        if told_more and (member in told_more or audience.member in told_more):
            return self._framed(audience, member)
        frames = self._of_class.get(audience.is_staff)
        if frames is None:
            frames = self._of_class[audience.is_staff] = self._framed(audience.peers, None)
        return frames

    def _framed(self, audience: Audience, member: str | None) -> Frames:
        told = [(each.seq, each.bytes_for(audience)) for each in self._entries]
        told += [(self._until, data) for data, but in self._signals if but is None or but != member]
        return list(in_frames(told))


def in_frames(told: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Pieces with their positions as few messages, none larger than `BEHIND` unless a single piece is."""
    parts: list[bytes] = []
    size, position = 0, 0
    for seq, data in told:
        if parts and size + len(data) > BEHIND:
            yield position, framed(b"".join(parts))
            parts, size = [], 0
        parts.append(data)
        size, position = size + len(data), seq
    if parts:
        yield position, framed(b"".join(parts))


class Ring:
    """The newest entries of one room, without gaps, up to `head`."""

    def __init__(self, room: str, head: int, recent: Iterable[LogEntry] = ()) -> None:
        """`recent` ends with entry `head`."""
        self._room = room
        self._entries = deque((EncodedEntry(room, entry) for entry in recent), maxlen=RING_ENTRIES)
        self.head = head

    def append(self, entries: Sequence[LogEntry]) -> list[EncodedEntry]:
        """The next entries: the first has the sequence number after `head`."""
        encoded = [EncodedEntry(self._room, entry) for entry in entries]
        self._entries.extend(encoded)
        self.head += len(encoded)
        return encoded

    def covers(self, after: int) -> bool:
        """Whether every entry behind `after` is here."""
        return after >= self.head - len(self._entries)

    def after(self, seq: int) -> list[EncodedEntry]:
        """Entries behind `seq`, where the ring covers it."""
        return self.between(seq, self.head)

    def between(self, seq: int, until: int) -> list[EncodedEntry]:
        """Entries behind `seq` up to `until`, where the ring covers them."""
        first = self.head - len(self._entries)
        return list(islice(self._entries, max(0, seq - first), max(0, until - first)))

    def epoch_at(self, seq: int) -> int | None:
        """Who wrote entry `seq`; None when it is not here."""
        index = seq - (self.head - len(self._entries)) - 1
        return self._entries[index].epoch if 0 <= index < len(self._entries) else None
