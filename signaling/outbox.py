"""What waits to be written to one client: bounded, and everything that waits becomes one write.

State (events, answers) is never dropped: over the bound the client is too slow and must resume. Of a latest-wins
value only the newest waits. A signal is dropped as soon as the client falls behind.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable

BOUND = 1024 * 1024
"""Once so many bytes wait, including those handed to the transport and not taken yet, no more state is accepted."""

BEHIND = 64 * 1024
"""Bytes from which on signals are dropped, and whoever gives a lot waits."""


class Outbox:
    def __init__(self, on_overflow: Callable[[], None]) -> None:
        """`on_overflow` is called when state exceeds the bound; nothing is accepted after it."""
        self._on_overflow = on_overflow
        self._state: list[bytes] = []
        self._latest: dict[Hashable, bytes] = {}
        self._pending = 0
        self._in_flight = 0
        self._is_open = True
        self._wake = asyncio.Event()
        self._eased = asyncio.Event()

    @property
    def size(self) -> int:
        """Bytes of state and signals that the client has not been given yet."""
        return self._pending + self._in_flight

    def push(self, data: bytes) -> None:
        """State: kept in order. Judged is what waits already and not `data`: a snapshot or a replay that is larger
        than the bound would be cut off again at every attempt to resume.
        """
        if not self._is_open:
            return
        if self.size >= BOUND:
            self.cut()
            return
        self._state.append(data)
        self._pending += len(data)
        self._wake.set()

    def put_latest(self, key: Hashable, data: bytes) -> None:
        """A whole value: replaces the one under the same key that still waits."""
        if self._is_open:
            self._latest[key] = data
            self._wake.set()

    def signal(self, data: bytes) -> None:
        """Something that is worth nothing later."""
        if self.size < BEHIND:
            self.push(data)

    async def take(self) -> bytes:
        """Waits until there is something, and gives all of it as one message. Call `written` when it is gone."""
        await self._wake.wait()
        self._wake.clear()
        parts = [*self._state, *self._latest.values()]
        self._state.clear()
        self._latest.clear()
        self._in_flight, self._pending = self._pending, 0
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def written(self) -> None:
        self._in_flight = 0
        self._eased.set()

    async def eased(self) -> None:
        """Returns as soon as the client is not behind."""
        while self._is_open and self.size >= BEHIND:
            self._eased.clear()
            await self._eased.wait()

    def cut(self) -> None:
        """The client does not read: it must come again, and nothing more is accepted."""
        if not self._is_open:
            return
        self._is_open = False
        self._eased.set()
        self._state.clear()
        self._latest.clear()
        self._pending = 0
        self._on_overflow()
