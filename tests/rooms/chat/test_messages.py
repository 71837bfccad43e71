"""One message through its changes, and through the eyes of those who may not read it."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.chat.messages import changed, new_message, readable, replied, seen_by
from rooms.chat.terms import (
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    MessageMarked,
    MessagePosted,
    MessageReacted,
    MessageRestored,
    MessageState,
    MessageView,
)
from rooms.visibility import EVERYONE, STAFF, Audience, one
from tests.rooms.chat.talk import FILE

POSTED = MessagePosted(
    at=1.0,
    id=7,
    author="ada",
    author_name="Ada",
    cid="cid-0001",
    body="look",
    reply_to=3,
    important=True,
    mentions=["bo"],
    attachments=[FILE],
)
HIDDEN = MessageHidden(at=2.0, id=7, author="ada", by="tess")


def _reacted(member: str, emoji: str, *, on: bool) -> MessageReacted:
    return MessageReacted(at=2.0, id=7, member=member, emoji=emoji, on=on)


def test_a_message_begins_as_it_was_posted() -> None:
    message = new_message(POSTED)
    for field in ("id", "at", "author", "author_name", "author_kind", "cid", "body", "reply_to", "important"):
        assert getattr(message, field) == getattr(POSTED, field)
    assert (message.mentions, message.attachments, message.state) == (["bo"], [FILE], MessageState.SHOWN)


def test_reactions_stand_in_the_order_of_reacting_and_the_last_one_takes_the_emoji_with_it() -> None:
    message = new_message(POSTED)
    seen = []
    for event in (
        _reacted("bo", "👍", on=True),
        _reacted("ada", "👍", on=True),
        _reacted("ada", "🎉", on=True),
        _reacted("bo", "👍", on=False),
        _reacted("ada", "👍", on=False),
    ):
        message = changed(message, event)
        seen.append(message.reactions)
    assert seen == [
        {"👍": ["bo"]},
        {"👍": ["bo", "ada"]},
        {"👍": ["bo", "ada"], "🎉": ["ada"]},
        {"👍": ["ada"], "🎉": ["ada"]},
        {"🎉": ["ada"]},
    ]


def test_names_of_files_are_words_too() -> None:
    assert readable("see this", [FILE]) == "see this\nboard.png"
    assert readable("see this", []) == "see this"


def test_a_change_leaves_the_message_that_it_changed_as_it_was() -> None:
    before = changed(new_message(POSTED), _reacted("bo", "👍", on=True))
    after = changed(before, _reacted("ada", "👍", on=True))
    assert before.reactions == {"👍": ["bo"]}
    assert after.reactions == {"👍": ["bo", "ada"]}


def test_an_edit_changes_the_words_and_says_when() -> None:
    edited = changed(new_message(POSTED), MessageEdited(at=5.0, id=7, body="look here", by="ada"))
    assert (edited.body, edited.edited_at, edited.at) == ("look here", 5.0, 1.0)


def test_of_a_deleted_message_only_its_place_and_author_are_left() -> None:
    message = changed(replied(new_message(POSTED)), _reacted("bo", "👍", on=True))
    deleted = changed(message, MessageDeleted(at=2.0, id=7, by="tess"))
    assert deleted == MessageView(
        id=7,
        at=1.0,
        author="ada",
        author_name="Ada",
        author_kind=POSTED.author_kind,
        cid="cid-0001",
        body="",
        reply_to=3,
        replies=1,
        state=MessageState.DELETED,
    )


def test_a_hidden_message_keeps_its_text_for_its_author_and_staff() -> None:
    hidden = changed(new_message(POSTED), HIDDEN)
    unreadable = replace(hidden, body="", attachments=[], mentions=[])
    for audience in (STAFF, one("ada"), Audience(True, "tess")):
        assert seen_by(hidden, audience).body == "look"
    for audience in (EVERYONE, one("bo")):
        assert seen_by(hidden, audience) == unreadable
    assert changed(new_message(POSTED), replace(HIDDEN, readable=False)) == unreadable


def test_everybody_reads_what_is_not_hidden() -> None:
    message = new_message(POSTED)
    assert seen_by(message, EVERYONE) is message


def test_restoring_brings_text_and_files_back_where_they_were_and_not_into_the_lane() -> None:
    message = new_message(POSTED)
    restored = MessageRestored(
        at=3.0, id=7, by="tess", body="look", attachments=[FILE], mentions=POSTED.mentions
    )
    for is_readable in (True, False):
        hidden = changed(message, replace(HIDDEN, readable=is_readable))
        assert changed(hidden, restored) == replace(message, important=False)


def test_a_message_is_important_or_is_not() -> None:
    message = new_message(POSTED)
    unmarked = changed(message, MessageMarked(at=2.0, id=7, by="tess", on=False, message=message))
    assert not unmarked.important
    assert changed(unmarked, MessageMarked(at=2.0, id=7, by="tess", on=True, message=message)) == message
