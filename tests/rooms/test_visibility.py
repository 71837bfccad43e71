"""Which audience somebody belongs to, and what it sees."""

from __future__ import annotations

import pytest

from rooms.kinds import RoomKind
from rooms.roles import Role
from rooms.visibility import EVERYONE, STAFF, Audience, audience_of, one, project
from tests.support.room_runs import run


@pytest.mark.parametrize(
    ("role", "audience"),
    [
        (Role.OPERATOR, STAFF),
        (Role.TEACHER, STAFF),
        (Role.TA, STAFF),
        (Role.ACTIVE, EVERYONE),
        (Role.STUDENT, EVERYONE),
        (Role.GUEST, EVERYONE),
    ],
)
def test_a_role_belongs_to_one_audience(role: Role, audience: Audience) -> None:
    assert audience_of(role) == audience


@pytest.mark.parametrize("audience", [EVERYONE, STAFF, one("ada")])
def test_an_event_that_hides_nothing_is_the_same_object_for_all(audience: Audience) -> None:
    for event in run(seed=9, kind=RoomKind.STUDY, commands=100).log:
        assert project(event, audience) is event


def test_one_members_audience_is_their_own() -> None:
    assert one("ada") == one("ada")
    assert one("ada") != one("bo")
