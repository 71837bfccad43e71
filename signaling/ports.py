"""What signalling needs from the outside: the durable log and the bus. Each has two implementations or more,
and one behaviour suite in `tests/contracts/` that all of them pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from rooms.events import AnyEvent
from rooms.view import MessageView


class LogEntry(Struct, frozen=True):
    epoch: int
    seq: int  # gapless from 1
    event: AnyEvent


class StaleEpoch(Exception):
    """Somebody else owns this stream by now: step down and reread."""


class DuplicatePost(Exception):
    """One of the events is a post whose (author, cid) stands in the log already, at `seq`."""

    def __init__(self, author: str, cid: str, seq: int) -> None:
        super().__init__(f"{author} posted {cid} at {seq}")
        self.author, self.cid, self.seq = author, cid, seq


class NotSaved(Exception):
    """The log could not be written: nothing of the append stands, and it may be tried again."""


class StoredSnapshot(Struct, frozen=True):
    seq: int
    body: bytes


class EventLog(Protocol):
    """The durable log: streams of events, numbered without gaps, appended by one owner at a time."""

    async def acquire(self, stream: str) -> int:
        """Become the owner: returns the new epoch, higher than every earlier one. Raises NotSaved."""
        ...

    async def append(self, stream: str, epoch: int, after: int, events: Sequence[AnyEvent]) -> None:
        """Write `events` as seq after+1, after+2, ... and return when they would survive a power cut.

        Raises StaleEpoch, DuplicatePost or NotSaved; then none of `events` stands.
        """
        ...

    async def read(self, stream: str, after: int, limit: int) -> list[LogEntry]:
        """Entries with seq > after, in order, at most `limit`."""
        ...

    async def epoch_at(self, stream: str, seq: int) -> int | None:
        """The epoch that wrote entry `seq`; None when there is no such entry. Entry 0 has epoch 0."""
        ...

    async def messages(self, stream: str, before: int | None, limit: int) -> list[MessageView]:
        """The newest `limit` messages with id < before, oldest first (the read model of the log)."""
        ...

    async def save_snapshot(self, stream: str, snapshot: StoredSnapshot) -> None: ...

    async def load_snapshot(self, stream: str) -> StoredSnapshot | None:
        """The newest one, or None."""
        ...


Receiver = Callable[[bytes], None]
"""Called on the event loop for each message of a channel; must not block."""


class Bus(Protocol):
    """Publish and subscribe between nodes. It may lose messages: sequence numbers and the log make up for it."""

    def publish(self, channel: str, message: bytes) -> None: ...

    def subscribe(self, channel: str, receiver: Receiver) -> Callable[[], None]:
        """Returns the call that ends the subscription."""
        ...
