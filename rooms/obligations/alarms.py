"""When something happens next, of very many moments that come and go: the earliest is known without looking at all.

Two heaps of UTC seconds: what was set, and what of it is off again. A moment leaves both when it is the earliest of both.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from msgspec import Struct, field

SPARE = 100
"""So many that are off are kept at least; more than half of all are never."""


class Alarms(Struct):
    moments: list[float] = field(default_factory=list)
    off: list[float] = field(default_factory=list)

    @property
    def next_at(self) -> float | None:
        return self.moments[0] if self.moments else None

    def move(self, before: float | None, after: float | None) -> None:
        """One that was set for `before` rings at `after` instead; None: not at all."""
        if before == after:
            return
        if after is not None:
            heappush(self.moments, after)
        if before is not None:
            heappush(self.off, before)
        while self.off and self.off[0] == self.moments[0]:
            heappop(self.off)
            heappop(self.moments)
        if len(self.off) > SPARE + len(self.moments) // 2:
            self._clear_out()

    def set_all(self, moments: Iterable[float | None]) -> None:
        """These, and no others."""
        self.moments, self.off = [at for at in moments if at is not None], []
        heapify(self.moments)

    def _clear_out(self) -> None:
        """What is off is taken out at once."""
        off = sorted(self.off, reverse=True)
        left: list[float] = []
        for at in sorted(self.moments):
            if off and at == off[-1]:
                off.pop()
            else:
                left.append(at)
        self.moments, self.off = left, []
