"""Which pages may speak to this server. Decided from configuration alone, never from a header the client chose.

A browser sends Origin (RFC 6454) with every WebSocket upgrade and every state-changing request; what comes without it,
or with `null`, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit


class Origins:
    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(normalised(origin) for origin in allowed)

    def allow(self, origin: str | None) -> bool:
        return origin is not None and origin in self._allowed


def normalised(url: str) -> str:
    """A URL's origin as browsers serialise it: lower case, no default port, no path. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an http or https address: {url!r}")
    return origin_of(parts.scheme, parts.hostname, parts.port)


def site(url: str) -> str:
    """The origin of an address that is one: this server's pages stand at the root. Raises ValueError."""
    parts = urlsplit(url)
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError(f"give scheme, host and port only, no path: {url!r}")
    return normalised(url)


def origin_of(scheme: str, host: str, port: int | None) -> str:
    """`host` is a name or an address; IPv6 addresses come without brackets."""
    host = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{host}" if port in (None, default) else f"{scheme}://{host}:{port}"
