"""One obligation: what its clock shows, when it is due, and when something happens to it by itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from community.covered_time import Window
from rooms.obligations.events import ObligationAttached, ObligationEvent, ObligationPaused, PeerAnswered
from rooms.obligations.obligation import REMEMBERED_ATTACHED, Obligation
from rooms.obligations.standard import EVER
from rooms.obligations.terms import Anchor, AnchorKind, ClockKind, PauseReason
from tests.support.owed import opened

QUARTER = 900.0


def always(_: int) -> Sequence[Window]:
    return [EVER]


def one() -> Obligation:
    """Opened at 1 s, due 900 s later."""
    return Obligation.opened(opened(1), always)


def after(obligation: Obligation, *events: ObligationEvent) -> Obligation:
    for event in events:
        obligation.apply(event, always)
    return obligation


def attached(number: int, at: float, *, clock: ClockKind = ClockKind.COVERED) -> ObligationAttached:
    return ObligationAttached(
        at=at,
        id=1,
        asker="ada",
        anchor=Anchor(AnchorKind.MESSAGE, number),
        class_=opened(1).class_,
        due_at=None,
        clock=clock,
        policy=1,
        first=QUARTER,
    )


def test_its_clock_runs_from_its_opening() -> None:
    owed = one()
    assert (owed.consumed_at(1.0, always), owed.consumed_at(61.0, always)) == (0.0, 60.0)
    assert (owed.due_at(always), owed.fires_at) == (1.0 + QUARTER, 1.0 + QUARTER / 2)


def test_a_clock_that_stands_shows_what_it_showed() -> None:
    paused = ObligationPaused(at=61.0, id=1, asker="ada", by="tess", why=PauseReason.EXAM, consumed=60.0)
    owed = after(one(), paused)
    assert owed.consumed_at(5000.0, always) == 60.0
    assert (owed.due_at(always), owed.deadline) == (None, None)
    assert not owed.is_due(1e12)


@pytest.mark.parametrize(("until", "deadline"), [(10.0, 10.0), (5000.0, 1.0 + QUARTER / 2)])
def test_what_comes_first_is_its_deadline(until: float, deadline: float) -> None:
    owed = after(one(), PeerAnswered(at=2.0, id=1, asker="ada", by="chen", until=until))
    assert owed.deadline == deadline
    assert (owed.is_due(deadline - 0.1), owed.is_due(deadline)) == (False, True)


def test_a_learners_answer_is_a_deadline_also_where_the_clock_stands() -> None:
    paused = ObligationPaused(at=61.0, id=1, asker="ada", by="tess", why=PauseReason.EXAM, consumed=60.0)
    owed = after(one(), paused, PeerAnswered(at=62.0, id=1, asker="ada", by="chen", until=99.0))
    assert owed.deadline == 99.0


def test_another_kind_of_clock_goes_on_from_what_the_first_one_showed() -> None:
    owed = after(one(), attached(2, 61.0, clock=ClockKind.WALL))
    assert (owed.consumed, owed.since, owed.consumed_at(71.0, always)) == (60.0, 61.0, 70.0)
    standing = after(
        one(), ObligationPaused(at=61.0, id=1, asker="ada", by="", why=PauseReason.EXAM, consumed=60.0)
    )
    assert after(standing, attached(2, 99.0, clock=ClockKind.WALL)).consumed_at(200.0, always) == 60.0


def test_of_what_is_added_so_much_is_remembered() -> None:
    owed = one()
    for number in range(2, REMEMBERED_ATTACHED + 9):
        after(owed, attached(number, float(number)))
    assert len(owed.attached) == REMEMBERED_ATTACHED
    assert owed.said_at == REMEMBERED_ATTACHED + 8.0
    after(owed, attached(2, 999.0))
    assert owed.said_at < 999.0, "it was said already, and only edited"
