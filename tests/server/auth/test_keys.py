"""Keys derived from one root: the same at every start, another for every purpose."""

from __future__ import annotations

from server.auth.keys import Keys

ROOT = bytes(range(32))


def test_the_same_root_gives_the_same_keys_at_every_start() -> None:
    assert Keys(ROOT).cookie() == Keys(ROOT).cookie()
    assert Keys(ROOT).standing_invite("main", "teacher") == Keys(ROOT).standing_invite("main", "teacher")


def test_every_purpose_has_its_own_key() -> None:
    keys = Keys(ROOT)
    invites = {keys.standing_invite(space, role) for space in ("a", "b") for role in ("teacher", "student")}
    assert len(invites) == 4
    assert len({keys.cookie(), keys.ticket()}) == 2


def test_another_root_gives_other_keys() -> None:
    assert Keys(ROOT).ticket() != Keys(bytes(32)).ticket()


def test_an_invite_is_128_bits_that_fit_into_a_path() -> None:
    secret = Keys(ROOT).standing_invite("main", "teacher")
    assert len(secret) == 22
    assert secret.replace("-", "a").replace("_", "a").isalnum()
