"""Moments come and go in any order, and the earliest of those that hold is known."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from rooms.obligations.alarms import Alarms

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
def test_it_always_has_what_is_set_and_tells_the_least(
    first: list[float | None], moves: list[tuple[Random, float | None]]
) -> None:
    alarms = Alarms()
    alarms.set_all(first)
    held = [*first, None]
    for chance, after in moves:
        place = chance.randrange(len(held))
        alarms.move(held[place], after)
        held[place] = after
        left = sorted(at for at in held if at is not None)
        assert list(alarms.moments()) == left
        assert alarms.next_at == (left[0] if left else None)
