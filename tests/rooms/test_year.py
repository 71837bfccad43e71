"""A room goes on for years: its log replays to the same room, and its memory stays that of its last days."""

from __future__ import annotations

from rooms.room import Room
from tests.support.class_year import a_year, frozen_along


def test_what_a_room_remembers_does_not_grow_with_its_log() -> None:
    log = a_year(days=16, members=60)
    sizes = [len(frozen) for _, frozen in frozen_along(log, shots=4)]
    assert len(log) > 5_000
    assert max(sizes) < 1.5 * sizes[1], sizes


def test_a_room_opens_from_a_snapshot_as_from_its_whole_log() -> None:
    log = a_year(days=3, members=30)
    replayed = Room()
    shots = dict(frozen_along(log, shots=5))
    for event in log:
        replayed.apply(event)
    for seq, frozen in shots.items():
        opened = Room.thaw(frozen)
        for event in log[seq:]:
            opened.apply(event)
        assert opened.freeze() == replayed.freeze()


def test_the_same_seed_gives_the_same_year() -> None:
    assert a_year(seed=3, days=2, members=20) == a_year(seed=3, days=2, members=20)
    assert a_year(seed=3, days=2, members=20) != a_year(seed=4, days=2, members=20)


def test_a_room_says_what_it_counted() -> None:
    room = Room()
    for event in a_year(days=2, members=20):
        room.apply(event)
    assert room.is_open
    assert (room.title, room.last_question, room.last_poll) == ("Algebra", 12, 1)
    assert room.last_message > 100
