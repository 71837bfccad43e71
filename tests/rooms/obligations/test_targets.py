"""By what something is measured, as things stand in the room."""

from __future__ import annotations

import pytest

from rooms.kinds import RoomKind
from rooms.life.terms import StartSession
from rooms.obligations.standard import HOUR, MINUTE, STANDARD
from rooms.obligations.targets import measure, measure_after_class, on_occasion
from rooms.obligations.terms import (
    ClockKind,
    Coverage,
    ObligationClass,
    Occasion,
    SetCoverage,
    Target,
)
from tests.rooms.obligations.zone import Zone
from tests.support.law import TESS

C = ObligationClass


@pytest.mark.parametrize(
    ("kind", "first", "full", "clock"),
    [
        (C.HAND, 2 * MINUTE, None, ClockKind.WALL),
        (C.HELP, 2 * MINUTE, None, ClockKind.WALL),
        (C.NEWCOMER, 10 * MINUTE, None, ClockKind.COVERED),
        (C.QUESTION, 15 * MINUTE, 4 * HOUR, ClockKind.COVERED),
        (C.STATEMENT, 30 * MINUTE, None, ClockKind.COVERED),
        (C.SUBMISSION, 24 * HOUR, 72 * HOUR, ClockKind.COVERED),
        (C.REPORT, 5 * MINUTE, 24 * HOUR, ClockKind.WALL),
    ],
)
def test_the_targets_that_hold_until_a_community_sets_its_own(
    kind: ObligationClass, first: float, full: float | None, clock: ClockKind
) -> None:
    zone = Zone(RoomKind.STUDY)
    zone.events(StartSession(), TESS)
    assert measure(zone.state(), kind).target == Target(first, full, clock)


def test_a_live_class_has_targets_of_its_own_and_so_has_what_it_leaves_open() -> None:
    zone = Zone(RoomKind.QA)
    zone.events(StartSession(), TESS)
    room = zone.state()
    assert measure(room, C.QUESTION).target == Target(3 * MINUTE, None, ClockKind.WALL)
    assert measure(room, C.STATEMENT).target == STANDARD.targets[C.STATEMENT]
    assert measure_after_class(room, C.QUESTION).target == Target(24 * HOUR, 24 * HOUR, ClockKind.COVERED)
    assert measure_after_class(room, C.HELP).target == Target(2 * MINUTE, None, ClockKind.COVERED)


def test_what_a_community_does_not_say_holds_as_it_was(zone: Zone) -> None:
    own = Target(60, None, ClockKind.COVERED)
    zone.events(SetCoverage(Coverage(4, {C.STATEMENT: own}, [])))
    room = zone.state()
    assert (measure(room, C.STATEMENT).target, measure(room, C.STATEMENT).policy) == (own, 4)
    assert measure(room, C.NEWCOMER).target == STANDARD.targets[C.NEWCOMER]
    assert measure(room, C.STATEMENT, 0).target == STANDARD.targets[C.STATEMENT]
    assert measure_after_class(room, C.REPORT).fields() == {
        "clock": ClockKind.COVERED,
        "policy": 4,
        "first": 5 * MINUTE,
        "full": 24 * HOUR,
    }


def test_a_community_sets_what_holds_in_class_and_after_it_and_what_is_open_keeps_its_version() -> None:
    zone = Zone(RoomKind.QA)
    zone.events(StartSession(), TESS)
    live = Target(MINUTE, 10 * MINUTE, ClockKind.WALL)
    after = Target(HOUR, 2 * HOUR, ClockKind.COVERED)
    zone.events(
        SetCoverage(
            Coverage(4, {}, [], {Occasion.LIVE_QUESTION: live, Occasion.AFTER_CLASS: after}),
        )
    )
    room = zone.state()
    assert measure(room, C.QUESTION).target == live
    assert measure_after_class(room, C.QUESTION).target == after
    assert measure(room, C.QUESTION, 0).target == STANDARD.occasions[Occasion.LIVE_QUESTION]
    coverage = room.obligations.coverage()
    assert on_occasion(coverage, Occasion.HELD) == Target(2 * MINUTE, None, ClockKind.WALL)


def test_every_class_and_occasion_has_a_standard() -> None:
    assert set(STANDARD.targets) == set(C)
    assert set(STANDARD.occasions) == set(Occasion)
