"""How many encodings of each source anybody can see: what its publisher is told to send. Pure.

More is wanted at once; less only after a while, because an encoder that stops and starts costs a keyframe each time.
"""

from __future__ import annotations

from collections.abc import Mapping

from media.commands import Source

PATIENCE = 5.0
"""Seconds for which something was not seen before its publisher hears of it."""


class Demand:
    """Of one peer. `told` is what it was told last; nothing yet is: send everything."""

    def __init__(self) -> None:
        self.told: dict[Source, int] | None = None
        self._unseen_since: dict[Source, float] = {}

    @property
    def is_settled(self) -> bool:
        return not self._unseen_since

    def update(self, seen: Mapping[Source, int], now: float) -> dict[Source, int] | None:
        """`seen` has every video source that is published. Returns what the peer must be told now, or None."""
        before = self.told or {}
        wanted: dict[Source, int] = {}
        for source, layers in seen.items():
            is_less = source in before and layers < before[source]
            since = self._unseen_since.setdefault(source, now) if is_less else now
            if not is_less:
                self._unseen_since.pop(source, None)
            wanted[source] = before[source] if is_less and now - since < PATIENCE else layers
        if wanted == self.told:
            return None
        for source in wanted:
            if wanted[source] != before.get(source):
                self._unseen_since.pop(source, None)
        self.told = wanted
        return wanted
