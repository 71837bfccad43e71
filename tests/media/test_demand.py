"""A publisher is told at once what is wanted, and after some patience what is not."""

from __future__ import annotations

from media.commands import Source
from media.demand import PATIENCE, Demand

CAMERA, SCREEN = Source.CAMERA, Source.SCREEN


def test_the_first_word_is_what_is_seen_now() -> None:
    demand = Demand()
    assert demand.update({CAMERA: 0, SCREEN: 1}, 0.0) == {CAMERA: 0, SCREEN: 1}
    assert demand.update({CAMERA: 0, SCREEN: 1}, 1.0) is None
    assert demand.is_settled


def test_more_is_wanted_at_once() -> None:
    demand = Demand()
    demand.update({CAMERA: 0}, 0.0)
    assert demand.update({CAMERA: 3}, 0.1) == {CAMERA: 3}


def test_less_is_wanted_only_after_a_while() -> None:
    demand = Demand()
    demand.update({CAMERA: 3}, 0.0)
    assert demand.update({CAMERA: 1}, 1.0) is None
    assert not demand.is_settled
    assert demand.update({CAMERA: 1}, 1.0 + PATIENCE - 0.1) is None
    assert demand.update({CAMERA: 1}, 1.0 + PATIENCE) == {CAMERA: 1}
    assert demand.is_settled


def test_a_page_that_is_turned_back_in_time_stops_nothing() -> None:
    demand = Demand()
    demand.update({CAMERA: 3}, 0.0)
    demand.update({CAMERA: 0}, 1.0)
    assert demand.update({CAMERA: 3}, 2.0) is None
    assert demand.is_settled
    assert demand.update({CAMERA: 0}, PATIENCE + 1.5) is None


def test_a_source_that_ended_is_not_spoken_of_any_more() -> None:
    demand = Demand()
    demand.update({CAMERA: 1, SCREEN: 1}, 0.0)
    assert demand.update({CAMERA: 1}, 1.0) == {CAMERA: 1}
    assert demand.update({CAMERA: 1, SCREEN: 0}, 2.0) == {CAMERA: 1, SCREEN: 0}
