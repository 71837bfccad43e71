"""Entries become bytes once per class, and for who sees something else; the newest are kept without gaps."""

from __future__ import annotations

from random import Random
from typing import get_args

import msgpack
import msgspec
import pytest

from rooms.chat.terms import DeleteMessage, MessagePosted, PostMessage
from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.life.terms import RoomOpened, SessionEnded
from rooms.moderation.events import MemberRemoved
from rooms.roles import Role
from rooms.room import Room
from rooms.terms import Event
from rooms.visibility import EVERYONE, STAFF, Audience, audience_of, one, project
from signaling import room_entries
from signaling.ports import LogEntry
from signaling.room_entries import (
    RING_ENTRIES,
    Cheered,
    EncodedEntry,
    Passage,
    Published,
    Ring,
    Typed,
    from_bus,
    to_bus,
)
from signaling.wire import RoomEvent
from tests.support.plausible import PEOPLE, plausible
from tests.support.rooms import Rig, person

ADA = person("ada")
LOCKED_OUT = MemberRemoved(at=1.0, member="mallory", name="Mallory", by="tess", reason="again and again")


def entry(seq: int, epoch: int = 1) -> LogEntry:
    return LogEntry(epoch, seq, RoomOpened(at=float(seq), title=f"room {seq}", kind=RoomKind.STUDY))


def test_what_is_published_arrives_as_it_was() -> None:
    for message in (Published(3, [entry(2), entry(3)]), Typed("ada"), Cheered("👏")):
        assert from_bus(to_bus(message)) == message


def test_an_entry_becomes_an_event_frame() -> None:
    ended = LogEntry(1, 4, SessionEnded(at=4.0, number=2, by="tess"))
    assert msgpack.unpackb(EncodedEntry("study", ended).bytes_for(EVERYONE)) == {
        "t": "event",
        "room": "study",
        "epoch": 1,
        "seq": 4,
        "event": {"t": "session_ended", "at": 4.0, "number": 2, "by": "tess"},
    }


def test_audiences_that_see_the_same_share_the_same_bytes() -> None:
    encoded = EncodedEntry("study", entry(1))
    assert encoded.bytes_for(EVERYONE) is encoded.bytes_for(STAFF)


def test_who_sees_less_gets_bytes_of_its_class_once() -> None:
    encoded = EncodedEntry("study", LogEntry(1, 1, LOCKED_OUT))
    assert msgpack.unpackb(encoded.bytes_for(EVERYONE))["event"] is None
    assert msgpack.unpackb(encoded.bytes_for(STAFF))["event"]["reason"] == "again and again"
    assert encoded.bytes_for(one("bo")) is encoded.bytes_for(EVERYONE)
    assert encoded.bytes_for(Audience(True, "tom")) is encoded.bytes_for(STAFF)


def test_a_member_who_is_singled_out_gets_bytes_of_their_own_once() -> None:
    encoded = EncodedEntry("study", LogEntry(1, 1, LOCKED_OUT))
    own = encoded.bytes_for(one("mallory"))
    assert msgpack.unpackb(own)["event"]["member"] == "mallory"
    assert encoded.bytes_for(one("mallory")) is own


def test_words_that_were_taken_back_are_left_out_for_who_hears_of_them_late() -> None:
    rig = Rig()
    rig.enter(ADA)
    rig.events(PostMessage("cid-00001", "a secret"), ADA)
    seq, posted = next(each for each in enumerate(rig.log, 1) if isinstance(each[1], MessagePosted))
    encoded = EncodedEntry("study", LogEntry(1, seq, posted))
    assert encoded.retold_for(EVERYONE, rig.room) is encoded.bytes_for(EVERYONE)
    rig.events(DeleteMessage(1), ADA)
    assert b"a secret" in encoded.bytes_for(EVERYONE)
    assert b"a secret" not in encoded.retold_for(EVERYONE, rig.room)


def test_an_entry_that_the_room_has_not_taken_yet_is_given_as_it_is() -> None:
    posted = MessagePosted(at=1.0, id=1, author="ada", author_name="Ada", cid="cid-00001", body="hello")
    assert b"hello" in EncodedEntry("study", LogEntry(1, 1, posted)).retold_for(EVERYONE, Room())


def test_entries_that_are_given_together_are_joined_once_for_each_class() -> None:
    passage = Passage([EncodedEntry("study", each) for each in (entry(1), LogEntry(1, 2, LOCKED_OUT))])
    assert passage.bytes_for(one("bo")) is passage.bytes_for(one("chen"))
    assert passage.bytes_for(Audience(True, "tom")) is passage.bytes_for(STAFF)
    assert len(passage.bytes_for(one("bo"))) < len(passage.bytes_for(one("mallory")))


def test_a_storm_of_subscribers_costs_no_projection_for_each_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    projected: list[Audience] = []

    def counted(event: AnyEvent, audience: Audience) -> AnyEvent | None:
        projected.append(audience)
        return project(event, audience)

    monkeypatch.setattr(room_entries, "project", counted)
    passage = Passage([EncodedEntry("study", LogEntry(1, 1, LOCKED_OUT))])
    for number in range(100):
        passage.bytes_for(one(f"member-{number}"))
    assert projected == [EVERYONE]


EVENTS = get_args(AnyEvent)
AUDIENCES = (EVERYONE, STAFF, *(audience_of(id, role) for id in PEOPLE for role in (Role.STUDENT, Role.TA)))


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_each_audience_is_given_exactly_its_projection(kind: type[Event]) -> None:
    random = Random(kind.__name__)
    for seq in range(1, 31):
        event = plausible(random, kind)
        encoded = EncodedEntry("study", LogEntry(1, seq, event))  # type: ignore[arg-type]
        passage = Passage([encoded])
        for audience in AUDIENCES:
            frame = _frames.decode(passage.bytes_for(audience))
            assert frame == RoomEvent("study", 1, seq, project(event, audience)), audience  # type: ignore[arg-type]
            assert encoded.bytes_for(audience) == passage.bytes_for(audience)


_frames = msgspec.msgpack.Decoder(RoomEvent)


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
