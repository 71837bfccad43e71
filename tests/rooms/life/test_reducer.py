"""What a page sees of a room that opens, holds a session, and closes."""

from __future__ import annotations

import pytest

from rooms.kinds import POLICIES, RoomKind
from rooms.life.reducer import reduce
from rooms.life.terms import CloseReason, RoomClosed, RoomOpened, SessionEnded, SessionStarted, SessionView
from rooms.room import Room
from rooms.visibility import EVERYONE


@pytest.mark.parametrize("kind", RoomKind)
def test_a_kind_brings_its_policy(kind: RoomKind) -> None:
    view = reduce(Room().snapshot(EVERYONE), RoomOpened(at=1.0, title="Algebra", kind=kind))
    policy = POLICIES[kind]
    assert (view.title, view.kind, view.capacity) == ("Algebra", kind, policy.capacity)
    assert (view.has_media, view.everyone_publishes) == (policy.has_media, policy.everyone_publishes)


def test_a_sub_room_has_its_own_number_of_seats() -> None:
    opened = RoomOpened(at=1.0, title="Red", kind=RoomKind.STUDY, seats=6, parent="algebra", number=1)
    view = reduce(Room().snapshot(EVERYONE), opened)
    assert (view.capacity, view.parent) == (6, "algebra")


def test_a_session_shows_while_it_runs_and_a_closed_room_says_so() -> None:
    view = reduce(Room().snapshot(EVERYONE), SessionStarted(at=5.0, number=3, by="tess"))
    assert view.session == SessionView(3, 5.0)
    assert reduce(view, SessionEnded(at=6.0, number=3, by="tess")).session is None
    assert reduce(view, RoomClosed(at=6.0, reason=CloseReason.CLOSED)).closed
