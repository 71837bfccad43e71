"""What is particular to the log in memory; what every log promises is in `tests/contracts/test_event_log.py`."""

from __future__ import annotations

import pytest

from rooms.kinds import RoomKind
from rooms.life.terms import RoomOpened
from signaling.memory_log import MemoryLog

pytestmark = pytest.mark.anyio

OPENED = RoomOpened(at=1.0, title="Algebra", kind=RoomKind.STUDY)


async def test_nothing_survives_the_log() -> None:
    log = MemoryLog()
    await log.append("study", await log.acquire("study"), 0, [OPENED])
    assert await MemoryLog().read("study", 0, 10) == []


async def test_what_was_read_does_not_change_by_later_appends() -> None:
    log = MemoryLog()
    epoch = await log.acquire("study")
    await log.append("study", epoch, 0, [OPENED])
    read = await log.read("study", 0, 10)
    await log.append("study", epoch, 1, [OPENED])
    assert len(read) == 1
