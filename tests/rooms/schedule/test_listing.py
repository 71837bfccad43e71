"""What is scheduled in several rooms, from their logs."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.schedule.listing import scheduled
from rooms.schedule.terms import PostScheduled, ScheduledPostDeleted, ScheduledPostSent
from tests.rooms.schedule.test_state import post


def test_each_room_has_its_own_as_they_are_at_the_end() -> None:
    sent = replace(post(1), sent=1)
    found = scheduled(
        [
            ("zone", PostScheduled(at=0.0, author="tom", cid="cid-00001", post=post(1))),
            ("lounge", PostScheduled(at=0.0, author="tom", cid="cid-00001", post=post(1))),
            ("zone", ScheduledPostSent(at=1.0, due_at=1.0, post=sent)),
            ("lounge", ScheduledPostDeleted(at=2.0, id=1, by="tom")),
        ]
    )
    assert found == {"zone": [sent], "lounge": []}
