"""One direction of a bad line: which packets get lost, and when the others come out. Time and chance are arguments.

It decides as the kernel's netem and tbf do together (tc-netem(8), tc-tbf(8)): lose, queue behind a rate, delay, never
reorder. It reads nothing of a packet but its IP protocol. Many kernels are built without netem; this needs a TUN device only.
"""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, field

TCP, UDP = 6, 17


@dataclass(frozen=True)
class Conditions:
    """`loss` is a share of packets, `delay` and `queue` are seconds, `rate` is bits per second; None: no limit.

    `queue` is how long a packet may wait for its turn; who would wait longer is dropped at the tail."""

    loss: float = 0.0
    delay: float = 0.0
    rate: float | None = None
    queue: float = 0.3
    blocked: frozenset[int] = frozenset()
    """IP protocols of which nothing passes."""


CLEAR = Conditions()


@dataclass
class Pipe:
    chance: random.Random
    conditions: Conditions = CLEAR
    passed: int = 0
    dropped: int = 0
    _free_at: float = 0.0
    _waiting: deque[tuple[float, bytes]] = field(default_factory=deque)

    def offer(self, packet: bytes, now: float) -> None:
        """A packet enters at `now`."""
        at = self._leaves_at(packet, now)
        if at is None:
            self.dropped += 1
            return
        self.passed += 1
        if self._waiting:
            at = max(at, self._waiting[-1][0])
        self._waiting.append((at, packet))

    def _leaves_at(self, packet: bytes, now: float) -> float | None:
        conditions = self.conditions
        if protocol(packet) in conditions.blocked or self.chance.random() < conditions.loss:
            return None
        if conditions.rate is None:
            return now + conditions.delay
        begins = max(now, self._free_at)
        if begins - now > conditions.queue:
            return None
        self._free_at = begins + len(packet) * 8 / conditions.rate
        return self._free_at + conditions.delay

    def take(self, now: float) -> list[bytes]:
        """What has come out by `now`, in order."""
        out: list[bytes] = []
        while self._waiting and self._waiting[0][0] <= now:
            out.append(self._waiting.popleft()[1])
        return out

    def next_out(self) -> float | None:
        """When the next packet comes out; None: nothing is under way."""
        return self._waiting[0][0] if self._waiting else None


def protocol(packet: bytes) -> int:
    """Of an IPv4 packet, or of an IPv6 packet without extension headers."""
    return packet[9] if packet[0] >> 4 == 4 else packet[6]
