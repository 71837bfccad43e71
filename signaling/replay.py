"""How a client comes up to date: exactly the entries that it missed, or a snapshot; then each new one, once.

The subscriber was subscribed before anything is read here, so nothing can fall between reading and going live.
"""

from __future__ import annotations

from signaling.codec import encode
from signaling.fanout import READ_AT_ONCE, Subscriber
from signaling.hosts import OpenedRoom
from signaling.ports import EventLog
from signaling.room_entries import EncodedEntry
from signaling.wire import Entered, Position, Snapshot

MAX_REPLAY = 500
"""Who missed more entries than this gets a snapshot."""


async def resumable(opened: OpenedRoom, log: EventLog, position: Position | None) -> Position | None:
    """The position, if the client can go on from there; None if it needs a snapshot. Raises what the log raises.

    Not too far back, and on the history that the log tells: its epoch must be the one that wrote the entry.
    """
    if position is None or not 0 <= opened.host.head.seq - position.seq <= MAX_REPLAY:
        return None
    epoch = opened.fanout.ring.epoch_at(position.seq)
    if epoch is None:
        epoch = await log.epoch_at(opened.spec.id, position.seq)
    return position if epoch == position.epoch else None


async def bring_up_to_date(
    opened: OpenedRoom, log: EventLog, subscriber: Subscriber, ref: int, position: Position | None
) -> None:
    """Answer `ref` with `Entered`, catch up from a resumable position or show a snapshot, and go live.

    Raises what the log raises; the answer was given then, so the client must come again.
    """
    room = opened.spec.id
    subscriber.outbox.push(encode(Entered(ref, room, resumed=position is not None)))
    if position is None:
        position = opened.host.head
        view = opened.host.room.snapshot(subscriber.audience)
        subscriber.outbox.push(encode(Snapshot(room, position.epoch, position.seq, view)))
    await catch_up(opened, log, subscriber, position.seq)


async def catch_up(opened: OpenedRoom, log: EventLog, subscriber: Subscriber, after: int) -> None:
    """Give the entries behind `after` from the ring or the log, then go live."""
    while not opened.fanout.go_live(subscriber, after):
        entries = await log.read(opened.spec.id, after, READ_AT_ONCE)
        if not entries:
            raise LookupError(f"{opened.spec.id}: the log ends at {after}, the ring does not")
        for entry in entries:
            subscriber.outbox.push(EncodedEntry(opened.spec.id, entry).bytes_for(subscriber.audience))
        after = entries[-1].seq
