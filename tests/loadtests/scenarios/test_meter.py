"""CPU per delivery, beside what the cheapest loop costs in the same run."""

from __future__ import annotations

import os

import pytest

from loadtests.scenarios.meter import Reading, memory_kb, peak_memory, per_delivery, send_microseconds
from loadtests.target import Target

BEFORE = Reading(at=10.0, web=1.0, media=2.0, tool=0.5)
AFTER = Reading(at=14.0, web=2.0, media=4.0, tool=0.7)


def test_cpu_is_a_share_of_one_core() -> None:
    assert BEFORE.until(AFTER) == {"web_cores": 0.25, "media_cores": 0.5, "tool_cores": pytest.approx(0.05)}


def test_a_delivery_costs_so_many_sends() -> None:
    assert per_delivery(BEFORE, AFTER, 10_000, send_us=5.0) == {
        "delivery_us": 100.0,
        "send_us": 5.0,
        "delivery_x": 20.0,
    }


@pytest.mark.anyio
async def test_the_cheapest_loop_costs_something() -> None:
    assert 0.1 < await send_microseconds() < 1000


def test_a_process_has_used_cpu_and_memory() -> None:
    here = Target(teacher="", student="", web=os.getpid(), media=os.getpid())
    reading = Reading.of(here)
    assert min(reading.web, reading.media, reading.tool) > 0
    assert memory_kb(here.web) > 10_000


@pytest.mark.anyio
async def test_the_most_memory_during_a_block_is_kept() -> None:
    before = memory_kb(os.getpid())
    async with peak_memory(os.getpid()) as peak:
        large = bytearray(b"x" * 50_000_000)
    assert peak.kb >= before + 40_000
    assert len(large) == 50_000_000
