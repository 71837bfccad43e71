"""Replaying a room's log prints every event once, in order, and gives the room as it was left."""

from __future__ import annotations

from pathlib import Path

import pytest

from rooms.visibility import STAFF
from server.app import open_database
from server.replay import entries, line, replay
from server.storage.event_log import open_event_log
from signaling.memory_log import MemoryLog
from signaling.ports import LogEntry
from tests.support.classroom import a_class

pytestmark = pytest.mark.anyio


async def test_a_whole_class_is_printed_and_replayed(tmp_path: Path) -> None:
    log = a_class()
    async with open_database(tmp_path) as database, open_event_log(database) as stored:
        epoch = await stored.acquire("algebra")
        await stored.append("algebra", epoch, 0, log)
    lines: list[str] = []
    room = await replay(tmp_path, "algebra", lines.append)
    assert [int(each.split()[0]) for each in lines] == list(range(1, len(log) + 1))
    assert room.seq == len(log)
    assert room.snapshot(STAFF).title == "Algebra"
    assert any("question_asked" in each and 'text="What is a group?"' in each for each in lines)


async def test_an_unknown_room_has_no_events(tmp_path: Path) -> None:
    room = await replay(tmp_path, "no-such-room", lambda _line: pytest.fail("nothing to show"))
    assert room.seq == 0


async def test_a_log_is_read_in_pages_to_its_end() -> None:
    log = MemoryLog()
    epoch = await log.acquire("algebra")
    events = a_class() * 4
    await log.append("algebra", epoch, 0, [event for event in events if not hasattr(event, "cid")])
    seen = [entry.seq async for entry in entries(log, "algebra")]
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) > 500


def test_a_line_leaves_out_what_is_empty() -> None:
    shown = line(LogEntry(1, 7, a_class()[0]))
    assert shown.split()[0] == "7"
    assert "room_opened" in shown
    assert 'title="Algebra"' in shown
    assert "seats" not in shown
