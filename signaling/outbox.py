"""The one way to write to a client. Nothing queues while it reads: what is written is the transport's at once.

A client that takes less than it is given is *behind*. Then its own state (answers, snapshots) is kept in order, up to
a bound; of a latest-wins value only the newest; signals are dropped; and whoever can give their part again later, such
as a room from its ring, waits to be called. Who stays behind for too long must come again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import Protocol

from signaling.framing import framed
from signaling.ports import BEHIND, Clock

BOUND = 1024 * 1024
"""Once so many bytes wait, with what the transport may hold, no more state is accepted."""

STALLED_SECONDS = 30.0
"""Who does not take the backlog of a transport in so long does not read at all."""


class Writable(Protocol):
    """As much of `ports.Socket` as an outbox needs."""

    def write(self, frame: bytes) -> None: ...

    def follow(self, behind: Callable[[], None], eased: Callable[[], None]) -> None: ...


class Outbox:
    """`is_behind` is for who writes frames of its own with `write`: look before, and after."""

    __slots__ = (
        "_clock",
        "_eased",
        "_is_open",
        "_kept",
        "_kept_bytes",
        "_later",
        "_latest",
        "_on_overflow",
        "_stop_timer",
        "is_behind",
        "write",
    )

    def __init__(self, socket: Writable, clock: Clock, on_overflow: Callable[[], None]) -> None:
        """`on_overflow` is called when the client is too slow; nothing is accepted after it."""
        self.write = socket.write
        self.is_behind = False
        self._clock = clock
        self._on_overflow = on_overflow
        self._is_open = True
        self._kept: list[bytes] = []
        self._kept_bytes = 0
        self._latest: dict[Hashable, bytes] = {}
        self._later: dict[Hashable, Callable[[], None]] = {}
        self._eased: asyncio.Event | None = None
        self._stop_timer: Callable[[], None] | None = None
        socket.follow(self._fell_behind, self._caught_up)

    # ------------------------------------------------------------ giving

    def push(self, data: bytes) -> None:
        """State: in order. Judged is what waits already and not `data`: a snapshot that is larger than the bound would
        be cut off again at every attempt to resume.
        """
        if not self._is_open:
            return
        if not self.is_behind:
            self.write(framed(data))
        elif self._kept_bytes + BEHIND >= BOUND:
            self.cut()
        else:
            self._kept.append(data)
            self._kept_bytes += len(data)

    def put_latest(self, key: Hashable, data: bytes) -> None:
        """A whole value: replaces the one under the same key that still waits."""
        if not self._is_open:
            return
        if self.is_behind:
            self._latest[key] = data
        else:
            self.write(framed(data))

    def go_on_later(self, key: Hashable, give: Callable[[], None]) -> None:
        """Call `give` once the client has caught up; only the newest of a key. For who finds the client behind."""
        if self._is_open:
            self._later[key] = give

    async def eased(self) -> None:
        """Returns as soon as the client is not behind."""
        while self._is_open and self.is_behind:
            self._eased = self._eased or asyncio.Event()
            await self._eased.wait()

    # ------------------------------------------------------------ the client's pace

    def cut(self) -> None:
        """The client does not read: it must come again, and nothing more is accepted."""
        if self._is_open:
            self.close()
            self._on_overflow()

    def close(self) -> None:
        """Nothing more is written: the connection is over."""
        self._is_open = False
        self.is_behind = True
        self._kept.clear()
        self._kept_bytes = 0
        self._latest.clear()
        self._later.clear()
        self._settle()

    def _fell_behind(self) -> None:
        if self._is_open and not self.is_behind:
            self.is_behind = True
            self._stop_timer = self._clock.call_at(self._clock.now() + STALLED_SECONDS, self.cut)

    def _caught_up(self) -> None:
        """Give what was kept, oldest first, as long as the client takes it. Each write may find it behind again."""
        if not self._is_open:
            return
        self.is_behind = False
        self._settle()
        while self._kept and not self.is_behind:
            self.write(framed(self._next_kept()))
        while self._latest and not self.is_behind:
            self.write(framed(self._latest.pop(next(iter(self._latest)))))
        while self._later and not self.is_behind:
            self._later.pop(next(iter(self._later)))()

    def _next_kept(self) -> bytes:
        """As many pieces as make one write, and one at least."""
        taken, size = 0, 0
        while taken < len(self._kept) and size < BEHIND:
            size += len(self._kept[taken])
            taken += 1
        data = b"".join(self._kept[:taken])
        del self._kept[:taken]
        self._kept_bytes -= size
        return data

    def _settle(self) -> None:
        if self._stop_timer is not None:
            self._stop_timer()
            self._stop_timer = None
        if self._eased is not None:
            self._eased.set()
            self._eased = None
