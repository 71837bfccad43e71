"""The clock of a running server: implements `signaling.ports.Clock`.

Wall time is read once, at the start; from then on time passes as the machine's boot clock says, so that a corrected or
jumping wall clock neither repeats nor skips deadlines. The boot clock goes on while a laptop sleeps.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

_BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """`now` works anywhere; `call_at` on a running event loop only."""

    def __init__(self) -> None:
        self._offset = time.time() - time.clock_gettime(_BOOT_CLOCK)

    def now(self) -> float:
        return self._offset + time.clock_gettime(_BOOT_CLOCK)

    def call_at(self, when: float, call: Callable[[], None]) -> Callable[[], None]:
        return asyncio.get_running_loop().call_later(max(0.0, when - self.now()), call).cancel
