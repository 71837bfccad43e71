"""The read model says of each message what the room's own view says, however it came to be so."""

from __future__ import annotations

import pytest

from rooms.chat.terms import (
    Attachment,
    ChatEvent,
    MessageDeleted,
    MessageHidden,
    MessagePinned,
    MessagePosted,
    MessageRestored,
    MessageState,
    MessageView,
    Place,
    ThreadAdopted,
    ThreadArrived,
    ThreadMoved,
    ThreadStayed,
)
from rooms.kinds import RoomKind
from rooms.rejections import RejectionCode
from rooms.visibility import STAFF
from signaling.message_model import keep, searchable, thread_of, touched
from tests.support.room_runs import run


def posted(number: int, reply_to: int | None = None) -> MessagePosted:
    return MessagePosted(
        at=1.0,
        id=number,
        author="ada",
        author_name="Ada",
        cid=f"cid-{number:05d}",
        body=f"message {number}",
        reply_to=reply_to,
    )


def adopted(*messages: MessageView) -> ThreadAdopted:
    return ThreadAdopted(
        at=3.0, author="tess", cid="thread.maths.1", source=Place("maths"), messages=list(messages)
    )


def kept(*events: ChatEvent) -> dict[int, MessageView]:
    messages: dict[int, MessageView] = {}
    for event in events:
        keep(messages, event)
    return messages


@pytest.mark.parametrize("seed", range(5))
def test_it_holds_what_a_room_shows_to_staff(seed: int) -> None:
    rig = run(seed, RoomKind.STUDY, 600)
    messages = kept(*(event for event in rig.log if isinstance(event, ChatEvent)))
    shown = rig.room.snapshot(STAFF).chat
    assert shown.messages
    for message in (*shown.messages, *shown.pins, *shown.important):
        assert messages[message.id] == message


def test_a_reply_changes_the_first_message_of_its_thread() -> None:
    messages = kept(posted(1), posted(2, reply_to=1))
    assert messages[1].replies == 1
    assert [thread_of(messages[id]) for id in (1, 2)] == [1, 1]
    assert touched(posted(2, reply_to=1)) == (1,)
    assert touched(posted(1)) == ()


def test_pinning_changes_no_message() -> None:
    (message,) = kept(posted(1)).values()
    pinned = MessagePinned(at=2.0, id=1, by="tess", on=True, message=message)
    assert touched(pinned) == ()
    assert kept(posted(1), pinned) == {1: message}


def test_a_hidden_message_keeps_its_text_and_is_found_again_once_it_is_restored() -> None:
    hidden = MessageHidden(at=2.0, id=1, author="ada", by="tess")
    messages = kept(posted(1), hidden)
    assert (messages[1].state, messages[1].body) == (MessageState.HIDDEN, "message 1")
    assert searchable(messages[1]) == ""
    keep(messages, MessageRestored(at=3.0, id=1, by="tess", body="message 1"))
    assert searchable(messages[1]) == "message 1"


def test_a_deleted_message_is_not_found() -> None:
    assert searchable(kept(posted(1), MessageDeleted(at=2.0, id=1, by="ada"))[1]) == ""


def test_a_file_is_found_by_its_name() -> None:
    file = Attachment("0" * 64 + ".pdf", "讲义 chapter3.pdf", 10)
    with_file = MessagePosted(
        at=1.0, id=1, author="ada", author_name="A", cid="cid-00001", body="here", attachments=[file]
    )
    assert searchable(kept(with_file)[1]) == "here 讲义 chapter3 pdf 讲 义"


def test_what_moves_is_found_in_one_room_only_and_says_where_it_is() -> None:
    left = ThreadMoved(at=2.0, ids=[1, 2], to="lounge", by="tess", author="ada")
    messages = kept(posted(1), posted(2, reply_to=1), left)
    assert [searchable(message) for message in messages.values()] == ["", ""]
    assert touched(left) == (1, 2)
    arrived = ThreadArrived(at=3.0, places={1: Place("lounge", "Lounge", 7), 2: Place("lounge", "Lounge", 8)})
    assert touched(arrived) == (1, 2)
    keep(messages, arrived)
    assert messages[2].moved == Place("lounge", "Lounge", 8)
    came = kept(adopted(*kept(posted(7), posted(8, reply_to=7)).values()))
    assert [searchable(message) for message in came.values()] == ["message 7", "message 8"]


def test_what_another_room_does_not_take_is_found_again() -> None:
    before = kept(posted(1))
    left = ThreadMoved(at=2.0, ids=[1], to="lounge", by="tess", author="ada")
    stayed = ThreadStayed(at=3.0, messages=list(before.values()), to="lounge", why=RejectionCode.NOT_FOUND)
    assert touched(stayed) == (1,)
    assert kept(posted(1), left, stayed) == before


def test_a_change_of_a_message_that_was_never_posted_is_passed_over() -> None:
    assert kept(MessageDeleted(at=2.0, id=7, by="ada")) == {}
