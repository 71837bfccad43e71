"""An event log in memory: what every durable log must behave like, and nothing survives the process.

It yields nowhere, so that a test decides where others get their turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rooms.chat import message_view
from rooms.chat.terms import MessagePosted, MessageView
from rooms.events import AnyEvent
from signaling.ports import DuplicatePost, LogEntry, StaleEpoch, StoredSnapshot


@dataclass
class _Stream:
    epoch: int = 0
    entries: list[LogEntry] = field(default_factory=list)
    posts: dict[tuple[str, str], int] = field(default_factory=dict)
    snapshot: StoredSnapshot | None = None


class MemoryLog:
    """Implements `signaling.ports.EventLog`."""

    def __init__(self) -> None:
        self._streams: dict[str, _Stream] = {}

    async def acquire(self, stream: str) -> int:
        found = self._stream(stream)
        found.epoch += 1
        return found.epoch

    async def append(self, stream: str, epoch: int, after: int, events: Sequence[AnyEvent]) -> None:
        found = self._stream(stream)
        if not events:
            return
        if (epoch, after) != (found.epoch, len(found.entries)):
            raise StaleEpoch(f"{stream} after {after} in epoch {epoch}")
        posts = dict(found.posts)
        for seq, event in enumerate(events, after + 1):
            if isinstance(event, MessagePosted):
                known = posts.setdefault((event.author, event.cid), seq)
                if known != seq:
                    raise DuplicatePost(event.author, event.cid, known)
        found.posts = posts
        found.entries.extend(LogEntry(epoch, seq, event) for seq, event in enumerate(events, after + 1))

    async def read(self, stream: str, after: int, limit: int) -> list[LogEntry]:
        return self._stream(stream).entries[after : after + limit]

    async def epoch_at(self, stream: str, seq: int) -> int | None:
        entries = self._stream(stream).entries
        if seq == 0:
            return 0
        return entries[seq - 1].epoch if 0 < seq <= len(entries) else None

    async def messages(self, stream: str, before: int | None, limit: int) -> list[MessageView]:
        found = [
            message_view(entry.event)
            for entry in self._stream(stream).entries
            if isinstance(entry.event, MessagePosted) and (before is None or entry.event.id < before)
        ]
        return found[-limit:]

    async def save_snapshot(self, stream: str, snapshot: StoredSnapshot) -> None:
        found = self._stream(stream)
        if found.snapshot is None or found.snapshot.seq <= snapshot.seq:
            found.snapshot = snapshot

    async def load_snapshot(self, stream: str) -> StoredSnapshot | None:
        return self._stream(stream).snapshot

    def _stream(self, stream: str) -> _Stream:
        return self._streams.setdefault(stream, _Stream())
