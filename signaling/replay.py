"""How a client comes up to date: exactly the entries that it missed, or a snapshot; then each new one, once.

The subscriber was subscribed before anything is read here, so nothing can fall between reading and going live. What
is much is given as fast as the client reads, and only a client that does not read at all is cut off. Words that were
taken back meanwhile are not given again.
"""

from __future__ import annotations

from typing import TypeGuard

from rooms.events import AnyEvent
from rooms.members.terms import MemberJoined
from rooms.roles import is_staff
from rooms.visibility import Audience
from signaling.codec import encode
from signaling.fanout import READ_AT_ONCE, Subscriber
from signaling.hosts import OpenedRoom
from signaling.ports import EventLog
from signaling.room_entries import EncodedEntry
from signaling.wire import Entered, Position, Snapshot

MAX_REPLAY = 500
"""Who missed more entries than this gets a snapshot."""


async def resumable(
    opened: OpenedRoom, log: EventLog, audience: Audience, position: Position | None
) -> Position | None:
    """The position, if the client can go on from there; None if it needs a snapshot. Raises what the log raises.

    Not too far back; on the history that the log tells: its epoch must be the one that wrote the entry; and with the
    eyes of then: what the client holds was not shown to it as staff, or as no staff, unlike now.
    """
    if position is None or not 0 <= opened.host.head.seq - position.seq <= MAX_REPLAY:
        return None
    epoch = opened.fanout.ring.epoch_at(position.seq)
    if epoch is None:
        epoch = await log.epoch_at(opened.spec.id, position.seq)
    if epoch != position.epoch or not await _saw_the_same(opened, log, audience, position.seq):
        return None
    return position


async def _saw_the_same(opened: OpenedRoom, log: EventLog, audience: Audience, seq: int) -> bool:
    """Whether the member's latest joining up to `seq` was of the same class. If in doubt: no."""
    ring = opened.fanout.ring
    if ring.covers(seq) and ring.head >= opened.host.head.seq:
        joined_since = any(_is_joining(each.event, audience) for each in ring.after(seq))
    else:
        behind = await log.read(opened.spec.id, seq, MAX_REPLAY)
        joined_since = any(_is_joining(entry.event, audience) for entry in behind)
    if not joined_since:
        return True
    before = await log.read(opened.spec.id, max(0, seq - MAX_REPLAY), min(seq, MAX_REPLAY))
    joinings = [entry.event for entry in before if _is_joining(entry.event, audience)]
    return bool(joinings) and is_staff(joinings[-1].role) is audience.is_staff


def _is_joining(event: AnyEvent, audience: Audience) -> TypeGuard[MemberJoined]:
    return isinstance(event, MemberJoined) and event.member == audience.member


def show(opened: OpenedRoom, subscriber: Subscriber) -> int:
    """Push a snapshot; the sequence number of the entry it ends with."""
    head = opened.host.head
    view = opened.host.room.snapshot(subscriber.audience)
    subscriber.outbox.push(encode(Snapshot(opened.spec.id, head.epoch, head.seq, view)))
    return head.seq


def enter(opened: OpenedRoom, subscriber: Subscriber, ref: int, position: Position | None) -> int:
    """Answer `ref` with `Entered`, for a resumable position or with a snapshot; what follows begins behind the result."""
    entered = Entered(ref, opened.spec.id, resumed=position is not None)
    subscriber.outbox.push(encode(entered))
    return show(opened, subscriber) if position is None else position.seq


async def catch_up(opened: OpenedRoom, log: EventLog, subscriber: Subscriber, after: int) -> None:
    """Give the entries behind `after` from the log, page by page, until the room itself can go on. Raises what the log
    raises.
    """
    while not opened.fanout.go_live(subscriber, after):
        await subscriber.outbox.eased()
        entries = await log.read(opened.spec.id, after, READ_AT_ONCE)
        if not entries and not opened.fanout.ring.covers(after):
            raise LookupError(f"{opened.spec.id}: the log ends at {after}, the ring does not")
        for entry in entries:
            await subscriber.outbox.eased()
            told = EncodedEntry(opened.spec.id, entry).retold_for(subscriber.audience, opened.host.room)
            subscriber.outbox.push(told)
            after = entry.seq
