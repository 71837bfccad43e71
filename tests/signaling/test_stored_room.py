"""A room is read back as the log has it, with or without a snapshot that can be used."""

from __future__ import annotations

import pytest
from typing_extensions import override

from rooms.kinds import RoomKind
from rooms.room import Room
from signaling.memory_log import MemoryLog
from signaling.ports import LogEntry, StoredSnapshot
from signaling.room_entries import RING_ENTRIES
from signaling.stored_room import load
from tests.support.room_runs import run

pytestmark = pytest.mark.anyio

LIVE = run(seed=21, kind=RoomKind.ZONE, commands=3000)


async def stored_log() -> MemoryLog:
    log = MemoryLog()
    await log.append("zone", await log.acquire("zone"), 0, LIVE.log)
    return log


def frozen_after(events: int) -> bytes:
    room = Room()
    for event in LIVE.log[:events]:
        room.apply(event)
    return room.freeze()


async def test_a_room_without_entries_is_new() -> None:
    stored = await load(MemoryLog(), "zone")
    assert (stored.room.seq, stored.epoch, stored.recent, stored.snapshot_at) == (0, 0, [], 0)


async def test_the_whole_log_gives_the_live_room_and_its_newest_entries() -> None:
    assert len(LIVE.log) > RING_ENTRIES
    stored = await load(await stored_log(), "zone")
    assert stored.room.freeze() == LIVE.room.freeze()
    assert stored.epoch == 1
    assert [entry.seq for entry in stored.recent] == list(
        range(len(LIVE.log) - RING_ENTRIES + 1, len(LIVE.log) + 1)
    )


async def test_a_snapshot_and_the_entries_behind_it_give_the_same() -> None:
    log = await stored_log()
    await log.save_snapshot("zone", StoredSnapshot(300, frozen_after(300)))
    stored = await load(log, "zone")
    assert stored.room.freeze() == LIVE.room.freeze()
    assert stored.snapshot_at == 300


@pytest.mark.parametrize(
    "snapshot",
    [
        StoredSnapshot(300, b"\xc1"),
        StoredSnapshot(300, b"\x81\xa3seq\xa1x"),
        StoredSnapshot(300, frozen_after(299)),
    ],
    ids=["not MessagePack", "of another version", "of another entry"],
)
async def test_a_snapshot_that_cannot_be_used_is_passed_over(snapshot: StoredSnapshot) -> None:
    log = await stored_log()
    await log.save_snapshot("zone", snapshot)
    stored = await load(log, "zone")
    assert stored.room.freeze() == LIVE.room.freeze()
    assert stored.snapshot_at == 0


async def test_a_log_with_a_gap_is_not_read_over() -> None:
    class Gap(MemoryLog):
        @override
        async def read(self, stream: str, after: int, limit: int) -> list[LogEntry]:
            return [entry for entry in await super().read(stream, after, limit) if entry.seq != 7]

    log = Gap()
    await log.append("zone", await log.acquire("zone"), 0, LIVE.log[:20])
    with pytest.raises(ValueError, match="entry 8 follows 6"):
        await load(log, "zone")


class BusyLog(MemoryLog):
    """Its owner writes one more entry as soon as somebody has read to the end."""

    def __init__(self) -> None:
        super().__init__()
        self.next_events = list(LIVE.log[100:101])

    @override
    async def read(self, stream: str, after: int, limit: int) -> list[LogEntry]:
        read = await super().read(stream, after, limit)
        if not read and self.next_events:
            await self.append(stream, 1, after, [self.next_events.pop()])
        return read


async def test_what_is_written_while_a_room_is_read_is_not_among_its_newest_entries() -> None:
    log = BusyLog()
    await log.append("zone", await log.acquire("zone"), 0, LIVE.log[:100])
    stored = await load(log, "zone")
    assert stored.room.seq == stored.recent[-1].seq == 100
