"""What a room remembers of posts for later, and which of those it posted still wait for a learner's first reply."""

from __future__ import annotations

from msgspec import Struct, field

from rooms.schedule.terms import ScheduledPost, ScheduledPostDeleted, ScheduledPostSent, ScheduleEvent
from rooms.visibility import Audience

REMEMBERED_UNREPLIED = 100


class Schedule(Struct, gc=False):
    """`posts` by number, in the order of writing. `unreplied`: messages that it posted, the oldest first."""

    last_id: int = 0
    posts: dict[int, ScheduledPost] = field(default_factory=dict)
    unreplied: list[int] = field(default_factory=list)

    def next_deadline(self) -> float | None:
        return min((post.next_at for post in self.posts.values() if post.next_at is not None), default=None)

    def apply(self, event: ScheduleEvent) -> None:
        if isinstance(event, ScheduledPostDeleted):
            del self.posts[event.id]
            return
        self.posts[event.post.id] = event.post
        self.last_id = max(self.last_id, event.post.id)
        if isinstance(event, ScheduledPostSent) and event.post.expects_reply:
            assert event.post.last_message is not None, "it was sent"
            self.await_reply(event.post.last_message)

    def await_reply(self, message: int) -> None:
        """Nobody has replied to it, or not any more."""
        self.unreplied = [*self.unreplied, message][-REMEMBERED_UNREPLIED:]

    def replied(self, message: int) -> None:
        self.unreplied = [each for each in self.unreplied if each != message]

    def view(self, audience: Audience) -> list[ScheduledPost]:
        return list(self.posts.values()) if audience.is_staff else []
