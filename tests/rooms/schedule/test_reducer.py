"""How staff see posts for later change."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.schedule.reducer import reduce
from rooms.schedule.terms import PostScheduled, ScheduledPostChanged, ScheduledPostDeleted
from tests.rooms.schedule.test_state import post


def test_each_event_changes_its_own() -> None:
    one, two = post(1), post(2)
    view = reduce([one], PostScheduled(at=0.0, author="tom", cid="cid-00001", post=two))
    assert view == [one, two]
    changed = replace(one, body="Hello again")
    view = reduce(view, ScheduledPostChanged(at=1.0, by="tom", post=changed))
    assert view == [changed, two]
    assert reduce(view, ScheduledPostDeleted(at=2.0, id=1, by="tom")) == [two]
