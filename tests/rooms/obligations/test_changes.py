"""What each event makes of an obligation that somebody sees."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.obligations.changes import changed, closing_order, is_open, new_obligation, waits_after
from rooms.obligations.events import AckUndone, BotReplied, ObligationWithdrawn, Thanked
from rooms.obligations.terms import ObligationState
from tests.support.owed import answered, escalated, opened


def test_a_new_one_is_open_since_its_opening_or_since_it_waits_elsewhere() -> None:
    assert (new_obligation(opened(5)).opened_at, is_open(new_obligation(opened(5)))) == (5.0, True)
    assert new_obligation(replace(opened(5), opened_at=2.0)).opened_at == 2.0


def test_what_means_nothing_for_it_changes_nothing() -> None:
    view = new_obligation(opened(1))
    assert changed(view, Thanked(at=2.0, id=1, asker="ada")) is view


def test_the_first_bot_counts() -> None:
    view = new_obligation(opened(1))
    for at in (2.0, 3.0):
        view = changed(view, BotReplied(at=at, id=1, asker="ada"))
    assert view.bot_at == 2.0


def test_the_breach_is_the_moment_that_was_due_and_stays() -> None:
    view = changed(new_obligation(opened(1)), escalated(1, 50, at=451.0))
    assert (view.level, view.breached_at) == (50, None)
    view = changed(view, escalated(1, 100, at=905.0))
    assert (view.level, view.breached_at) == (100, 901.0)
    view = changed(replace(view, due_at=2000.0), escalated(1, 100, at=2000.0))
    assert view.breached_at == 901.0
    unknown = replace(new_obligation(opened(1)), due_at=None)
    assert changed(unknown, escalated(1, 100, at=905.0)).breached_at == 905.0


def test_what_ends_at_its_deadline_is_in_time_and_a_moment_later_it_is_not() -> None:
    view = new_obligation(opened(1))
    gone = ObligationWithdrawn(at=901.0, id=1, asker="ada", consumed=900.0)
    assert changed(view, gone).breached_at is None
    late = changed(view, replace(gone, at=901.5))
    assert (late.breached_at, late.state) == (901.0, ObligationState.WITHDRAWN)
    assert closing_order(late) == (901.5, 1)
    assert closing_order(view) == (0.0, 1)


def test_waits_are_first_responses_that_were_not_taken_back() -> None:
    waits = waits_after([1.0], answered(1, 61.0))
    assert waits == [1.0, 60.0]
    assert waits_after(waits, answered(2, 61.0, private=True)) is waits
    assert waits_after(waits, replace(answered(2, 61.0), first=False)) is waits
    undone = AckUndone(at=62.0, id=1, asker="ada", due_at=None, consumed=1.0)
    assert waits_after([*waits, 1.0], undone) == [1.0, 60.0]
    assert waits_after([60.0], undone) == [60.0]
