"""A wait that goes from room to room is counted once."""

from __future__ import annotations

import pytest

from community.metrics.outcomes import EndedBy, Outcome
from community.metrics.targets import within_target
from rooms.obligations.outcomes import outcomes
from rooms.obligations.terms import MarkUnsolved, PromiseAnswer
from tests.rooms.moving.rooms import Named, Space
from tests.rooms.obligations.counted import STAFF, hours
from tests.rooms.obligations.zone import ANSWERS, ASKS, MINUTE, SAYS
from tests.support.law import ADA, TESS, TOM


@pytest.fixture
def space() -> Space:
    return Space()


@pytest.fixture
def physics(space: Space) -> Named:
    room = Named("physics")
    space.add(room)
    return room


def rows(space: Space, *rooms: Named) -> list[Outcome]:
    return outcomes([room.log_of() for room in rooms], space.maths.now, STAFF, hours)


def test_a_question_that_moved_is_one_row_from_its_first_moment_on(space: Space, physics: Named) -> None:
    first = space.maths.says(ADA, ASKS)
    asked_at = space.maths.now
    space.waits(6 * MINUTE)
    there = space.move(space.maths, first, physics)
    space.waits(3 * MINUTE)
    physics.says(TOM, ANSWERS, there)
    for order in ((space.maths, physics), (physics, space.maths)):
        (row,) = rows(space, *order)
        assert (row.room, row.opened_at, row.cycle) == ("physics", asked_at, 1)
        assert row.covered_ms == row.consumed_ms == 9 * MINUTE * 1000
        assert (row.responder, row.breached_at, row.ended_by) == ("tom", None, None)


def test_over_several_rooms_it_is_still_one(space: Space, physics: Named) -> None:
    first = space.maths.says(ADA, ASKS)
    space.maths.reacts(TESS, first)
    space.waits(MINUTE)
    there = space.move(space.maths, first, physics)
    space.waits(MINUTE)
    back = space.move(physics, there, space.maths)
    space.maths.says(TOM, ANSWERS, back)
    (row,) = rows(space, space.maths, physics)
    assert (row.room, row.responder, row.consumed_ms) == ("maths", "tess", 0)
    assert row.resolved_at == space.maths.now


def test_what_moved_to_a_lounge_stands_beside_and_is_in_no_quotient(space: Space) -> None:
    first = space.maths.says(ADA, ASKS)
    space.waits(6 * MINUTE)
    space.move(space.maths, first, space.lounge)
    space.waits(60 * MINUTE)
    (row,) = found = rows(space, space.maths, space.lounge)
    assert (row.ended_by, row.breached_at, row.covered_ms) == (EndedBy.MOVED, None, 6 * MINUTE * 1000)
    within = within_target(found)
    assert (within.moved, within.share) == (1, None)


def test_what_was_late_before_it_moved_to_a_lounge_is_moved_and_was_late(space: Space) -> None:
    first = space.maths.says(ADA, ASKS)
    due = space.maths.now + 15 * MINUTE
    space.waits(20 * MINUTE)
    space.move(space.maths, first, space.lounge)
    (row,) = rows(space, space.maths)
    assert (row.ended_by, row.breached_at) == (EndedBy.MOVED, due)


def test_time_in_a_lounge_is_not_waited(space: Space) -> None:
    first = space.maths.says(ADA, ASKS)
    space.waits(6 * MINUTE)
    there = space.move(space.maths, first, space.lounge)
    space.waits(60 * MINUTE)
    back = space.move(space.lounge, there, space.maths)
    space.waits(4 * MINUTE)
    space.maths.says(TOM, ANSWERS, back)
    (row,) = rows(space, space.maths, space.lounge)
    assert row.covered_ms == row.consumed_ms == 10 * MINUTE * 1000
    assert (row.ended_by, row.breached_at) == (None, None)


def test_a_promise_is_one_wherever_its_question_goes(space: Space, physics: Named) -> None:
    first = space.maths.says(ADA, ASKS)
    space.maths.events(PromiseAnswer(space.maths.owed().id), TESS)
    made_at = space.maths.now
    there = space.move(space.maths, first, physics)
    physics.says(TESS, ANSWERS, there)
    (row,) = rows(space, space.maths, physics)
    assert [(each.by, each.made_at, each.kept_at) for each in row.promises] == [
        ("tess", made_at, physics.now)
    ]


def test_what_is_asked_again_before_it_moves_goes_on_in_its_cycle(space: Space, physics: Named) -> None:
    first = space.maths.says(ADA, ASKS)
    space.maths.says(TOM, ANSWERS, first)
    space.maths.events(MarkUnsolved(space.maths.owed().id), ADA)
    space.move(space.maths, first, physics)
    assert [(row.room, row.cycle) for row in rows(space, space.maths, physics)] == [
        ("maths", 1),
        ("physics", 2),
    ]


def test_what_never_moved_is_a_row_of_its_own(space: Space, physics: Named) -> None:
    space.maths.says(ADA, ASKS)
    physics.says(ADA, SAYS)
    assert len(rows(space, space.maths, physics)) == 2
