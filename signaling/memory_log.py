"""An event log in memory: what every durable log must behave like, and nothing survives the process.

It yields nowhere, so that a test decides where others get their turn.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import get_args

from rooms.chat.terms import ChatEvent, MessageView
from rooms.events import AnyEvent
from rooms.obligations.events import ObligationsEvent
from rooms.questions.events import QuestionsEvent
from rooms.terms import Event
from signaling import answer_model, message_model, obligation_model
from signaling.answer_model import KeptQuestion
from signaling.message_model import searchable, thread_of
from signaling.obligation_model import KeptObligation
from signaling.ports import (
    DuplicatePost,
    LogEntry,
    StaleEpoch,
    StoredObligation,
    StoredSnapshot,
    created_in,
)
from signaling.room_ids import home_of
from signaling.segmenting import matches, terms
from signaling.wire_duty import FoundAnswer


@dataclass
class _Stream:
    epoch: int = 0
    entries: list[LogEntry] = field(default_factory=list)
    created: dict[tuple[str, str], int] = field(default_factory=dict)
    messages: dict[int, MessageView] = field(default_factory=dict)
    obligations: dict[int, KeptObligation] = field(default_factory=dict)
    questions: dict[int, KeptQuestion] = field(default_factory=dict)
    snapshot: StoredSnapshot | None = None
    wake_at: float | None = None

    def keep(self, event: AnyEvent) -> None:
        if isinstance(event, ChatEvent):
            message_model.keep(self.messages, event)
        elif isinstance(event, ObligationsEvent):
            obligation_model.keep(self.obligations, event)
        elif isinstance(event, QuestionsEvent):
            answer_model.keep(self.questions, event)

    def newest(self, found: Iterable[MessageView], before: int | None, limit: int) -> list[MessageView]:
        return [message for message in found if before is None or message.id < before][-limit:]


class MemoryLog:
    """Implements `signaling.ports.EventLog`."""

    def __init__(self) -> None:
        self._streams: dict[str, _Stream] = {}

    async def acquire(self, stream: str) -> int:
        found = self._stream(stream)
        found.epoch += 1
        return found.epoch

    async def append(
        self, stream: str, epoch: int, after: int, events: Sequence[AnyEvent], wake_at: float | None = None
    ) -> None:
        found = self._stream(stream)
        if not events:
            return
        if (epoch, after) != (found.epoch, len(found.entries)):
            raise StaleEpoch(f"{stream} after {after} in epoch {epoch}")
        created = dict(found.created)
        for seq, event in enumerate(events, after + 1):
            made = created_in(event)
            if made is not None and created.setdefault(made, seq) != seq:
                raise DuplicatePost(*made, created[made])
        found.created = created
        found.entries.extend(LogEntry(epoch, seq, event) for seq, event in enumerate(events, after + 1))
        found.wake_at = wake_at
        for event in events:
            found.keep(event)

    async def sleepers(self) -> dict[str, float]:
        return {name: found.wake_at for name, found in self._streams.items() if found.wake_at is not None}

    async def read(self, stream: str, after: int, limit: int) -> list[LogEntry]:
        return self._stream(stream).entries[after : after + limit]

    async def epoch_at(self, stream: str, seq: int) -> int | None:
        entries = self._stream(stream).entries
        if seq == 0:
            return 0
        return entries[seq - 1].epoch if 0 < seq <= len(entries) else None

    async def messages(
        self,
        stream: str,
        before: int | None,
        limit: int,
        *,
        thread: int | None = None,
        important: bool = False,
    ) -> list[MessageView]:
        found = self._stream(stream)
        wanted = (
            message
            for message in found.messages.values()
            if (thread is None or thread_of(message) == thread) and (message.important or not important)
        )
        return found.newest(wanted, before, limit)

    async def search(self, stream: str, text: str, before: int | None, limit: int) -> list[MessageView]:
        found = self._stream(stream)
        wanted = terms(text)
        if not wanted:
            return []
        hits = (message for message in found.messages.values() if matches(searchable(message), wanted))
        return found.newest(hits, before, limit)

    async def attached(self, stream: str, file: str) -> list[MessageView]:
        return [
            message
            for message in self._stream(stream).messages.values()
            if any(attachment.id == file for attachment in message.attachments)
        ]

    async def board(self, rooms: Sequence[str], closed_since: float) -> list[StoredObligation]:
        found = [
            StoredObligation(name, each.seen)
            for name, stream in self._of(rooms)
            for each in stream.obligations.values()
            if each.closed_at is None or each.closed_at >= closed_since
        ]
        return sorted(found, key=lambda each: (each.obligation.opened_at, each.room, each.obligation.id))

    async def obligations(self, keys: Sequence[tuple[str, int]]) -> list[StoredObligation]:
        return [
            StoredObligation(room, kept[id].seen)
            for room, id in keys
            if id in (kept := self._stream(room).obligations)
        ]

    def obligation_events(
        self, rooms: Sequence[str], since: float, until: float
    ) -> AsyncIterator[tuple[str, LogEntry]]:
        return self.events_of(get_args(ObligationsEvent), rooms, since, until)

    async def events_of(
        self, kinds: Collection[type[Event]], rooms: Sequence[str], since: float, until: float
    ) -> AsyncIterator[tuple[str, LogEntry]]:
        found = [
            (name, entry)
            for name, stream in self._of(rooms)
            for entry in stream.entries
            if type(entry.event) in kinds and since <= entry.event.at < until
        ]
        for each in sorted(found, key=lambda each: (each[1].event.at, each[0], each[1].seq)):
            yield each

    async def find_answers(self, rooms: Sequence[str], text: str, limit: int) -> list[FoundAnswer]:
        found = ((room, each) for room in rooms for each in self._stream(room).questions.values())
        return answer_model.best(found, text, limit)

    async def save_snapshot(self, stream: str, snapshot: StoredSnapshot) -> None:
        found = self._stream(stream)
        if found.snapshot is None or found.snapshot.seq <= snapshot.seq:
            found.snapshot = snapshot

    async def load_snapshot(self, stream: str) -> StoredSnapshot | None:
        return self._stream(stream).snapshot

    def _of(self, rooms: Sequence[str]) -> list[tuple[str, _Stream]]:
        """The streams of these rooms and their sub-rooms."""
        return [(name, stream) for name, stream in self._streams.items() if home_of(name) in rooms]

    def _stream(self, stream: str) -> _Stream:
        return self._streams.setdefault(stream, _Stream())
