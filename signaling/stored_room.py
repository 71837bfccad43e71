"""A room as the log has it: the newest snapshot, and the entries behind it applied."""

from __future__ import annotations

import logging

from msgspec import MsgspecError, Struct

from rooms.room import Room
from signaling.ports import EventLog, LogEntry
from signaling.room_entries import RING_ENTRIES

logger = logging.getLogger(__name__)

READ_AT_ONCE = 500


class StoredRoom(Struct, frozen=True):
    """`recent` are the newest entries, for the ring; `epoch` is who wrote the last one (0 when there is none).

    `snapshot_at` is the sequence number of the snapshot that was used, or 0.
    """

    room: Room
    epoch: int
    recent: list[LogEntry]
    snapshot_at: int


async def load(log: EventLog, stream: str) -> StoredRoom:
    """Raises whatever the log raises when it cannot be read."""
    room = await _from_snapshot(log, stream)
    snapshot_at = room.seq
    while entries := await log.read(stream, room.seq, READ_AT_ONCE):
        for entry in entries:
            if entry.seq != room.seq + 1:
                raise ValueError(f"{stream}: entry {entry.seq} follows {room.seq}")
            room.apply(entry.event)
    read = await log.read(stream, max(0, room.seq - RING_ENTRIES), RING_ENTRIES)
    recent = [entry for entry in read if entry.seq <= room.seq]  # whoever owns the room may be writing on
    return StoredRoom(room, recent[-1].epoch if recent else 0, recent, snapshot_at)


async def _from_snapshot(log: EventLog, stream: str) -> Room:
    """A snapshot only saves time: one that cannot be used is passed over."""
    stored = await log.load_snapshot(stream)
    if stored is None:
        return Room()
    try:
        room = Room.thaw(stored.body)
    except MsgspecError:
        logger.warning("%s: the snapshot at %d is of another version", stream, stored.seq)
        return Room()
    if room.seq != stored.seq:
        logger.warning("%s: the snapshot says %d and is stored as %d", stream, room.seq, stored.seq)
        return Room()
    return room
