"""What a room takes from its kind and from its own opening, and how long it knows a client id again."""

from __future__ import annotations

import pytest

from rooms.kinds import POLICIES, RoomKind
from rooms.life.state import Life
from rooms.state import REMEMBERED_CREATIONS, RoomState


@pytest.mark.parametrize("kind", RoomKind)
def test_a_room_has_the_policy_of_its_kind(kind: RoomKind) -> None:
    room = RoomState(life=Life(kind=kind))
    assert (room.kind, room.policy) == (kind, POLICIES[kind])
    assert room.capacity == POLICIES[kind].capacity


def test_a_sub_room_holds_as_many_as_it_has_seats() -> None:
    assert RoomState(life=Life(kind=RoomKind.STUDY, seats=6)).capacity == 6


def test_the_oldest_client_id_is_forgotten_first() -> None:
    room = RoomState()
    for number in range(REMEMBERED_CREATIONS + 1):
        room.seq = number
        room.remember_created("ada", f"cid-{number}")
    assert len(room.created) == REMEMBERED_CREATIONS
    assert ("ada", "cid-0") not in room.created
    assert room.created["ada", "cid-1"] == 1
