"""How long pictures stood still, as pages say it."""

from __future__ import annotations

from server.media_freezes import LATELY, REPORTS_EVERY, Freezes
from tests.support.clock import ManualClock


def test_the_worst_picture_of_the_last_minute_counts_for_its_peer() -> None:
    clock = ManualClock()
    freezes = Freezes(clock.now)
    freezes.note("ada", {"1": 2.0, "2": 1.0})
    clock.advance(10)
    freezes.note("ada", {"2": 4.0})
    assert (freezes.lately("ada"), freezes.lately("bo")) == (5.0, 0.0)
    assert (freezes.pictures, freezes.seconds) == (3, 7.0)


def test_what_was_more_than_a_minute_ago_is_forgotten_and_stays_counted() -> None:
    clock = ManualClock()
    freezes = Freezes(clock.now)
    freezes.note("ada", {"1": 2.0})
    clock.advance(LATELY + 1)
    assert freezes.lately("ada") == 0.0
    assert freezes.seconds == 2.0


def test_a_page_that_reports_too_often_is_not_counted() -> None:
    clock = ManualClock()
    freezes = Freezes(clock.now)
    for _ in range(10):
        freezes.note("ada", {"1": 60.0})
        clock.advance(REPORTS_EVERY / 10)
    assert freezes.pictures == 1
    assert freezes.lately("ada") <= LATELY


def test_nothing_is_known_of_who_has_gone() -> None:
    freezes = Freezes(ManualClock().now)
    freezes.note("ada", {"1": 2.0})
    freezes.forget("ada")
    assert freezes.lately("ada") == 0.0
