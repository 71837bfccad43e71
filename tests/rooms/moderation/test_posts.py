"""What a member posted lately."""

from __future__ import annotations

from rooms.chat.state import KEPT_MESSAGES
from rooms.chat.terms import MessageDeleted, MessageEdited, MessagePosted
from rooms.moderation.events import MessageHeld
from rooms.moderation.posts import Post, posts_since
from rooms.state import RoomState


def post(room: RoomState, at: float, author: str = "ada", body: str = "text") -> None:
    id = room.chat.last_id + 1
    room.chat.apply(
        MessagePosted(at=at, id=id, author=author, author_name=author, cid=f"cid-{id:04}", body=body)
    )


def hold(room: RoomState, at: float, author: str = "ada") -> None:
    number = room.moderation.next_held
    room.moderation.apply(
        MessageHeld(
            at=at, number=number, author=author, author_name=author, cid="cid", body="held", rule="spam"
        )
    )


def test_posted_and_held_messages_of_one_member_after_a_time() -> None:
    room = RoomState()
    for at in (1.0, 2.0, 3.0):
        post(room, at)
        post(room, at, "bo")
    hold(room, 1.0)
    hold(room, 3.0)
    hold(room, 3.0, "bo")
    assert list(posts_since(room, "ada", 1.0)) == [Post(3.0, "held"), Post(3.0, "text"), Post(2.0, "text")]
    assert list(posts_since(room, "ada", 3.0)) == []


def test_what_the_room_has_forgotten_is_not_counted() -> None:
    room = RoomState()
    for _ in range(KEPT_MESSAGES + 1):
        post(room, 1.0)
    assert len(list(posts_since(room, "ada", 0.0))) == KEPT_MESSAGES


def test_what_was_edited_or_deleted_was_said_all_the_same() -> None:
    room = RoomState()
    for at in (1.0, 2.0):
        post(room, at)
    room.chat.apply(MessageEdited(at=3.0, id=1, body="other words", by="ada"))
    room.chat.apply(MessageDeleted(at=3.0, id=2, by="ada"))
    assert [post.texts for post in posts_since(room, "ada", 0.0)] == [("text", ""), ("text", "other words")]
