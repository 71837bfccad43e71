"""The key by which push services know this server."""

from __future__ import annotations

import base64

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from server.duty.push_key import TOKEN_SECONDS, push_key
from server.storage.database import Database

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]


async def test_the_key_is_the_same_at_every_start(database: Database) -> None:
    first = await push_key(database, "mailto:ops@school.example", 1.0)
    again = await push_key(database, "mailto:ops@school.example", 2.0)
    assert first.public == again.public
    point = base64.urlsafe_b64decode(first.public + "=")
    assert (len(point), point[0]) == (65, 4)


async def test_a_push_service_can_check_who_speaks(database: Database) -> None:
    key = await push_key(database, "mailto:ops@school.example", 1.0)
    now = 4_000_000_000.0
    scheme, token, public = key.authorization("https://push.example", now).replace(",", "").split(" ")
    assert (scheme, public) == ("vapid", f"k={key.public}")
    point = base64.urlsafe_b64decode(key.public + "=")
    claims = jwt.decode(
        token.removeprefix("t="),
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point),
        algorithms=["ES256"],
        audience="https://push.example",
    )
    assert claims["sub"] == "mailto:ops@school.example"
    assert claims["exp"] == int(now) + TOKEN_SECONDS
