"""A timer rings when it was last set to, once, and is left alone as long as nothing changes."""

from __future__ import annotations

from collections.abc import Callable

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
        self.timer = RoomTimer(self.clock, lambda: self.rung.append(self.clock.now() - self.start))


def test_it_rings_once_at_the_moment_that_was_set_last() -> None:
    heard = Heard()
    heard.timer.set(heard.start + 5)
    heard.timer.set(heard.start + 9)
    heard.timer.set(heard.start + 7)
    heard.clock.advance(6)
    assert heard.rung == []
    heard.clock.advance(1)
    heard.clock.advance(60)
    assert heard.rung == [7]


def test_set_to_never_it_does_not_ring() -> None:
    heard = Heard()
    heard.timer.set(heard.start + 5)
    heard.timer.set(None)
    heard.timer.set(None)
    heard.clock.advance(60)
    assert heard.rung == []
    assert heard.clock.armed == []


def test_set_to_what_it_is_set_to_it_is_not_armed_anew() -> None:
    heard = Heard()
    heard.timer.set(heard.start + 5)
    heard.timer.set(heard.start + 5)
    assert heard.clock.asked == [heard.start + 5]


def test_after_it_rang_the_same_moment_can_be_set_again() -> None:
    heard = Heard()
    heard.timer.set(heard.start)
    heard.clock.advance(0)
    heard.timer.set(heard.start)
    heard.clock.advance(0)
    assert heard.rung == [0, 0]
