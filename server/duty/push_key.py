"""The key by which push services know this server (VAPID, RFC 8292): made at the first start, kept in the database.

Browsers bind their subscriptions to it, so it never changes.
"""

from __future__ import annotations

import base64

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from sqlalchemy import insert, select

from server.storage.database import Database
from server.storage.tables import push_keys

TOKEN_SECONDS = 12 * 3600
"""Services refuse tokens that live longer than a day."""


class PushKey:
    def __init__(self, private: ec.EllipticCurvePrivateKey, contact: str) -> None:
        """`contact`: a mailto: or https: URL by which a push service can complain."""
        self._private, self._contact = private, contact
        point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public = base64.urlsafe_b64encode(point).rstrip(b"=").decode()
        """What a page gives to `pushManager.subscribe`."""

    def authorization(self, origin: str, now: float) -> str:
        """The header for the push service at `origin`."""
        claims = {"aud": origin, "exp": int(now) + TOKEN_SECONDS, "sub": self._contact}
        return f"vapid t={jwt.encode(claims, self._private, 'ES256')}, k={self.public}"


async def push_key(database: Database, contact: str, at: float) -> PushKey:
    """The same at every start."""
    async with database.alone() as connection:
        stored: bytes | None = await connection.scalar(select(push_keys.c.private))
        if stored is None:
            made = ec.generate_private_key(ec.SECP256R1())
            stored = made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            await connection.execute(insert(push_keys).values(id=1, private=stored, made_at=at))
    private = load_der_private_key(stored, password=None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)  # nothing else is ever stored
    return PushKey(private, contact)
