"""When something happens next, of very many moments that come and go: the earliest is known without looking at all.

The moments are packed, eight bytes each and in order: a million floats would be walked by every full run of the garbage
collector, and these are not. A copy of the packed ones costs less than a heap until there are tens of thousands.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from struct import Struct as Packing

from msgspec import Struct

_MOMENT = Packing("d")
"""UTC seconds."""


class Alarms(Struct, gc=False):
    packed: bytes = b""

    @property
    def next_at(self) -> float | None:
        return _MOMENT.unpack_from(self.packed)[0] if self.packed else None

    def moments(self) -> Sequence[float]:
        """All of them, the earliest first."""
        return memoryview(self.packed).cast("d").tolist()

    def move(self, before: float | None, after: float | None) -> None:
        """One that was set for `before` rings at `after` instead; None: not at all."""
        if before == after:
            return
        if before is not None:
            place = self._place(before)
            self.packed = self.packed[:place] + self.packed[place + _MOMENT.size :]
        if after is not None:
            place = self._place(after)
            self.packed = self.packed[:place] + _MOMENT.pack(after) + self.packed[place:]

    def set_all(self, moments: Iterable[float | None]) -> None:
        """These, and no others."""
        self.packed = b"".join(_MOMENT.pack(at) for at in sorted(at for at in moments if at is not None))

    def _place(self, at: float) -> int:
        """Where the first one that is not before `at` begins."""
        return bisect_left(memoryview(self.packed).cast("d"), at) * _MOMENT.size
