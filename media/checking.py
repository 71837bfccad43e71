"""The controlling end of ICE (RFC 8445) towards another media process, which is ICE-lite: find a pair of addresses that
works, nominate it, and go on checking, because silence means that the other end is gone (RFC 7675).

Pure: datagrams and the time come in, checks go out. An answer counts only if it knows the password.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Sequence

from media.addresses import Address
from media.aiortc_seam import read_binding_success, write_binding_request
from media.ice import Path

SEARCH_SECONDS = 0.1
CHECK_SECONDS = 0.5
LOST_SECONDS = 2.0
"""Without an answer: far more than a round trip between nodes, and no longer than a dead node goes unnoticed."""

_MOST_OPEN = 256


def pairs(ours: Sequence[tuple[int, Address]], theirs: Sequence[Address]) -> list[Path]:
    """All that could work, in the order in which the other end prefers its addresses. `ours` are (socket, address)."""
    return [
        Path(socket, remote)
        for remote in theirs
        for socket, own in ours
        if _version(own[0]) == _version(remote[0])
    ]


class Checking:
    def __init__(self, ufrag: str, remote_ufrag: str, password: str, pairs: Sequence[Path], now: float):
        self.path: Path | None = None
        self._username, self._password = f"{remote_ufrag}:{ufrag}", password
        self._pairs = pairs
        self._open: dict[bytes, Path] = {}  # checks without an answer, oldest first
        self._next = self._heard = now

    def due(self, now: float) -> list[tuple[Path, bytes]]:
        """What is to be sent now."""
        if now < self._next:
            return []
        self._next = now + (SEARCH_SECONDS if self.path is None else CHECK_SECONDS)
        paths = self._pairs if self.path is None else [self.path]
        return [(path, self._check(path)) for path in paths]

    def receive(self, path: Path, data: bytes, now: float) -> bool:
        """Whether this answers a check of ours. The first pair that is answered for is kept."""
        transaction = read_binding_success(data, self._password)
        if transaction is None or self._open.get(transaction) != path:
            return False
        del self._open[transaction]
        self._heard = now
        if self.path is None:
            self.path = path
            self._next = now  # nominate it at once
        return True

    def is_lost(self, now: float) -> bool:
        return now - self._heard >= LOST_SECONDS

    def _check(self, path: Path) -> bytes:
        transaction = secrets.token_bytes(12)
        if len(self._open) >= _MOST_OPEN:
            del self._open[next(iter(self._open))]
        self._open[transaction] = path
        return write_binding_request(
            self._username, self._password, transaction, use_candidate=self.path is not None
        )


def _version(host: str) -> int:
    return ipaddress.ip_address(host).version
