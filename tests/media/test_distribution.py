"""Many numbers as a few."""

from __future__ import annotations

from media.distribution import distribution


def test_a_value_counts_where_it_is_at_most_the_bound() -> None:
    made = distribution([0.0, 1.0, 1.5, 2.0, 9.0], [1.0, 2.0])
    assert (made.counts, made.total) == ([2, 2, 1], 13.5)


def test_of_nothing_there_is_nothing() -> None:
    assert distribution([], [1.0]).counts == [0, 0]
