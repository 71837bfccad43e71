"""Whether this node may be given work: every part that it needs answers, and it is not on its way out.

Health is another question: a node that waits for its database is healthy, and is not ready. What a part says is kept for
a second, so that asking, which needs no key, cannot become a load on the database.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog

log = structlog.get_logger("server.monitoring.readiness")

ANSWER_SECONDS = 2.0
KEPT_SECONDS = 1.0

Check = Callable[[], Awaitable[bool]]
"""Whether a part works. Raising says no."""


class Readiness:
    def __init__(self, checks: Mapping[str, Check], now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds of a clock that only goes forward."""
        self._checks, self._now = checks, now
        self._answers: dict[str, bool] = {}
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()  # whoever comes meanwhile reads what the first one learns

    async def parts(self) -> dict[str, bool]:
        async with self._asking:
            if self._now() - self._asked_at >= KEPT_SECONDS:
                names = list(self._checks)
                found = await asyncio.gather(*(self._works(name) for name in names))
                self._answers = dict(zip(names, found, strict=True))
                self._asked_at = self._now()
            return self._answers

    async def _works(self, name: str) -> bool:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._checks[name]()
        except Exception as error:  # noqa: BLE001 - whatever it is, the part does not work
            log.warning("a part does not answer", part=name, error=type(error).__name__)
            return False
