"""Wakes one task: at a time of the injected clock, or when somebody rings."""

from __future__ import annotations

import asyncio

from signaling.ports import Clock


class Bell:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Never waits. Rung before anybody waits, it wakes the next who does."""
        self._rung.set()

    async def wait(self, until: float | None) -> None:
        """Until it is rung, or UTC second `until`; None: until it is rung."""
        if until is not None and until <= self._clock.now():
            self._rung.set()
        cancel = None if until is None else self._clock.call_at(until, self._rung.set)
        try:
            await self._rung.wait()
        finally:
            if cancel is not None:
                cancel()
        self._rung.clear()
