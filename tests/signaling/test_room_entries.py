"""Entries become bytes once per class, and for who sees something else; the newest are kept without gaps."""

from __future__ import annotations

from collections.abc import Sequence
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
from signaling.framing import payload_of
from signaling.ports import BEHIND, LogEntry
from signaling.room_entries import (
    RING_ENTRIES,
    Cheered,
    EncodedEntry,
    Passage,
    Published,
    Ring,
    Signal,
    Typed,
    from_bus,
    in_frames,
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


def passage(*entries: LogEntry, signals: Sequence[Signal] = ()) -> Passage:
    return Passage(
        [EncodedEntry("study", each) for each in entries], entries[-1].seq if entries else 7, signals
    )


def test_entries_that_are_given_together_are_one_frame_made_once_for_each_class() -> None:
    both = passage(entry(1), LogEntry(1, 2, LOCKED_OUT))
    assert both.frames_for(one("bo")) is both.frames_for(one("chen"))
    assert both.frames_for(Audience(True, "tom")) is both.frames_for(STAFF)
    assert [position for position, _ in both.frames_for(one("bo"))] == [2]
    assert len(told(both, one("bo"))) < len(told(both, one("mallory")))


def told(passage: Passage, audience: Audience, member: str | None = None) -> bytes:
    return b"".join(payload_of(frame) for _, frame in passage.frames_for(audience, member))


def test_a_frame_is_no_larger_than_what_a_client_may_be_behind_unless_one_entry_is() -> None:
    pieces = [(1, b"a" * BEHIND), (2, b"b"), (3, b"c" * (BEHIND - 1)), (4, b"d"), (5, b"e" * (2 * BEHIND))]
    frames = [(position, payload_of(frame)) for position, frame in in_frames(pieces)]
    assert [position for position, _ in frames] == [1, 3, 4, 5]
    assert [len(data) for _, data in frames] == [BEHIND, BEHIND, 1, 2 * BEHIND]
    assert list(in_frames([])) == []


def test_signals_come_behind_the_entries_and_not_to_whom_they_are_about() -> None:
    typing = passage(entry(1), signals=[(b"bo types", "bo"), (b"a cheer", None)])
    assert told(typing, EVERYONE, "ada").endswith(b"bo typesa cheer")
    assert told(typing, EVERYONE, "bo") == told(typing, EVERYONE, "ada").replace(b"bo types", b"")
    assert typing.frames_for(EVERYONE, "ada") is typing.frames_for(one("chen"), "chen")


def test_signals_alone_change_no_position_and_may_be_nothing() -> None:
    only = passage(signals=[(b"bo types", "bo")])
    assert [position for position, _ in only.frames_for(EVERYONE, "ada")] == [7]
    assert only.frames_for(EVERYONE, "bo") == []


def test_a_storm_of_subscribers_costs_no_projection_for_each_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    projected: list[Audience] = []

    def counted(event: AnyEvent, audience: Audience) -> AnyEvent | None:
        projected.append(audience)
        return project(event, audience)

    monkeypatch.setattr(room_entries, "project", counted)
    storm = passage(LogEntry(1, 1, LOCKED_OUT))
    for number in range(100):
        storm.frames_for(one(f"member-{number}"), f"member-{number}")
    assert projected == [EVERYONE]


EVENTS = get_args(AnyEvent)
AUDIENCES = (EVERYONE, STAFF, *(audience_of(id, role) for id in PEOPLE for role in (Role.STUDENT, Role.TA)))


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_each_audience_is_given_exactly_its_projection(kind: type[Event]) -> None:
    random = Random(kind.__name__)
    for seq in range(1, 31):
        event = plausible(random, kind)
        encoded = EncodedEntry("study", LogEntry(1, seq, event))  # type: ignore[arg-type]
        alone = Passage([encoded], seq)
        for audience in AUDIENCES:
            data = told(alone, audience)
            assert _frames.decode(data) == RoomEvent("study", 1, seq, project(event, audience)), audience  # type: ignore[arg-type]
            assert encoded.bytes_for(audience) == data


_frames = msgspec.msgpack.Decoder(RoomEvent)


def test_a_ring_gives_what_is_behind_a_position_that_it_covers() -> None:
    ring = Ring("study", 5, [entry(4), entry(5)])
    ring.append([entry(6)])
    assert ring.head == 6
    assert [each.seq for each in ring.after(3)] == [4, 5, 6]
    assert [each.seq for each in ring.between(3, 5)] == [4, 5]
    assert ring.between(5, 4) == ring.between(8, 6) == []
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
