"""Floating reactions: nobody is drowned by them, and none of those that count is lost."""

from __future__ import annotations

from collections import Counter

from signaling.cheering import CHEERS_PER_SECOND, Cheering
from signaling.wire import CHEER_SECONDS
from tests.support.clock import ManualClock


class Stage:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.shown: list[tuple[float, dict[str, int]]] = []
        self.cheering = Cheering(self.clock, lambda counts: self.shown.append((self.clock.now(), counts)))


def test_the_first_cheer_after_a_pause_is_shown_at_once() -> None:
    stage = Stage()
    stage.cheering.add("👏")
    assert [counts for _, counts in stage.shown] == [{"👏": 1}]
    stage.clock.advance(60)
    stage.cheering.add("🎉")
    assert [counts for _, counts in stage.shown] == [{"👏": 1}, {"🎉": 1}]


def test_a_storm_is_shown_a_few_times_a_second_and_the_counts_add_up() -> None:
    stage = Stage()
    for number in range(500):
        stage.cheering.add("👏" if number % 5 else "🎉")
        stage.clock.advance(1 / 500)
    stage.clock.advance(CHEER_SECONDS)
    total: Counter[str] = Counter()
    for _, counts in stage.shown:
        total.update(counts)
    assert total == {"👏": 400, "🎉": 100}
    times = [at for at, _ in stage.shown]
    assert all(
        later - earlier >= CHEER_SECONDS - 1e-6 for earlier, later in zip(times, times[1:], strict=False)
    )
    assert len([at for at in times if at < times[0] + 1.0]) <= 4


def test_silence_costs_nothing() -> None:
    stage = Stage()
    stage.cheering.add("👏")
    stage.clock.advance(10)
    assert stage.clock.armed == []


def test_a_member_may_cheer_a_few_times_a_second_whatever_others_do() -> None:
    stage = Stage()
    assert [stage.cheering.may("ada") for _ in range(6)] == [True] * CHEERS_PER_SECOND + [False] * 2
    assert stage.cheering.may("bo")
    stage.clock.advance(1.0)
    assert stage.cheering.may("ada")


def test_nothing_is_shown_after_the_end() -> None:
    stage = Stage()
    stage.cheering.close()
    stage.cheering.add("👏")
    stage.cheering.add("👏")
    stage.cheering.close()
    stage.clock.advance(10)
    assert len(stage.shown) == 1
