"""The tickets that were used at a server that is alone: remembered as long as they could be shown again.

Those of an earlier process are refused whole, because what was used of them is forgotten with it.
"""

from __future__ import annotations

import secrets


class MemoryUsedTickets:
    """Implements `server.auth.tickets.UsedTickets`."""

    def __init__(self) -> None:
        self.scope = secrets.token_urlsafe(8)
        self._until: dict[
            str, float
        ] = {}  # by id; the first to be forgotten first, since all live equally long

    async def use(self, id: str, until: float, now: float) -> bool:
        self._forget(now)
        if id in self._until:
            return False
        self._until[id] = until
        return True

    def _forget(self, now: float) -> None:
        while self._until and (oldest := next(iter(self._until))):
            if self._until[oldest] > now:
                return
            del self._until[oldest]
