"""Standard Webhooks signatures (standardwebhooks.com, version 1): who sent a message, when, and that it is whole.

Signs what we send and checks what others send to us. Pure: the present time is an argument.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping

PREFIX = "whsec_"
TOLERANCE = 300.0
"""Seconds that a message may be old, or ahead of our clock."""
SECRET_BYTES = 32
_SECRET_LENGTHS = range(24, 65)


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def is_secret(secret: str) -> bool:
    """Whether it is one, of 24 to 64 bytes."""
    return _key(secret) is not None


def sign(secret: str, id: str, body: bytes, now: float) -> dict[str, str]:
    """The headers of a message. `id` is the same for every try, so that the receiver can tell a second one.

    `secret` is one.
    """
    timestamp = str(int(now))
    return {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{_signature(secret, id, timestamp, body)}",
    }


def verify(candidates: Iterable[str], headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether one of these secrets signed it lately; what is no secret of this kind signs nothing.

    Names of `headers` are in lower case.
    """
    id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not id or not _is_recent(timestamp, now):
        return False
    given = [
        signature
        for version, _, signature in (
            part.partition(",") for part in headers.get("webhook-signature", "").split()
        )
        if version == "v1"
    ]
    expected = [_signature(secret, id, timestamp, body) for secret in candidates if is_secret(secret)]
    # Every pair is compared, so that the time it takes says nothing.
    return any([hmac.compare_digest(one.encode(), other.encode()) for one in given for other in expected])


def _is_recent(timestamp: str, now: float) -> bool:
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 16
    return is_number and abs(now - int(timestamp)) <= TOLERANCE


def _signature(secret: str, id: str, timestamp: str, body: bytes) -> str:
    signed = b".".join((id.encode(), timestamp.encode(), body))
    key = _key(secret)
    assert key is not None, "asked for secrets only"
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def _key(secret: str) -> bytes | None:
    if not secret.startswith(PREFIX):
        return None
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return None
    return key if len(key) in _SECRET_LENGTHS else None
