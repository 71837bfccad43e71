"""Credentials for relays: as coturn computes them, and good for some hours."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from server.turn import HOURS, TurnServers, turn_url_of


def test_a_credential_is_what_the_relay_computes_from_the_user_name() -> None:
    relays = TurnServers(("turn:relay.example.org:3478",), "north")
    given = relays.for_person("ada", 1_000.7)
    assert given.urls == ["turn:relay.example.org:3478"]
    assert given.username == f"{1_000 + HOURS * 3600}:ada"
    expected = hmac.new(b"north", given.username.encode(), hashlib.sha1).digest()
    assert base64.b64decode(given.credential) == expected


def test_two_people_have_two_credentials_that_say_nothing_of_the_secret() -> None:
    relays = TurnServers(("turn:relay.example.org",), "north")
    ada, bo = relays.for_person("ada", 0), relays.for_person("bo", 0)
    assert ada.credential != bo.credential
    assert "north" not in ada.credential + bo.credential


@pytest.mark.parametrize("url", ["turn:host", "turns:host:443?transport=tcp"])
def test_a_turn_url_is_taken_as_it_is(url: str) -> None:
    assert turn_url_of(url) == url


@pytest.mark.parametrize("url", ["", "stun:host", "https://host", "turn:"])
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="looks like"):
        turn_url_of(url)
