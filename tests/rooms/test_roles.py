"""The permission table, spelled out a second time: a change of it is a change of this file too."""

from __future__ import annotations

import pytest

from rooms.roles import STAFF, Action, Role, is_staff, outranks, permits

MATRIX = """
                operator teacher ta  active student guest
enter           yes      yes     yes yes    yes     yes
post            yes      yes     yes yes    yes     yes
react           yes      yes     yes yes    yes     yes
publish         yes      yes     yes yes    yes     yes
raise_hand      yes      yes     yes yes    yes     yes
ask             yes      yes     yes yes    yes     yes
vote            yes      yes     yes yes    yes     yes
report          yes      yes     yes yes    yes     yes
share_screen    yes      yes     yes yes    yes     no
run_timer       yes      yes     yes yes    yes     no
open_sub_room   yes      yes     yes yes    yes     no
answer          yes      yes     yes yes    no      no
respond         yes      yes     yes yes    no      no
take_stage      yes      yes     yes no     no      no
moderate_chat   yes      yes     yes no     no      no
run_stage       yes      yes     yes no     no      no
run_questions   yes      yes     yes no     no      no
run_polls       yes      yes     yes no     no      no
run_session     yes      yes     yes no     no      no
run_breakouts   yes      yes     yes no     no      no
sanction        yes      yes     yes no     no      no
run_door        yes      yes     yes no     no      no
review          yes      yes     yes no     no      no
schedule        yes      yes     yes no     no      no
set_rules       yes      yes     no  no     no      no
decide_appeal   yes      yes     no  no     no      no
exclude         yes      yes     no  no     no      no
unmask          yes      no      no  no     no      no
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


def test_staff_are_who_may_run_a_room() -> None:
    assert {role for role in Role if is_staff(role)} == STAFF
    assert {role for role in Role if permits(role, Action.RUN_QUESTIONS)} == STAFF


def test_everybody_outranks_those_below_and_nobody_their_own_rank() -> None:
    order = [Role.OPERATOR, Role.TEACHER, Role.TA, Role.ACTIVE, Role.STUDENT, Role.GUEST]
    for higher, role in enumerate(order):
        assert [outranks(role, other) for other in order] == [place > higher for place in range(len(order))]
