"""What a room remembers of its sub-rooms survives being written down."""

from __future__ import annotations

from rooms.room import Room
from rooms.sub_rooms.state import SubRooms
from rooms.sub_rooms.terms import (
    AssignBreakout,
    HelpAnswered,
    NoteHelp,
    NoteOccupancy,
    OpenSubRoom,
    RecallBreakouts,
    SubRoomOpened,
    TellBreakouts,
)
from rooms.visibility import STAFF
from tests.support.law import ADA, BO, TESS, LawRig
from tests.support.rooms import START


def test_a_frozen_room_thaws_with_its_sub_rooms_and_what_it_owes_them() -> None:
    rig = LawRig()
    rig.enter(ADA, BO, TESS)
    rig.events(OpenSubRoom("cid-00001", "Limits"), ADA)
    rig.events(AssignBreakout("cid-00002", ["Red"], [["bo"]]), TESS)
    rig.events(NoteOccupancy(2, 1))
    rig.events(NoteHelp(2, "bo", "Bo", "stuck", START))
    rig.events(TellBreakouts("cid-00003", "hello"), TESS)
    rig.events(RecallBreakouts(60), TESS)
    thawed = Room.thaw(rig.room.freeze())
    assert thawed.snapshot(STAFF) == rig.room.snapshot(STAFF)
    assert thawed.errands() == rig.room.errands() != []
    assert thawed.next_deadline() == START + 60


def test_an_answer_to_a_call_that_is_gone_changes_nothing() -> None:
    subs = SubRooms()
    opened = SubRoomOpened(
        at=START, author="ada", cid="cid-00001", number=1, title="Limits", seats=6, author_name="Ada"
    )
    subs.apply(opened)
    before = subs.view(STAFF)
    subs.apply(HelpAnswered(at=START, number=1, by="tess", by_name="Tess"))
    assert subs.view(STAFF) == before
