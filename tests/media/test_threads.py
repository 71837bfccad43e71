"""Groups stay together, crowds are spread, and nobody who left counts."""

from __future__ import annotations

from collections import Counter
from itertools import count

from media.commands import Direction
from media.threads import RECEIVERS_AT_HOME, Threads

PUBLISH, RECEIVE = Direction.PUBLISH, Direction.RECEIVE


class Connections:
    """Opens connections on so many threads, and remembers where they went."""

    def __init__(self, threads: int, receivers_at_home: int = RECEIVERS_AT_HOME) -> None:
        self.threads = Threads(threads, receivers_at_home)
        self.thread_of: dict[int, int] = {}
        self._numbers = count(1)

    def open(self, group: str, direction: Direction = RECEIVE) -> int:
        transport = next(self._numbers)
        self.thread_of[transport] = self.threads.place(transport, group, direction)
        return transport

    def crowd(self, group: str, number: int) -> Counter[int]:
        """So many receivers, by thread."""
        return Counter(self.thread_of[self.open(group)] for _ in range(number))


def test_a_group_stays_on_one_thread_and_groups_take_turns() -> None:
    connections = Connections(2)
    first = {
        connections.thread_of[connections.open("first", way)] for way in (PUBLISH, RECEIVE) for _ in "abc"
    }
    second = {connections.thread_of[connections.open("second", way)] for way in (PUBLISH, RECEIVE)}
    assert len(first) == len(second) == 1
    assert first != second


def test_a_new_group_goes_to_the_thread_with_the_fewest_connections() -> None:
    connections = Connections(3)
    sizes = {"large": 9, "small": 1, "middle": 4}
    home = {name: set(connections.crowd(name, size)) for name, size in sizes.items()}
    assert {connections.thread_of[connections.open("new")]} == home["small"]


def test_receivers_beyond_the_bound_are_spread_and_publishers_are_not() -> None:
    connections = Connections(4, receivers_at_home=10)
    home = connections.thread_of[connections.open("stage", PUBLISH)]
    by_thread = connections.crowd("stage", 43)
    assert by_thread[home] >= 10
    assert max(by_thread.values()) - min(by_thread.values()) <= 1
    assert connections.thread_of[connections.open("stage", PUBLISH)] == home


def test_who_left_counts_no_more() -> None:
    connections = Connections(2, receivers_at_home=2)
    first, second = connections.open("stage"), connections.open("stage")
    home = connections.thread_of[first]
    assert connections.thread_of[connections.open("stage")] != home
    connections.threads.forget(first)
    assert connections.thread_of[connections.open("stage")] == home
    connections.threads.forget(second)
    assert connections.thread_of[connections.open("other")] == home


def test_a_group_that_everybody_left_begins_anew_on_the_idlest_thread() -> None:
    connections = Connections(2)
    left = connections.open("room")
    connections.crowd("other", 5)
    connections.threads.forget(left)
    connections.crowd("third", 9)
    assert connections.thread_of[connections.open("room")] == 1


def test_who_moves_stays_on_its_thread_and_makes_it_home_for_a_group_that_begins() -> None:
    connections = Connections(2)
    moved = [connections.open("hall"), connections.open("hall")]
    connections.crowd("other", 1)
    for transport in moved:
        connections.threads.move(transport, "table")
    assert connections.thread_of[connections.open("table")] == connections.thread_of[moved[0]]
    assert connections.thread_of[connections.open("hall")] != connections.thread_of[moved[0]]


def test_one_thread_has_everybody() -> None:
    assert set(Connections(1, receivers_at_home=2).crowd("stage", 9)) == {0}
