"""How events change the posts for later that staff see. Nobody else is told of any."""

from __future__ import annotations

from rooms.schedule.terms import PostScheduled, ScheduledPost, ScheduledPostDeleted, ScheduleEvent


def reduce(view: list[ScheduledPost], event: ScheduleEvent) -> list[ScheduledPost]:
    match event:
        case PostScheduled():
            return [*view, event.post]
        case ScheduledPostDeleted():
            return [post for post in view if post.id != event.id]
        case _:
            return [event.post if post.id == event.post.id else post for post in view]
