"""The posts for later of several rooms, from what their logs say of them."""

from __future__ import annotations

from collections.abc import Iterable

from rooms.schedule.reducer import reduce
from rooms.schedule.terms import ScheduledPost, ScheduleEvent


def scheduled(events: Iterable[tuple[str, ScheduleEvent]]) -> dict[str, list[ScheduledPost]]:
    """By room, as they are after its `events`, which are in order from the beginning."""
    posts: dict[str, list[ScheduledPost]] = {}
    for room, event in events:
        posts[room] = reduce(posts.get(room, []), event)
    return posts
