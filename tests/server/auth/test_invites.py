"""Secrets of invites, their hashes, their links, and which role wins."""

from __future__ import annotations

import pytest

from rooms.roles import Role
from server.auth.invites import hashed, higher, link, new_secret


def test_secrets_are_new_each_time_and_fit_into_a_path() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(secret.replace("-", "a").replace("_", "a").isalnum() for secret in made)


def test_a_hash_does_not_give_the_secret_away() -> None:
    assert b"secret" not in hashed("secret")
    assert hashed("secret") == hashed("secret") != hashed("Secret")


def test_a_link_leads_to_the_page_that_redeems_it() -> None:
    assert link("https://study.example.org", "abc") == "https://study.example.org/i/abc"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Role.STUDENT, Role.TEACHER, Role.TEACHER),
        (Role.OPERATOR, Role.STUDENT, Role.OPERATOR),
        (Role.GUEST, Role.GUEST, Role.GUEST),
        (Role.TA, Role.ACTIVE, Role.TA),
    ],
)
def test_the_higher_role_is_the_one_that_may_do_more(one: Role, other: Role, expected: Role) -> None:
    assert higher(one, other) is expected
    assert higher(other, one) is expected
