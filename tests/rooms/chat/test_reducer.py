"""What a client does with each event: every copy of a message changes, in the list, the pins and the lane."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.chat.messages import changed, new_message
from rooms.chat.reducer import reduce
from rooms.chat.terms import (
    RECENT_IMPORTANT,
    RECENT_MESSAGES,
    ChatView,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    MessageMarked,
    MessagePinned,
    MessagePosted,
    MessageReacted,
    MessageRestored,
    MessageView,
)


def _posted(id: int, *, reply_to: int | None = None, important: bool = False) -> MessagePosted:
    return MessagePosted(
        at=1.0,
        id=id,
        author="ada",
        author_name="Ada",
        cid=f"cid-{id:04d}",
        body="hi",
        reply_to=reply_to,
        important=important,
    )


FIRST = new_message(_posted(1, important=True))
OLD = new_message(_posted(2))
OTHER = new_message(_posted(3))
EVERYWHERE = ChatView([FIRST, OTHER], [OTHER, FIRST], [FIRST])


def _ids(messages: list[MessageView]) -> list[int]:
    return [message.id for message in messages]


def test_the_newest_messages_push_the_oldest_out() -> None:
    view = ChatView()
    for id in range(1, RECENT_MESSAGES + 3):
        view = reduce(view, _posted(id))
    assert _ids(view.messages) == list(range(3, RECENT_MESSAGES + 3))
    assert (view.pins, view.important) == ([], [])


def test_an_important_message_joins_the_lane_which_keeps_the_newest() -> None:
    view = ChatView()
    for id in range(1, RECENT_IMPORTANT + 2):
        view = reduce(view, _posted(id, important=True))
    assert _ids(view.important) == list(range(2, RECENT_IMPORTANT + 2))


def test_a_reply_counts_at_every_copy_of_the_first_message() -> None:
    view = reduce(EVERYWHERE, _posted(4, reply_to=1))
    assert [message.replies for message in (*view.messages, *view.pins, *view.important)] == [
        1,
        0,
        0,
        0,
        1,
        1,
    ]


def test_a_reply_to_a_message_that_the_client_does_not_hold_is_a_message() -> None:
    assert _ids(reduce(EVERYWHERE, _posted(9, reply_to=2)).messages) == [1, 3, 9]


@pytest.mark.parametrize(
    "event",
    [
        MessageEdited(at=2.0, id=1, body="hello", by="ada"),
        MessageReacted(at=2.0, id=1, member="bo", emoji="👍", on=True),
        MessageRestored(at=2.0, id=1, by="tess", body="hello"),
    ],
)
def test_a_change_reaches_every_copy(event: MessageEdited | MessageReacted | MessageRestored) -> None:
    after = changed(FIRST, event)
    assert after != FIRST
    assert reduce(EVERYWHERE, event) == ChatView([after, OTHER], [OTHER, after], [after])


@pytest.mark.parametrize(
    "event",
    [
        MessageDeleted(at=2.0, id=1, by="ada"),
        MessageHidden(at=2.0, id=1, author="ada", by="", readable=False),
    ],
)
def test_a_message_that_is_gone_leaves_a_tombstone_in_the_list_alone(
    event: MessageDeleted | MessageHidden,
) -> None:
    assert reduce(EVERYWHERE, event) == ChatView([changed(FIRST, event), OTHER], [OTHER], [])


def test_a_pin_brings_its_message_with_it() -> None:
    pinned = reduce(EVERYWHERE, MessagePinned(at=2.0, id=2, by="tess", on=True, message=OLD))
    assert _ids(pinned.pins) == [3, 1, 2]
    unpinned = reduce(pinned, MessagePinned(at=2.0, id=3, by="tess", on=False, message=OTHER))
    assert _ids(unpinned.pins) == [1, 2]
    assert unpinned.messages == EVERYWHERE.messages


def test_a_message_that_is_marked_takes_its_place_in_the_lane_and_says_so_everywhere() -> None:
    marked = replace(OTHER, important=True)
    view = reduce(EVERYWHERE, MessageMarked(at=2.0, id=3, by="tess", on=True, message=marked))
    assert view == ChatView([FIRST, marked], [marked, FIRST], [FIRST, marked])
    older = replace(OLD, important=True)
    view = reduce(view, MessageMarked(at=2.0, id=2, by="tess", on=True, message=older))
    assert _ids(view.important) == [1, 2, 3]
    unmarked = replace(FIRST, important=False)
    view = reduce(view, MessageMarked(at=2.0, id=1, by="tess", on=False, message=unmarked))
    assert view == ChatView([unmarked, marked], [marked, unmarked], [older, marked])
