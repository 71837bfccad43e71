"""What staff say to everybody, and when a learner first replied to it: from the messages of one room.

A post begins a thread, and is of a member of the staff or of the room's schedule. What answers somebody is none, nor is
what a bot or a learner says. Replies are those in its thread.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from community.metrics.bulletin import StaffPost
from rooms.chat.terms import AuthorKind, MessagePosted
from rooms.events import AnyEvent
from rooms.obligations.events import ObligationAcked, ObligationAnswered

Said = tuple[float, str]
"""When, and by whom."""


def answers(events: Iterable[AnyEvent]) -> set[Said]:
    """When somebody responded to what was owed, of a room's events."""
    return {
        (event.at, event.by) for event in events if isinstance(event, ObligationAcked | ObligationAnswered)
    }


def staff_posts(
    messages: Iterable[MessagePosted], staff: Container[str], answers: Container[Said]
) -> list[StaffPost]:
    """`messages` in their order. `staff` are members' ids."""
    posts: dict[int, StaffPost] = {}
    for message in messages:
        if message.reply_to is None:
            if _is_post(message, staff) and (message.at, message.author) not in answers:
                posts[message.id] = StaffPost(message.at)
        elif message.reply_to in posts and _is_learners(message, staff):
            post = posts[message.reply_to]
            if post.replied_at is None:
                posts[message.reply_to] = StaffPost(post.at, message.at)
    return list(posts.values())


def _is_post(message: MessagePosted, staff: Container[str]) -> bool:
    match message.author_kind:
        case AuthorKind.PERSON:
            return message.author in staff
        case AuthorKind.SYSTEM:
            return True
        case _:
            return False


def _is_learners(message: MessagePosted, staff: Container[str]) -> bool:
    return message.author_kind is AuthorKind.PERSON and message.author not in staff and not message.hidden
