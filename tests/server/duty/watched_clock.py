"""A clock moved by hand, on which one can wait until a task has gone to sleep."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from typing_extensions import override

from tests.support.clock import ManualClock


class WatchedClock(ManualClock):
    def __init__(self, now: float = 1_700_000_000.0) -> None:
        super().__init__(now)
        self._arming = asyncio.Event()

    @override
    def call_at(self, when: float, call: Callable[[], None]) -> Callable[[], None]:
        self._arming.set()
        return super().call_at(when, call)

    async def until_armed(self, when: float) -> None:
        """Somebody sleeps until then: they have done what there was to do."""
        while when not in self.armed:
            self._arming.clear()
            await self._arming.wait()
