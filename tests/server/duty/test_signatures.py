"""Signatures as Standard Webhooks has them, held to the project's own library."""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook as Reference

from server.duty.signatures import TOLERANCE, is_secret, new_secret, sign, verify

SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="
BODY = b'{"type":"duty.gap"}'
NOW = 1_700_000_000.0


def test_the_library_accepts_what_we_sign() -> None:
    now = datetime.now(UTC).timestamp()  # the library knows no other time
    Reference(SECRET).verify(BODY, sign(SECRET, "notice-1", BODY, now))


@given(st.text(alphabet="abc-123", min_size=1), st.binary().map(lambda data: data.hex()))
def test_we_sign_as_the_library_does_and_accept_it(id: str, body: str) -> None:
    moment = datetime.fromtimestamp(int(NOW), UTC)
    theirs = Reference(SECRET).sign(id, moment, body)
    assert sign(SECRET, id, body.encode(), NOW)["webhook-signature"] == theirs
    headers = {"webhook-id": id, "webhook-timestamp": str(int(NOW)), "webhook-signature": theirs}
    assert verify([SECRET], headers, body.encode(), NOW)


def test_one_of_several_secrets_and_signatures_is_enough() -> None:
    headers = sign(SECRET, "m", BODY, NOW)
    headers["webhook-signature"] = f"v1,bm8= v2,x {headers['webhook-signature']}"
    assert verify([new_secret(), SECRET], headers, BODY, NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": ""},
        {"webhook-id": "other"},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "-5"},
        {"webhook-timestamp": "9" * 30},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,bm8="},
        {"webhook-signature": "v1,é"},
    ],
)
def test_whatever_is_missing_or_changed_is_refused(change: dict[str, str]) -> None:
    assert not verify([SECRET], sign(SECRET, "m", BODY, NOW) | change, BODY, NOW)


def test_another_body_secret_or_time_is_refused() -> None:
    headers = sign(SECRET, "m", BODY, NOW)
    assert not verify([SECRET], headers, BODY + b" ", NOW)
    assert not verify([new_secret()], headers, BODY, NOW)
    assert not verify([], headers, BODY, NOW)
    assert not verify([SECRET], headers, BODY, NOW + TOLERANCE + 1)
    assert not verify([SECRET], headers, BODY, NOW - TOLERANCE - 1)


@pytest.mark.row("S14")
def test_what_is_no_secret_of_this_kind_signs_nothing() -> None:
    """The secret of a chat's robot, or none, must not become an empty key that anybody can sign with."""
    with_empty_key = base64.b64encode(hmac.digest(b"", b"m.%d.%s" % (int(NOW), BODY), "sha256")).decode()
    headers = {
        "webhook-id": "m",
        "webhook-timestamp": str(int(NOW)),
        "webhook-signature": f"v1,{with_empty_key}",
    }
    assert not verify(["", "SEC123"], headers, BODY, NOW)


def test_new_secrets_are_secrets_and_differ() -> None:
    assert is_secret(new_secret())
    assert new_secret() != new_secret()


@pytest.mark.parametrize(
    "text", ["", "whsec_", "whsec_QUJD", "whsec_not base64!", SECRET.removeprefix("whsec_")]
)
def test_what_is_too_short_or_no_base64_is_no_secret(text: str) -> None:
    assert not is_secret(text)
