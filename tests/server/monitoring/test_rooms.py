"""Sockets, rooms and people of a node, counted and not named."""

from __future__ import annotations

import pytest

from rooms.kinds import RoomKind
from rooms.roles import Role
from rooms.room import Room
from server.monitoring.rooms import RoomsCollector
from signaling.ports import RoomSpec
from tests.server.monitoring.samples import told
from tests.support.rooms import Rig, person


def _rooms() -> list[tuple[RoomSpec, Room]]:
    rig = Rig(RoomKind.STUDY)
    rig.enter(person("ada", Role.STUDENT))
    return [(RoomSpec("library", "main", "Library", RoomKind.STUDY), rig.room)]


def test_rooms_and_who_is_in_them_are_counted_by_kind() -> None:
    seen = told(RoomsCollector(_rooms, lambda: 7).collect())
    assert seen["studyhall_sockets",] == 7
    assert (seen["studyhall_rooms_open", "study"], seen["studyhall_rooms_open", "qa"]) == (1, 0)
    assert seen["studyhall_members_present", "study"] == 1


@pytest.mark.row("S17")
def test_no_person_and_no_room_is_named() -> None:
    seen = told(RoomsCollector(_rooms, lambda: 7).collect())
    assert not {"ada", "library"} & {label.lower() for sample in seen for label in sample}
