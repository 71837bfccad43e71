"""Nodes of two versions understand each other: what one added the other passes over or misses without harm."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import Raw, ValidationError, msgpack

from rooms.chat.terms import PostMessage
from rooms.kinds import RoomKind
from rooms.members.terms import LeaveReason, MemberLeft
from rooms.roles import Role
from rooms.terms import Actor
from signaling.cluster import letters
from signaling.cluster.letters import Call, Heads, Held, Hold, LetGo, Negotiate, Reply, Stands, Submit
from signaling.ports import LogEntry, RoomSpec
from signaling.room_entries import Published, from_bus, to_bus

SPEC = RoomSpec("study", "main", "Study room", RoomKind.STUDY)


def newer(data: bytes | Raw, **fields: object) -> bytes:
    """As a version would write it that has more fields."""
    written: dict[str, Any] = msgpack.decode(data)
    return msgpack.encode(written | fields)


def body_of(data: bytes) -> Raw:
    return letters.envelopes.decode(data).body


def test_a_call_and_its_reply_come_through_as_they_were_sent() -> None:
    asked = letters.envelopes.decode(letters.call(7, "one", Hold(SPEC)))
    assert isinstance(asked, Call)
    assert (asked.number, asked.sender, letters.calls.decode(asked.body)) == (7, "one", Hold(SPEC))
    answered = letters.envelopes.decode(letters.reply(7, Held(12)))
    assert isinstance(answered, Reply)
    assert (answered.number, letters.replies.decode(answered.body)) == (7, Held(12))


@pytest.mark.row("F13")
@pytest.mark.parametrize(
    "body", [Hold(SPEC), LetGo("study"), Heads({"study": 3}), Negotiate("study", "d", "publish", "sdp", {})]
)
def test_fields_that_a_newer_version_added_are_passed_over(body: letters.AnyCall) -> None:
    written = newer(body_of(letters.call(1, "one", body)), since_then="new", more={"nested": [1]})
    assert letters.calls.decode(written) == body
    assert letters.replies.decode(newer(body_of(letters.reply(1, Stands(3))), since_then=1)) == Stands(3)
    assert letters.envelopes.decode(newer(letters.call(1, "one", body), hops=2)) == letters.envelopes.decode(
        letters.call(1, "one", body)
    )


@pytest.mark.row("F13")
def test_fields_that_an_older_version_does_not_send_have_their_defaults() -> None:
    spec = msgpack.decode(msgpack.encode(SPEC))
    old = {name: spec[name] for name in ("id", "space", "title", "kind")}
    assert letters.calls.decode(msgpack.encode({"t": "hold", "room": old})) == Hold(SPEC)


@pytest.mark.row("F13")
def test_a_command_of_which_only_half_would_be_understood_is_not_understood() -> None:
    post = Submit("study", PostMessage("client-id-1", "hello"), Actor("ada", Role.STUDENT, "Ada"))
    written: dict[str, Any] = msgpack.decode(body_of(letters.call(1, "one", post)))
    assert letters.calls.decode(msgpack.encode(written)) == post
    written["command"]["only_for"] = ["bo"]
    with pytest.raises(ValidationError):
        letters.calls.decode(msgpack.encode(written))


@pytest.mark.row("F13")
def test_entries_that_a_newer_version_published_are_read_without_what_it_added() -> None:
    entries = [LogEntry(1, 7, MemberLeft(at=1.0, member="ada", reason=LeaveReason.LEFT))]
    written: dict[str, Any] = msgpack.decode(to_bus(Published(7, entries)))
    written["since_then"] = "new"
    written["entries"][0]["since_then"] = "new"
    written["entries"][0]["event"]["since_then"] = "new"
    assert from_bus(msgpack.encode(written)) == Published(7, entries)
