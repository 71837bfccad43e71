"""Entries become bytes once per audience, and the newest are kept without gaps."""

from __future__ import annotations

import msgpack
import pytest

from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.life.terms import RoomOpened
from rooms.visibility import EVERYONE, STAFF, Audience
from signaling import room_entries
from signaling.ports import LogEntry
from signaling.room_entries import RING_ENTRIES, EncodedEntry, Published, Ring, Typed, from_bus, to_bus


def entry(seq: int, epoch: int = 1) -> LogEntry:
    return LogEntry(epoch, seq, RoomOpened(at=float(seq), title=f"room {seq}", kind=RoomKind.STUDY))


def test_what_is_published_arrives_as_it_was() -> None:
    for message in (Published(3, [entry(2), entry(3)]), Typed("ada")):
        assert from_bus(to_bus(message)) == message


def test_an_entry_becomes_an_event_frame() -> None:
    assert msgpack.unpackb(EncodedEntry("study", entry(4)).bytes_for(EVERYONE)) == {
        "t": "event",
        "room": "study",
        "epoch": 1,
        "seq": 4,
        "event": {"t": "room_opened", "at": 4.0, "title": "room 4", "kind": "study"},
    }


def test_audiences_that_see_the_same_share_the_same_bytes() -> None:
    encoded = EncodedEntry("study", entry(1))
    assert encoded.bytes_for(EVERYONE) is encoded.bytes_for(STAFF)


def test_an_audience_that_sees_less_gets_its_own_bytes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    projected: list[Audience] = []

    def staff_only(event: AnyEvent, audience: Audience) -> AnyEvent | None:
        projected.append(audience)
        return event if audience == STAFF else None

    monkeypatch.setattr(room_entries, "project", staff_only)
    encoded = EncodedEntry("study", entry(1))
    assert msgpack.unpackb(encoded.bytes_for(EVERYONE))["event"] is None
    assert msgpack.unpackb(encoded.bytes_for(STAFF))["event"]["t"] == "room_opened"
    assert encoded.bytes_for(EVERYONE) is encoded.bytes_for(EVERYONE)


def test_a_ring_gives_what_is_behind_a_position_that_it_covers() -> None:
    ring = Ring("study", 5, [entry(4), entry(5)])
    ring.append([entry(6)])
    assert ring.head == 6
    assert [each.seq for each in ring.after(3)] == [4, 5, 6]
    assert [each.seq for each in ring.after(5)] == [6]
    assert ring.after(6) == []
    assert ring.after(9) == []
    assert [ring.covers(seq) for seq in (2, 3, 6, 7)] == [False, True, True, True]


def test_a_ring_knows_who_wrote_what_it_holds() -> None:
    ring = Ring("study", 5, [entry(4, epoch=2), entry(5, epoch=3)])
    assert [ring.epoch_at(seq) for seq in (3, 4, 5, 6)] == [None, 2, 3, None]


def test_a_ring_holds_no_more_than_its_size() -> None:
    ring = Ring("study", 0)
    ring.append([entry(seq) for seq in range(1, RING_ENTRIES + 11)])
    assert not ring.covers(9)
    assert ring.covers(10)
    assert ring.after(10)[0].seq == 11
