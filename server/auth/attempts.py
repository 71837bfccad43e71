"""How many wrong guesses an address has left. Right answers are not counted: a whole classroom shares one address."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

ATTEMPTS = 10
SECONDS = 60.0
ADDRESSES_KEPT = 10_000


class Attempts:
    """`now` gives seconds and must not run backwards."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._failures: dict[str, deque[float]] = {}

    def wait(self, address: str) -> float:
        """Seconds until this address may try again; 0 when it may now."""
        failures = self._recent(_network(address))
        return failures[0] + SECONDS - self._now() if len(failures) >= ATTEMPTS else 0.0

    def failed(self, address: str) -> None:
        network = _network(address)
        failures = self._recent(network)
        failures.append(self._now())
        self._failures.pop(network, None)
        self._failures[network] = failures  # the last to fail is the last to be forgotten
        if len(self._failures) > ADDRESSES_KEPT:
            del self._failures[next(iter(self._failures))]

    def _recent(self, network: str) -> deque[float]:
        failures = self._failures.get(network, deque(maxlen=ATTEMPTS))
        while failures and failures[0] + SECONDS <= self._now():
            failures.popleft()
        return failures


def _network(address: str) -> str:
    """One IPv6 customer holds a whole /64 (RFC 6177), so that is what counts as one address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else str(IPv6Address(int(parsed) >> 64 << 64))
