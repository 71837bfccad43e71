"""Who may publish what, for every kind of room and role."""

from __future__ import annotations

import pytest

from rooms.kinds import RoomKind
from rooms.members.publishing import FACE, NOTHING, SCREEN, publishable
from rooms.roles import STAFF, Role
from rooms.terms import Source

MATRIX = {
    RoomKind.STUDY: {role: FACE if role is Role.GUEST else FACE | SCREEN for role in Role},
    RoomKind.QA: {role: FACE | SCREEN if role in STAFF else NOTHING for role in Role},
    RoomKind.ZONE: dict.fromkeys(Role, NOTHING),
}


@pytest.mark.row("S3")
@pytest.mark.parametrize("kind", RoomKind)
@pytest.mark.parametrize("role", Role)
def test_every_kind_and_role_matches_the_matrix(kind: RoomKind, role: Role) -> None:
    assert publishable(kind, role) == MATRIX[kind][role]


def test_every_source_belongs_to_a_face_or_a_screen() -> None:
    assert set(Source) == FACE | SCREEN
