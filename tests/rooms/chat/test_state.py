"""What chat keeps, what it lets go of, and that keeping it costs the same for every event."""

from __future__ import annotations

from typing import Any

from rooms.chat.state import KEPT_MESSAGES, Chat
from rooms.chat.terms import (
    RECENT_IMPORTANT,
    RECENT_MESSAGES,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    MessageMarked,
    MessagePinned,
    MessagePosted,
    MessageReacted,
    MessageRestored,
    MessageState,
)
from rooms.visibility import EVERYONE, STAFF


def _posted(id: int, **fields: Any) -> MessagePosted:
    return MessagePosted(
        at=float(id), id=id, author="ada", author_name="Ada", cid=f"cid-{id:04d}", body=f"line {id}", **fields
    )


def _chat(messages: int, **fields: Any) -> Chat:
    chat = Chat()
    _go_on(chat, messages, **fields)
    return chat


def _go_on(chat: Chat, messages: int, **fields: Any) -> None:
    for id in range(chat.last_id + 1, chat.last_id + messages + 1):
        chat.apply(_posted(id, **fields))


def _pin(chat: Chat, id: int, *, on: bool = True) -> None:
    chat.apply(MessagePinned(at=1.0, id=id, by="tess", on=on, message=chat.messages[id]))


def _mark(chat: Chat, id: int, *, on: bool = True) -> None:
    chat.apply(MessageMarked(at=1.0, id=id, by="tess", on=on, message=chat.messages[id]))


def _forgotten(chat: Chat, id: int) -> bool:
    return chat.find(id) is None


def test_a_view_has_the_newest_messages_oldest_first() -> None:
    chat = _chat(RECENT_MESSAGES + 2)
    assert [message.id for message in chat.view(EVERYONE).messages] == list(range(3, RECENT_MESSAGES + 3))
    assert [message.id for message in _chat(2).view(EVERYONE).messages] == [1, 2]
    assert Chat().view(EVERYONE).messages == []


def test_memory_of_messages_is_bounded() -> None:
    chat = _chat(KEPT_MESSAGES + 40)
    assert list(chat.messages) == list(range(41, KEPT_MESSAGES + 41))


def test_a_pinned_message_is_held_until_it_is_unpinned() -> None:
    chat = _chat(2)
    _pin(chat, 2)
    _pin(chat, 1)
    _go_on(chat, KEPT_MESSAGES)
    assert [message.body for message in chat.view(EVERYONE).pins] == ["line 2", "line 1"]
    _pin(chat, 2, on=False)
    assert _forgotten(chat, 2)
    assert [message.id for message in chat.view(EVERYONE).pins] == [1]


def test_unpinning_a_new_message_does_not_forget_it() -> None:
    chat = _chat(1)
    _pin(chat, 1)
    _pin(chat, 1, on=False)
    assert not _forgotten(chat, 1)


def test_an_important_message_is_held_until_it_is_so_no_more() -> None:
    chat = _chat(1, important=True)
    _go_on(chat, KEPT_MESSAGES)
    assert [message.id for message in chat.view(EVERYONE).important] == [1]
    _mark(chat, 1, on=False)
    assert _forgotten(chat, 1)


def test_a_message_that_is_pinned_and_important_is_held_by_either() -> None:
    chat = _chat(1, important=True)
    _pin(chat, 1)
    _go_on(chat, KEPT_MESSAGES)
    _mark(chat, 1, on=False)
    assert not _forgotten(chat, 1)
    _pin(chat, 1, on=False)
    assert _forgotten(chat, 1)


def test_the_lane_is_in_order_of_posting_and_its_oldest_falls_off_for_good() -> None:
    chat = _chat(RECENT_IMPORTANT + 2)
    for id in range(RECENT_IMPORTANT + 1, 0, -1):
        if id != 5:
            _mark(chat, id)
    _mark(chat, 5)
    newest = list(range(2, RECENT_IMPORTANT + 2))
    assert [message.id for message in chat.view(EVERYONE).important] == newest
    assert chat.messages[1].important
    _mark(chat, 5, on=False)
    assert chat.important == [id for id in newest if id != 5]


def test_what_falls_off_the_lane_is_forgotten_if_it_is_old() -> None:
    chat = _chat(1, important=True)
    _go_on(chat, KEPT_MESSAGES)
    _go_on(chat, RECENT_IMPORTANT, important=True)
    assert _forgotten(chat, 1)


def test_deleting_or_hiding_a_message_takes_it_from_the_pins_and_the_lane() -> None:
    chat = _chat(2, important=True)
    _pin(chat, 1)
    _pin(chat, 2)
    chat.apply(MessageDeleted(at=3.0, id=1, by="ada"))
    chat.apply(MessageHidden(at=3.0, id=2, author="ada", by="tess"))
    view = chat.view(STAFF)
    assert (view.pins, view.important) == ([], [])
    assert [(message.state, message.important) for message in view.messages] == [
        (MessageState.DELETED, False),
        (MessageState.HIDDEN, False),
    ]


def test_deleting_an_old_pinned_message_forgets_it() -> None:
    chat = _chat(1)
    _pin(chat, 1)
    _go_on(chat, KEPT_MESSAGES)
    chat.apply(MessageDeleted(at=3.0, id=1, by="tess"))
    assert _forgotten(chat, 1)


def test_deleting_a_forgotten_message_changes_nothing() -> None:
    chat = _chat(KEPT_MESSAGES + 1)
    before = chat.view(STAFF)
    chat.apply(MessageDeleted(at=3.0, id=1, by="tess"))
    assert chat.view(STAFF) == before
    assert _forgotten(chat, 1)


def test_a_hidden_message_keeps_its_text_where_staff_find_it() -> None:
    chat = _chat(1)
    chat.apply(MessageHidden(at=3.0, id=1, author="ada", by="tess"))
    assert chat.view(EVERYONE).messages[0].body == ""
    assert chat.messages[1].body == "line 1"
    chat.apply(MessageRestored(at=4.0, id=1, by="tess", body="line 1"))
    assert chat.view(EVERYONE).messages[0].body == "line 1"


def test_the_first_message_of_a_thread_counts_its_replies_as_long_as_it_is_held() -> None:
    chat = _chat(1)
    chat.apply(_posted(2, reply_to=1))
    chat.apply(_posted(3, reply_to=1))
    assert chat.messages[1].replies == 2
    _go_on(chat, KEPT_MESSAGES)
    chat.apply(_posted(chat.last_id + 1, reply_to=1))
    assert _forgotten(chat, 1)


def test_a_view_that_was_handed_out_stays_as_it_was() -> None:
    chat = _chat(1)
    view = chat.view(EVERYONE)
    chat.apply(MessageReacted(at=2.0, id=1, member="bo", emoji="👍", on=True))
    assert view.messages[0].reactions == {}
    assert chat.view(EVERYONE).messages[0].reactions == {"👍": ["bo"]}


def test_what_a_message_said_at_first_is_remembered_as_long_as_the_message() -> None:
    chat = _chat(3)
    for body in ("better", "best"):
        chat.apply(MessageEdited(at=3.0, id=1, body=body, by="ada"))
    chat.apply(MessageDeleted(at=4.0, id=2, by="ada"))
    assert chat.first_words == {1: "line 1", 2: "line 2"}
    _go_on(chat, KEPT_MESSAGES)
    assert chat.first_words == {}


def test_what_is_important_stays_in_its_lane_after_a_thousand_messages() -> None:
    chat = _chat(3)
    chat.apply(_posted(4, important=True))
    _go_on(chat, 1000)
    view = chat.view(EVERYONE)
    assert [message.id for message in view.important] == [4]
    assert (view.important[0].body, len(view.messages)) == ("line 4", RECENT_MESSAGES)
    chat.apply(MessageReacted(at=2000.0, id=4, member="bo", emoji="👍", on=True))
    assert chat.view(EVERYONE).important[0].reactions == {"👍": ["bo"]}
