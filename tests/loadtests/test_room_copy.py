"""The client's own book-keeping finds what a resume must never do: leave a gap, or say a thing twice."""

from __future__ import annotations

from loadtests.room_copy import Frame, RoomCopy


def snapshot(seq: int, *bodies: str) -> Frame:
    messages = [{"t": "message", "body": body} for body in bodies]
    return {"t": "snapshot", "room": "r", "epoch": 1, "seq": seq, "view": {"chat": {"messages": messages}}}


def posted(seq: int, body: str, epoch: int = 1) -> Frame:
    event = {"t": "message_posted", "body": body}
    return {"t": "event", "room": "r", "epoch": epoch, "seq": seq, "event": event}


def bodies(copy: RoomCopy) -> list[str]:
    return [message["body"] for message in copy.messages()]


def test_events_continue_the_snapshot() -> None:
    copy = RoomCopy("r")
    copy.take_snapshot(snapshot(5, "a"))
    copy.take_event(posted(6, "b"))
    assert (bodies(copy), copy.gaps, copy.duplicates) == (["a", "b"], 0, 0)
    assert copy.head() == {"epoch": 1, "seq": 6}


def test_an_entry_that_never_came_is_a_gap() -> None:
    copy = RoomCopy("r")
    copy.take_snapshot(snapshot(5))
    copy.take_event(posted(9, "b"))
    assert (copy.gaps, copy.duplicates) == (3, 0)


def test_an_entry_that_came_again_counts_and_shows_once() -> None:
    copy = RoomCopy("r")
    copy.take_snapshot(snapshot(5))
    copy.take_event(posted(6, "b"))
    copy.take_event(posted(6, "b"))
    assert (copy.gaps, copy.duplicates, bodies(copy)) == (0, 1, ["b"])


def test_an_entry_that_is_not_for_us_moves_the_position() -> None:
    copy = RoomCopy("r")
    copy.take_snapshot(snapshot(5))
    copy.take_event(posted(6, "b") | {"event": None})
    copy.take_event(posted(7, "c", epoch=2))
    assert (copy.gaps, bodies(copy)) == (0, ["c"])
    assert copy.head() == {"epoch": 2, "seq": 7}


def test_a_new_snapshot_replaces_what_was_held() -> None:
    copy = RoomCopy("r")
    copy.take_event(posted(1, "a"))
    copy.take_snapshot(snapshot(3, "a", "b", "c"))
    assert (bodies(copy), copy.snapshots) == (["a", "b", "c"], 1)


def test_a_room_never_seen_has_no_head() -> None:
    assert RoomCopy("r").head() is None
