"""Signed claims: what verifies, and everything that must not."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from server.auth.tokens import LONGEST, TokenSigner

KEY = bytes(range(32))
NOW = 1_800_000_000.0
signer = TokenSigner(KEY, "ticket")


def sign(seconds: float = 60) -> str:
    return signer.sign({"sub": "ada"}, now=NOW, seconds=seconds)


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims))
    return b".".join((*parts, b"")).decode()


def test_a_signed_token_gives_its_claims_back() -> None:
    claims = signer.verify(sign(), now=NOW)
    assert claims is not None
    assert claims["sub"] == "ada"


@pytest.mark.row("S2")
def test_an_expired_token_is_refused() -> None:
    assert signer.verify(sign(60), now=NOW + 59) is not None
    assert signer.verify(sign(60), now=NOW + 60) is None


@pytest.mark.row("S2")
@pytest.mark.parametrize("algorithm", ["none", "None", "NONE"])
def test_an_unsigned_token_is_refused(algorithm: str) -> None:
    claims = {"sub": "ada", "aud": "ticket", "exp": int(NOW) + 60}
    assert signer.verify(unsigned({"alg": algorithm, "typ": "JWT"}, claims), now=NOW) is None


@pytest.mark.row("S2")
def test_a_token_of_another_key_is_refused() -> None:
    other = TokenSigner(bytes(32), "ticket")
    assert signer.verify(other.sign({"sub": "ada"}, now=NOW, seconds=60), now=NOW) is None


@pytest.mark.row("S2")
def test_a_token_of_another_algorithm_is_refused() -> None:
    claims = {"sub": "ada", "aud": "ticket", "exp": int(NOW) + 60}
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert signer.verify(jwt.encode(claims, private, algorithm="RS256"), now=NOW) is None
    assert signer.verify(jwt.encode(claims, KEY * 2, algorithm="HS512"), now=NOW) is None


@pytest.mark.row("S2")
def test_a_token_for_another_purpose_is_refused_even_under_the_same_key() -> None:
    cookie = TokenSigner(KEY, "cookie").sign({"sub": "ada"}, now=NOW, seconds=60)
    assert signer.verify(cookie, now=NOW) is None


@pytest.mark.parametrize("missing", ["exp", "aud"])
def test_a_token_without_an_expiry_or_audience_is_refused(missing: str) -> None:
    claims: dict[str, Any] = {"sub": "ada", "aud": "ticket", "exp": int(NOW) + 60}
    del claims[missing]
    assert signer.verify(jwt.encode(claims, KEY, algorithm="HS256"), now=NOW) is None


@pytest.mark.parametrize("expiry", ["soon", [1], 1e999, None])
def test_an_expiry_that_is_no_whole_number_is_refused(expiry: object) -> None:
    token = jwt.encode({"sub": "ada", "aud": "ticket", "exp": 1}, KEY, algorithm="HS256")
    header, _, _ = token.split(".")
    claims = (
        base64.urlsafe_b64encode(json.dumps({"aud": "ticket", "exp": expiry}).encode()).rstrip(b"=").decode()
    )
    signature = jwt.get_algorithm_by_name("HS256").sign(f"{header}.{claims}".encode(), KEY)
    forged = f"{header}.{claims}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
    assert signer.verify(forged, now=0.0) is None


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b.c", "ä.ö.ü", "\x00", "🎟️", "e30.e30.e30", "x" * (LONGEST + 1)]
)
def test_what_is_no_token_is_refused(text: str) -> None:
    assert signer.verify(text, now=NOW) is None


def test_any_changed_byte_is_noticed() -> None:
    token = sign()
    for index, old in enumerate(token[:-1]):  # the last character holds unused bits
        changed = token[:index] + ("A" if old != "A" else "B") + token[index + 1 :]
        assert signer.verify(changed, now=NOW) is None
