"""What time brings to sub-rooms: an empty one closes after ten minutes, once."""

from __future__ import annotations

from rooms.life.terms import CloseReason, Tick
from rooms.sub_rooms.opening import EMPTY_SECONDS
from rooms.sub_rooms.terms import (
    AssignBreakout,
    CloseSubRoom,
    NoteOccupancy,
    OpenSubRoom,
    RecallBreakouts,
    SubRoomClosing,
)
from tests.support.law import ADA, TESS, LawRig
from tests.support.rooms import START


def classroom() -> LawRig:
    rig = LawRig()
    rig.enter(ADA, TESS)
    return rig


def test_a_room_to_which_nobody_comes_closes_after_ten_minutes() -> None:
    rig = classroom()
    rig.events(OpenSubRoom("cid-00001", "Limits"), ADA)
    assert rig.room.next_deadline() == START + EMPTY_SECONDS == START + 600
    rig.now = START + EMPTY_SECONDS - 0.001
    assert rig.ask(Tick()) == []
    rig.now = START + EMPTY_SECONDS
    assert rig.ask(Tick()) == [SubRoomClosing(at=rig.now, number=1, by="", reason=CloseReason.EMPTY)]
    assert rig.ask(Tick()) == []
    assert rig.room.next_deadline() is None


def test_a_room_with_somebody_in_it_stays_and_closes_ten_minutes_after_the_last_has_left() -> None:
    rig = classroom()
    rig.events(OpenSubRoom("cid-00001", "Limits"), ADA)
    rig.now += 60
    rig.events(NoteOccupancy(1, 1))
    assert rig.room.next_deadline() is None
    rig.now += 3600
    assert rig.ask(Tick()) == []
    rig.events(NoteOccupancy(1, 0))
    assert rig.room.next_deadline() == rig.now + EMPTY_SECONDS


def test_a_room_that_closes_already_is_not_closed_again() -> None:
    rig = classroom()
    rig.events(OpenSubRoom("cid-00001", "Limits"), ADA)
    rig.events(CloseSubRoom(1), ADA)
    rig.now += 2 * EMPTY_SECONDS
    assert rig.ask(Tick()) == []


def test_a_breakout_that_is_recalled_and_empty_at_once_closes_once() -> None:
    rig = classroom()
    rig.events(AssignBreakout("cid-00001", ["Red"], [["ada"]]), TESS)
    rig.events(OpenSubRoom("cid-00002", "Limits"), ADA)
    rig.events(RecallBreakouts(600), TESS)
    rig.now += EMPTY_SECONDS
    assert rig.ask(Tick()) == [
        SubRoomClosing(at=rig.now, number=1, by="tess", reason=CloseReason.RECALLED),
        SubRoomClosing(at=rig.now, number=2, by="", reason=CloseReason.EMPTY),
    ]
