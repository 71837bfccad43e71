"""Moments come and go in any order, and the earliest of those that hold is known."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from rooms.obligations.alarms import SPARE, Alarms

MOMENTS = st.one_of(st.none(), st.integers(0, 9).map(float))


def test_nothing_set_is_nothing_to_come() -> None:
    assert Alarms().next_at is None


def test_the_earliest_that_still_holds_comes_next() -> None:
    alarms = Alarms()
    alarms.move(None, 3.0)
    alarms.move(None, 1.0)
    alarms.move(None, 2.0)
    assert alarms.next_at == 1.0
    alarms.move(2.0, None)
    assert alarms.next_at == 1.0
    alarms.move(1.0, 9.0)
    assert alarms.next_at == 3.0


def test_two_at_the_same_moment_are_two() -> None:
    alarms = Alarms()
    alarms.set_all([5.0, None, 5.0])
    alarms.move(5.0, None)
    assert alarms.next_at == 5.0
    alarms.move(5.0, None)
    assert alarms.next_at is None


@given(
    st.lists(MOMENTS, max_size=5),
    st.lists(st.tuples(st.randoms(use_true_random=False), MOMENTS), max_size=40),
)
def test_it_is_always_the_least_of_what_is_set(
    first: list[float | None], moves: list[tuple[Random, float | None]]
) -> None:
    alarms = Alarms()
    alarms.set_all(first)
    held = [*first, None]
    for chance, after in moves:
        place = chance.randrange(len(held))
        alarms.move(held[place], after)
        held[place] = after
        assert alarms.next_at == min((at for at in held if at is not None), default=None)


def test_what_is_off_is_not_kept_for_ever() -> None:
    alarms = Alarms()
    for at in (1.0, 5.0, 5.0):
        alarms.move(None, at)
    for at in range(2, 10_000):
        alarms.move(None, float(at))
        alarms.move(float(at), None)
        assert len(alarms.off) <= SPARE + len(alarms.moments) // 2
    assert len(alarms.moments) < 3 * SPARE
    assert Counter(alarms.moments) - Counter(alarms.off) == {1.0: 1, 5.0: 2}
    alarms.move(1.0, None)
    assert alarms.next_at == 5.0
