"""Who hears of which level."""

from __future__ import annotations

import pytest

from server.duty.recipients import Team, recipients, rings, waits_for_primary

TEAM = Team("ann", "tess", ("ben", "cleo"), ("ann", "ben", "dora"), ("olga", "otto"))
NOBODY_ON_DUTY = Team(assistants=("ann", "ben"), operators=("olga",))


@pytest.mark.parametrize(
    ("level", "told"),
    [
        (50, ("ann",)),
        (100, ("ann",)),
        (150, ("tess", "ben", "cleo")),
        (200, ("olga", "otto")),
        (400, ("olga", "otto")),
    ],
)
def test_each_level_has_its_people(level: int, told: tuple[str, ...]) -> None:
    assert recipients(level, TEAM) == told


def test_a_primary_who_cannot_be_reached_is_told_with_the_secondary() -> None:
    assert recipients(50, TEAM, is_unreachable=True) == ("ann", "tess")
    assert recipients(100, TEAM, is_unreachable=True) == ("ann", "tess")


def test_without_a_secondary_whoever_comes_next_is_told() -> None:
    assert recipients(100, Team("ann", pool=("ben",)), is_unreachable=True) == ("ann", "ben")
    assert recipients(100, Team("ann", assistants=("ann", "dora")), is_unreachable=True) == ("ann", "dora")
    assert recipients(100, Team("ann", operators=("olga",)), is_unreachable=True) == ("ann", "olga")


def test_with_nobody_on_duty_nobody_is_left_without_being_told() -> None:
    assert recipients(50, NOBODY_ON_DUTY) == ()
    assert recipients(100, NOBODY_ON_DUTY) == ("olga",)
    assert recipients(150, NOBODY_ON_DUTY) == ("ann", "ben")
    assert recipients(150, Team(operators=("olga",))) == ("olga",)


def test_who_has_two_parts_is_told_once() -> None:
    assert recipients(150, Team("ann", "tess", ("ben", "tess"))) == ("tess", "ben")


def test_a_highlight_does_not_ring_and_a_breach_does() -> None:
    assert [level for level in (50, 100, 150, 200, 400) if rings(level)] == [100, 150, 200, 400]


def test_only_what_is_the_primarys_waits_for_them() -> None:
    assert [level for level in (50, 100, 150, 200) if waits_for_primary(level, TEAM)] == [50, 100]
    assert not waits_for_primary(100, NOBODY_ON_DUTY)
