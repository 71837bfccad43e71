"""Log entries on their way to clients: published as one message, then encoded once per audience, and the newest kept.

What an audience sees is decided by `rooms/visibility.py`; here it only becomes bytes, the same for every socket.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from msgspec import Struct, msgpack

from rooms.visibility import Audience, project
from signaling.codec import encode
from signaling.ports import LogEntry
from signaling.wire import RoomEvent

RING_ENTRIES = 512
"""How many entries a room keeps encoded, so that most reconnects never ask the log."""


class Published(Struct, frozen=True, tag_field="t", tag="published"):
    """`entries` were appended, and `head` is the last one that stands: a receiver that lacks some reads the log."""

    head: int
    entries: list[LogEntry]


class Typed(Struct, frozen=True, tag_field="t", tag="typed"):
    """Somebody types. Never in the log."""

    member: str


_encoder = msgpack.Encoder()
_decoder: msgpack.Decoder[Published | Typed] = msgpack.Decoder(Published | Typed)


def to_bus(message: Published | Typed) -> bytes:
    return _encoder.encode(message)


def from_bus(data: bytes) -> Published | Typed:
    return _decoder.decode(data)


class EncodedEntry:
    """One entry as frames: encoded when first asked for, and once for all audiences that see all of it."""

    __slots__ = ("_entry", "_projected", "_room", "_whole", "epoch", "seq")

    def __init__(self, room: str, entry: LogEntry) -> None:
        self.epoch, self.seq = entry.epoch, entry.seq
        self._room, self._entry = room, entry
        self._whole: bytes | None = None
        self._projected: dict[Audience, bytes] = {}

    def bytes_for(self, audience: Audience) -> bytes:
        """A `RoomEvent` frame."""
        event = project(self._entry.event, audience)
        if event is self._entry.event:
            if self._whole is None:
                self._whole = encode(RoomEvent(self._room, self.epoch, self.seq, event))
            return self._whole
        if audience not in self._projected:
            self._projected[audience] = encode(RoomEvent(self._room, self.epoch, self.seq, event))
        return self._projected[audience]


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
        missing = self.head - seq
        return list(self._entries)[-missing:] if missing > 0 else []

    def epoch_at(self, seq: int) -> int | None:
        """Who wrote entry `seq`; None when it is not here."""
        index = seq - (self.head - len(self._entries)) - 1
        return self._entries[index].epoch if 0 <= index < len(self._entries) else None
