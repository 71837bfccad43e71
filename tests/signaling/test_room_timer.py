"""A timer rings when it was last set to, once, and is left alone as long as nothing changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from typing_extensions import override

from signaling.room_timer import RoomTimer
from tests.support.clock import ManualClock


class NotingClock(ManualClock):
    """Notes what it was asked to call."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float] = []

    @override
    def call_at(self, when: float, call: Callable[[], None]) -> Callable[[], None]:
        self.asked.append(when)
        return super().call_at(when, call)


class Heard:
    def __init__(self) -> None:
        self.clock = NotingClock()
        self.start = self.clock.now()
        self.rung: list[float] = []
        self.timer = RoomTimer(self.clock)

    def set(self, seconds: float | None) -> None:
        when = None if seconds is None else self.start + seconds
        self.timer.set(when, lambda: self.rung.append(self.clock.now() - self.start))


def test_it_rings_once_at_the_moment_that_was_set_last() -> None:
    heard = Heard()
    for seconds in (5, 9, 7):
        heard.set(seconds)
    heard.clock.advance(6)
    assert heard.rung == []
    heard.clock.advance(1)
    heard.clock.advance(60)
    assert heard.rung == [7]


@pytest.mark.parametrize("end", [lambda heard: heard.set(None), lambda heard: heard.timer.stop()])
def test_set_to_never_or_stopped_it_does_not_ring(end: Callable[[Heard], None]) -> None:
    heard = Heard()
    heard.set(5)
    end(heard)
    end(heard)
    heard.clock.advance(60)
    assert heard.rung == []
    assert heard.clock.armed == []


def test_set_to_what_it_is_set_to_or_later_it_is_not_armed_anew() -> None:
    heard = Heard()
    heard.set(5)
    heard.set(5)
    heard.set(8)
    assert heard.clock.asked == [heard.start + 5]
    heard.clock.advance(60)
    assert heard.rung == [8]
    assert heard.clock.asked == [heard.start + 5, heard.start + 8]


def test_after_it_rang_the_same_moment_can_be_set_again() -> None:
    heard = Heard()
    heard.set(0)
    heard.clock.advance(0)
    heard.set(0)
    heard.clock.advance(0)
    assert heard.rung == [0, 0]
