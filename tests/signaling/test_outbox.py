"""The outbox keeps state in order, replaces what is latest-wins, drops signals of who is behind, and is bounded."""

from __future__ import annotations

import asyncio

import pytest

from signaling.outbox import BEHIND, BOUND, Outbox
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio


class Overflows:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


async def test_everything_that_waits_becomes_one_write_in_order() -> None:
    outbox = Outbox(Overflows())
    for part in (b"a", b"b", b"c"):
        outbox.push(part)
    assert await outbox.take() == b"abc"


async def test_of_a_latest_wins_value_only_the_newest_waits() -> None:
    outbox = Outbox(Overflows())
    outbox.put_latest("slots", b"old")
    outbox.push(b"event ")
    outbox.put_latest("slots", b"new")
    assert await outbox.take() == b"event new"


async def test_what_the_transport_has_not_taken_still_counts() -> None:
    outbox = Outbox(Overflows())
    outbox.push(b"x" * 1000)
    await outbox.take()
    outbox.push(b"y" * 10)
    assert outbox.size == 1010
    outbox.written()
    assert outbox.size == 10


@pytest.mark.row("F14")
async def test_state_over_the_bound_is_told_once_and_nothing_is_kept() -> None:
    overflows = Overflows()
    outbox = Outbox(overflows)
    outbox.push(b"x" * BOUND)
    assert overflows.count == 0
    for _ in range(3):
        outbox.push(b"y")
        outbox.put_latest("slots", b"z")
    assert overflows.count == 1
    assert outbox.size == 0


async def test_a_single_large_frame_passes_behind_a_small_one() -> None:
    overflows = Overflows()
    outbox = Outbox(overflows)
    outbox.push(b"entered ")
    outbox.push(b"x" * (2 * BOUND))
    assert overflows.count == 0
    assert len(await outbox.take()) == 8 + 2 * BOUND


async def test_signals_are_dropped_for_who_is_behind_and_state_is_not() -> None:
    overflows = Overflows()
    outbox = Outbox(overflows)
    outbox.signal(b"typing ")
    outbox.push(b"x" * BEHIND)
    outbox.signal(b"dropped")
    outbox.push(b" event")
    taken = await outbox.take()
    assert taken.startswith(b"typing x")
    assert taken.endswith(b"x event")


async def test_who_gives_a_lot_waits_until_most_of_it_was_taken() -> None:
    outbox = Outbox(Overflows())
    await outbox.eased()
    outbox.push(b"x" * BEHIND)
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(outbox.eased())
        await turn()
        await outbox.take()
        await turn()
        assert not waiting.done(), "handed to the transport, and not taken by it"
        outbox.written()
        await turn()
        assert waiting.done()


async def test_whoever_waits_for_a_client_that_was_cut_off_waits_no_more() -> None:
    overflows = Overflows()
    outbox = Outbox(overflows)
    outbox.push(b"x" * BEHIND)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(outbox.eased())
        await turn()
        outbox.cut()
        outbox.cut()
    assert overflows.count == 1
