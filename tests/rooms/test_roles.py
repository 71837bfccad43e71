"""The permission table, spelled out a second time: a change of it is a change of this file too."""

from __future__ import annotations

import pytest

from rooms.roles import Action, Role, permits

MATRIX = """
              operator teacher ta active student guest
enter         yes      yes     yes yes   yes     yes
post          yes      yes     yes yes   yes     yes
publish       yes      yes     yes yes   yes     yes
take_stage    yes      yes     yes no    no      no
share_screen  yes      yes     yes yes   yes     no
"""


def _cells() -> list[tuple[Role, Action, bool]]:
    head, *rows = MATRIX.strip().splitlines()
    roles = [Role(name) for name in head.split()]
    return [
        (role, Action(row.split()[0]), cell == "yes")
        for row in rows
        for role, cell in zip(roles, row.split()[1:], strict=True)
    ]


@pytest.mark.row("S3")
@pytest.mark.parametrize(("role", "action", "is_permitted"), _cells())
def test_every_role_and_action_matches_the_matrix(role: Role, action: Action, is_permitted: bool) -> None:
    assert permits(role, action) is is_permitted


def test_the_matrix_names_every_role_and_action() -> None:
    assert {(role, action) for role, action, _ in _cells()} == {
        (role, action) for role in Role for action in Action
    }
