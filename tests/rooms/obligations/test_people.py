"""Who is a learner, and who of the staff: here, gone, at their desk, or a stranger."""

from __future__ import annotations

import pytest

from rooms.members.terms import Leave
from rooms.obligations.people import is_learner, role_of, wrote_as_staff
from rooms.roles import Role
from rooms.terms import SYSTEM
from tests.rooms.obligations.zone import Zone
from tests.support.law import ADA, CHEN, TESS
from tests.support.rooms import person


def test_somebody_here_or_gone_is_who_they_were(zone: Zone) -> None:
    zone.events(Leave(), TESS)
    room = zone.state()
    assert [role_of(room, id, SYSTEM) for id in ("ada", "chen", "tess")] == [ADA.role, CHEN.role, TESS.role]
    assert [is_learner(room, id, SYSTEM) for id in ("ada", "chen", "tess")] == [True, True, False]
    assert [wrote_as_staff(room, id) for id in ("ada", "tess")] == [False, True]


@pytest.mark.parametrize("role", Role)
def test_who_acts_from_a_desk_is_who_they_come_as(zone: Zone, role: Role) -> None:
    assert role_of(zone.state(), "dean", person("dean", role)) is role


def test_a_stranger_is_a_learner_and_wrote_from_a_desk_if_they_wrote(zone: Zone) -> None:
    assert role_of(zone.state(), "dean", SYSTEM) is Role.STUDENT
    assert wrote_as_staff(zone.state(), "dean")
