"""Credentials for TURN servers, for people whose network lets nothing else through.

The server and the relay share a secret; a credential is good until the time in its user name and for nothing else. The
form is that of the "TURN REST API" (draft-uberti-behave-turn-rest-00), which coturn knows as `use-auth-secret`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from signaling.wire_media import IceServer

HOURS = 12
"""As long as anybody sits in a room at a stretch; a new one comes with every reconnect."""

_SCHEMES = ("turn:", "turns:")


@dataclass(frozen=True, slots=True)
class TurnServers:
    """`urls` as in RFC 7065, such as turns:turn.example.org:443?transport=tcp. All share `secret`."""

    urls: tuple[str, ...]
    secret: str

    def for_person(self, person: str, now: float) -> IceServer:
        """`person` lets the relay count what one person uses; `now` in UTC seconds."""
        username = f"{int(now) + HOURS * 3600}:{person}"
        digest = hmac.new(self.secret.encode(), username.encode(), hashlib.sha1).digest()
        return IceServer(list(self.urls), username, base64.b64encode(digest).decode())


def turn_url_of(text: str) -> str:
    """As it was written. Raises ValueError for anything that is not a TURN URL."""
    if not text.startswith(_SCHEMES) or len(text.split(":", 1)[1]) < 1:
        raise ValueError("a TURN URL looks like turn:host:3478 or turns:host:443?transport=tcp")
    return text
