"""Simulated time and processes: what runs, in which order, and when."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from tests.chaos.loop import START, SimulatedLoop, Stuck


@pytest.fixture
def loop() -> SimulatedLoop:
    return SimulatedLoop(Random(1))


def test_time_jumps_to_what_is_due_next(loop: SimulatedLoop) -> None:
    async def sleeps() -> float:
        await asyncio.sleep(3600.0)
        return loop.time()

    assert loop.run(sleeps()) == START + 3600.0
    loop.close()


def test_calls_of_one_process_keep_their_order_whatever_others_do(loop: SimulatedLoop) -> None:
    called: list[tuple[str, int]] = []
    processes = [loop.process("one"), loop.process("two")]

    async def program() -> None:
        for number in range(20):
            for process in processes:
                loop.call_soon(called.append, (process.name, number), context=process.context)
        await asyncio.sleep(1.0)

    loop.run(program())
    loop.close()
    for process in processes:
        assert [number for name, number in called if name == process.name] == list(range(20))
    assert [name for name, _ in called] != ["one", "two"] * 20


def test_a_process_that_is_stopped_does_what_came_meanwhile_once_it_goes_on(loop: SimulatedLoop) -> None:
    process = loop.process("node")
    ticks: list[float] = []

    async def work() -> None:
        while True:
            await asyncio.sleep(1.0)
            ticks.append(loop.time() - START)

    async def program() -> None:
        working = loop.create_task(work(), context=process.context)
        await asyncio.sleep(1.5)
        process.is_stopped = True
        await asyncio.sleep(5.0)
        process.is_stopped = False
        await asyncio.sleep(1.2)
        working.cancel()

    loop.run(program())
    loop.close()
    assert ticks == [1.0, 6.5, 7.5]


def test_a_program_that_waits_for_nothing_is_stuck(loop: SimulatedLoop) -> None:
    async def waits() -> None:
        await loop.create_future()

    with pytest.raises(Stuck, match="nothing is to be done"):
        loop.run(waits())
    loop.close()


def test_a_program_that_turns_in_circles_is_stuck(loop: SimulatedLoop) -> None:
    def again() -> None:
        loop.call_soon(again)

    async def circles() -> None:
        again()
        await asyncio.sleep(1.0)

    with pytest.raises(Stuck, match="turns in circles"):
        loop.run(circles())
    loop.close()
