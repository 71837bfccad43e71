"""A chat server under load, whoever wrote it: where it listens, what its clients say, and which process is paid for."""

from __future__ import annotations

import base64
import math
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import studyhall_probe

BODY = f"~bench:{'T' * 16}:{'N' * 8}".ljust(150, "x")
"""150 bytes: a mark that the probe fills in, and filler."""

POST_PER_POSTER = 4.0
"""Messages per second of each who posts, as long as there are enough of them."""

Opening = list[bytes]


@dataclass(frozen=True)
class ChatServer:
    """Everybody who is connected is in one room. `pid`: CPU time is that process's.

    `opening` gives what the next member says after the upgrade, and may take its time. The first `posters` who come are
    those who post, if not everybody does; `most_per_poster` is how many messages per second the server lets each of them.
    `careful`: it may not manage the common rate, and what it cannot manage may break it.
    """

    name: str
    pid: int
    host: str
    port: int
    upgrade: bytes
    dialect: studyhall_probe.Dialect
    opening: Callable[[], Awaitable[Opening]]
    posters: int | None = None
    most_per_poster: float = math.inf
    careful: bool = False


def upgrade(host: str, port: int, path: str, headers: dict[str, str] | None = None) -> bytes:
    """A request for a WebSocket (RFC 6455 section 4.1)."""
    lines = {
        "Host": f"{host}:{port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode(),
    } | (headers or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()


async def nothing_to_say() -> Opening:
    return []
