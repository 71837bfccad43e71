"""What a room remembers of posts for later."""

from __future__ import annotations

from rooms.schedule.state import REMEMBERED_UNREPLIED, Schedule
from rooms.schedule.terms import PostScheduled, ScheduledPost, ScheduledPostDeleted, ScheduledState
from rooms.visibility import EVERYONE, STAFF
from tests.rooms.schedule.planned import EVENINGS, MONDAY


def post(id: int, next_at: float | None = MONDAY) -> ScheduledPost:
    return ScheduledPost(id, "Hello", False, True, EVENINGS, "tom", "Tom", ScheduledState.WAITING, next_at)


def test_the_next_of_all_is_the_deadline() -> None:
    schedule = Schedule()
    assert schedule.next_deadline() is None
    for id, next_at in ((1, MONDAY), (2, None), (3, MONDAY - 60)):
        schedule.apply(PostScheduled(at=0.0, author="tom", cid=f"cid-{id}", post=post(id, next_at)))
    assert schedule.next_deadline() == MONDAY - 60
    schedule.apply(ScheduledPostDeleted(at=0.0, id=3, by="tom"))
    assert (schedule.next_deadline(), schedule.last_id) == (MONDAY, 3)
    assert [each.id for each in schedule.view(STAFF)] == [1, 2]
    assert schedule.view(EVERYONE) == []


def test_of_messages_without_a_reply_the_newest_are_remembered() -> None:
    schedule = Schedule()
    for message in range(1, REMEMBERED_UNREPLIED + 11):
        schedule.await_reply(message)
    assert schedule.unreplied[0] == 11
    schedule.replied(11)
    assert schedule.unreplied[0] == 12
