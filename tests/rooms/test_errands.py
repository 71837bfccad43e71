"""What a room owes to other rooms, as a room says it: to whom, what, and what comes back once it arrived."""

from __future__ import annotations

from rooms.errands import Errand, errands
from rooms.life.terms import CloseReason, CloseRoom
from rooms.state import RoomState
from rooms.sub_rooms.terms import CloseSubRoom, NoteClosed, OpenSubRoom
from rooms.terms import Target, TargetKind
from tests.support.law import ADA, LawRig


def test_a_room_that_was_never_opened_owes_nothing() -> None:
    assert errands(RoomState()) == []


def test_an_errand_is_owed_until_what_comes_back_stands_in_the_log() -> None:
    rig = LawRig()
    rig.enter(ADA)
    rig.events(OpenSubRoom("cid-00001", "Limits"), ADA)
    rig.events(CloseSubRoom(1), ADA)
    close = Errand(Target(TargetKind.SUB_ROOM, 1), CloseRoom(CloseReason.CLOSED), NoteClosed(1))
    assert rig.room.errands() == [close] == rig.room.errands()
    assert close.then is not None
    rig.events(close.then)
    assert rig.room.errands() == []
