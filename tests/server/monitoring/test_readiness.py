"""Which parts work, asked at most once a second."""

from __future__ import annotations

import anyio
import pytest

from server.monitoring.readiness import KEPT_SECONDS, Readiness

pytestmark = pytest.mark.anyio


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def _yes() -> bool:
    return True


async def _breaks() -> bool:
    raise OSError("away")


async def test_a_part_that_fails_or_says_no_does_not_work() -> None:
    async def no() -> bool:
        return False

    parts = await Readiness({"one": _yes, "two": no, "three": _breaks}).parts()
    assert parts == {"one": True, "two": False, "three": False}


async def test_a_part_that_does_not_answer_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.monitoring.readiness.ANSWER_SECONDS", 0.0)

    async def silent() -> bool:
        await anyio.sleep_forever()
        return True

    assert await Readiness({"one": silent}).parts() == {"one": False}


async def test_whoever_asks_within_a_second_reads_what_was_said_before() -> None:
    clock, asked = Clock(), []

    async def counted() -> bool:
        asked.append(clock.seconds)
        return True

    readiness = Readiness({"one": counted}, clock)
    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(readiness.parts)
    assert asked == [0.0]
    clock.seconds = KEPT_SECONDS
    await readiness.parts()
    assert asked == [0.0, KEPT_SECONDS]
