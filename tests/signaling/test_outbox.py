"""The outbox writes at once; for who is behind it keeps state in order, replaces latest-wins, and is bounded."""

from __future__ import annotations

import asyncio

import pytest

from signaling.outbox import BOUND, STALLED_SECONDS, Outbox
from signaling.ports import BEHIND
from tests.support.clock import ManualClock
from tests.support.sockets import MemorySocket
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio


class Reader:
    """A client and its outbox."""

    def __init__(self) -> None:
        self.overflows = 0
        self.clock = ManualClock()
        self.socket = MemorySocket()
        self.outbox = Outbox(self.socket, self.clock, self._overflow)

    def _overflow(self) -> None:
        self.overflows += 1

    def fall_behind(self) -> None:
        self.socket.stop_reading()
        self.outbox.push(bytes(BEHIND))
        assert self.outbox.is_behind

    def taken(self) -> list[bytes]:
        """What came since it fell behind, and was read on."""
        self.socket.read_on()
        return [message for message in self.socket.messages if len(message) != BEHIND]


async def test_who_reads_is_written_to_at_once_and_nothing_waits() -> None:
    reader = Reader()
    reader.outbox.push(b"state")
    reader.outbox.put_latest("slots", b"value")
    assert reader.socket.messages == [b"state", b"value"]
    assert reader.clock.armed == []


async def test_what_was_kept_for_who_was_behind_is_one_write_in_order() -> None:
    reader = Reader()
    reader.fall_behind()
    for part in (b"a", b"b", b"c"):
        reader.outbox.push(part)
    assert reader.taken() == [b"abc"]


async def test_of_a_latest_wins_value_only_the_newest_waits() -> None:
    reader = Reader()
    reader.fall_behind()
    reader.outbox.put_latest("slots", b"old")
    reader.outbox.push(b"event")
    reader.outbox.put_latest("speaking", b"nobody")
    reader.outbox.put_latest("slots", b"new")
    assert reader.taken() == [b"event", b"new", b"nobody"]


@pytest.mark.row("F14")
async def test_state_over_the_bound_is_told_once_and_nothing_is_kept() -> None:
    reader = Reader()
    reader.fall_behind()
    reader.outbox.push(bytes(BOUND - BEHIND))
    assert reader.overflows == 0
    for _ in range(3):
        reader.outbox.push(b"y")
        reader.outbox.put_latest("slots", b"z")
    assert reader.overflows == 1
    assert reader.taken() == []


@pytest.mark.row("F14")
async def test_most_that_ever_waits_for_a_client_is_the_bound() -> None:
    reader = Reader()
    reader.socket.stop_reading()
    pushed = 0
    while not reader.overflows:
        reader.outbox.push(bytes(1000))
        pushed += 1000
    assert BOUND - 10_000 < pushed < BOUND + 10_000


async def test_a_single_large_frame_passes_behind_a_small_one() -> None:
    reader = Reader()
    reader.outbox.push(b"entered")
    reader.outbox.push(bytes(2 * BOUND))
    assert reader.overflows == 0
    assert [len(message) for message in reader.socket.messages] == [7, 2 * BOUND]


async def test_much_that_was_kept_is_given_as_the_client_takes_it() -> None:
    reader = Reader()
    reader.fall_behind()
    for number in range(10):
        reader.outbox.push(bytes([number]) * (BEHIND // 2))
    most = 0
    while reader.socket.waiting:
        most = max(most, reader.socket.waiting)
        reader.socket.read_once()
    assert most < 3 * BEHIND
    assert b"".join(reader.socket.messages[1:]) == b"".join(
        bytes([number]) * (BEHIND // 2) for number in range(10)
    )
    assert not reader.outbox.is_behind


async def test_whoever_can_give_again_later_is_called_once_behind_what_was_kept() -> None:
    reader = Reader()
    reader.fall_behind()
    for room in (b"algebra", b"study", b"study"):
        reader.outbox.go_on_later(room, lambda room=room: reader.outbox.push(room))  # type: ignore[misc]
    reader.outbox.push(b"state")
    assert reader.taken() == [b"state", b"algebra", b"study"]


async def test_who_falls_behind_again_is_not_given_the_rest() -> None:
    reader = Reader()
    reader.fall_behind()
    reader.outbox.go_on_later("algebra", lambda: reader.outbox.push(bytes(BEHIND)))
    reader.outbox.go_on_later("study", lambda: reader.outbox.push(b"study"))
    reader.socket.read_once()
    assert reader.outbox.is_behind
    assert reader.taken() == [b"study"]


async def test_who_gives_a_lot_waits_until_it_was_taken() -> None:
    reader = Reader()
    await reader.outbox.eased()
    reader.fall_behind()
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(reader.outbox.eased())
        await turn()
        await turn()
        assert not waiting.done()
        reader.socket.read_on()
    assert waiting.done()


async def test_whoever_waits_for_a_client_that_was_cut_off_waits_no_more() -> None:
    reader = Reader()
    reader.fall_behind()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(reader.outbox.eased())
        await turn()
        reader.outbox.cut()
        reader.outbox.cut()
    assert reader.overflows == 1


@pytest.mark.row("F14")
async def test_who_takes_nothing_for_too_long_is_cut_off() -> None:
    reader = Reader()
    reader.fall_behind()
    reader.clock.advance(STALLED_SECONDS - 1)
    assert reader.overflows == 0
    reader.clock.advance(1)
    assert reader.overflows == 1


async def test_who_takes_it_in_time_is_not_cut_off() -> None:
    reader = Reader()
    for _ in range(3):
        reader.fall_behind()
        reader.clock.advance(STALLED_SECONDS - 1)
        reader.socket.read_on()
    reader.clock.advance(STALLED_SECONDS)
    assert reader.overflows == 0


async def test_when_the_connection_is_over_nothing_more_is_written_and_nobody_is_told() -> None:
    reader = Reader()
    reader.fall_behind()
    reader.outbox.push(b"kept")
    reader.outbox.go_on_later("study", lambda: reader.outbox.push(b"study"))
    reader.outbox.close()
    reader.outbox.push(b"state")
    reader.outbox.put_latest("slots", b"value")
    reader.clock.advance(STALLED_SECONDS)
    assert reader.taken() == []
    assert (reader.overflows, reader.outbox.is_behind) == (0, True)
