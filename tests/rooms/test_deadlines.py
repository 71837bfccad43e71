"""The earliest deadline of all concepts is known without asking all of them after every event."""

from __future__ import annotations

import pytest

from rooms.chat.terms import PostMessage
from rooms.deadlines import Deadlines
from rooms.focus.terms import StartFocus
from rooms.kinds import POLICIES, RoomKind
from rooms.members.terms import AttachDevice, DetachDevice
from rooms.room import Room
from rooms.state import RoomState
from tests.support.room_runs import run
from tests.support.rooms import START, Rig, person

MINUTE = 60.0
GRACE = POLICIES[RoomKind.STUDY].reconnect_grace
ADA = person("ada")
BO = person("bo")


def test_a_room_without_anything_to_come_has_none() -> None:
    assert Deadlines(RoomState()).earliest() is None


def test_the_earliest_of_all_concepts_counts() -> None:
    rig = Rig(RoomKind.STUDY)
    rig.enter(ADA, BO)
    rig.events(StartFocus(), ADA)
    assert rig.room.next_deadline() == START + 25 * MINUTE
    rig.events(PostMessage("cid-0001", "how does it go on?"), ADA)
    owed_at = rig.room.next_deadline()
    assert owed_at is not None
    assert owed_at < START + 25 * MINUTE, "what is written is owed an answer"
    rig.events(DetachDevice(BO.device, clean=False), BO)
    assert rig.room.next_deadline() == START + GRACE
    rig.events(AttachDevice(BO.device), BO)
    assert rig.room.next_deadline() == owed_at


@pytest.mark.parametrize("kind", RoomKind)
def test_along_any_life_it_is_what_a_room_fresh_from_its_snapshot_would_say(kind: RoomKind) -> None:
    lived = Room()
    for number, event in enumerate(run(seed=9, kind=kind, commands=1500).log):
        lived.apply(event)
        if number % 5 == 0 or type(event).__module__.startswith("rooms.obligations"):
            assert lived.next_deadline() == Room.thaw(lived.freeze()).next_deadline(), event
        else:
            lived.next_deadline()
