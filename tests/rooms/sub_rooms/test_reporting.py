"""What a parent owes its sub-rooms and a sub-room its parent, again and again, until there is nothing to say."""

from __future__ import annotations

from rooms.commands import AnySystemCommand
from rooms.kinds import RoomKind
from rooms.life.terms import CloseReason, CloseRoom, OpenRoom, Tick
from rooms.members.terms import DetachDevice, Leave
from rooms.moderation.terms import LiftBan, MuteMember, MuteScope, RemoveMember
from rooms.sub_rooms.terms import (
    AnswerHelp,
    CallForHelp,
    CloseSubRoom,
    HelpIsComing,
    NoteClosed,
    NoteHelp,
    NoteMutes,
    NoteOccupancy,
    NoteTold,
    OpenSubRoom,
    ShowOut,
    Tell,
    TellBreakouts,
)
from rooms.terms import Target, TargetKind
from tests.support.law import ADA, BO, GIL, TESS, LawRig
from tests.support.rooms import START

PARENT = Target(TargetKind.PARENT)
FIRST = Target(TargetKind.SUB_ROOM, 1)
NO_HELP = NoteHelp(1, "", "", None, 0.0)
NO_MUTES = (FIRST, NoteMutes([]), None)


def owed(rig: LawRig) -> list[tuple[Target, AnySystemCommand, AnySystemCommand | None]]:
    return [(errand.target, errand.command, errand.then) for errand in rig.room.errands()]


def parent() -> LawRig:
    rig = LawRig()
    rig.enter(ADA, TESS)
    rig.events(OpenSubRoom("cid-00001", "Limits"), ADA)
    return rig


def sub_room() -> LawRig:
    rig = LawRig(None)
    rig.events(OpenRoom("Team 1", RoomKind.STUDY, id="algebra--1", seats=6, parent="algebra", number=1))
    return rig


def test_a_sub_room_says_how_many_are_in_it_away_or_not() -> None:
    rig = sub_room()
    assert owed(rig) == [(PARENT, NoteOccupancy(1, 0), None), (PARENT, NO_HELP, None)]
    rig.enter(ADA, BO)
    rig.events(DetachDevice(ADA.device, clean=False), ADA)
    assert owed(rig)[0] == (PARENT, NoteOccupancy(1, 2), None)
    rig.events(Leave(), ADA)
    assert owed(rig)[0] == (PARENT, NoteOccupancy(1, 1), None)


def test_a_sub_room_says_that_it_needs_help_and_since_when() -> None:
    rig = sub_room()
    rig.enter(ADA)
    rig.events(CallForHelp("stuck"), ADA)
    assert owed(rig)[1] == (PARENT, NoteHelp(1, "ada", "Ada", "stuck", START), None)


def test_a_closed_sub_room_has_nothing_to_say() -> None:
    rig = sub_room()
    rig.enter(ADA)
    rig.events(CloseRoom(CloseReason.EMPTY))
    assert owed(rig) == []


def test_a_parent_wakes_the_sub_rooms_that_it_believes_occupied() -> None:
    rig = parent()
    assert owed(rig) == []
    rig.events(NoteOccupancy(1, 2))
    assert owed(rig) == [(FIRST, Tick(), None), NO_MUTES]


def test_a_parent_tells_occupied_sub_rooms_whom_it_banned_while_they_were_there() -> None:
    rig = parent()
    rig.enter(BO)
    rig.events(NoteOccupancy(1, 1))
    rig.events(DetachDevice(BO.device, clean=True, moved=True), BO)
    rig.events(RemoveMember("ada", "spam"), TESS)
    rig.events(RemoveMember("bo", "abuse"), TESS)
    shown_out = (FIRST, ShowOut("bo", "Bo", "tess", "abuse"), None)
    assert owed(rig) == [(FIRST, Tick(), None), NO_MUTES, shown_out]
    rig.events(LiftBan("bo"), TESS)
    assert owed(rig) == [(FIRST, Tick(), None), NO_MUTES]


def test_a_parent_tells_occupied_sub_rooms_who_is_muted_of_those_that_may_be_there() -> None:
    rig = parent()
    rig.enter(BO, GIL)
    rig.events(NoteOccupancy(1, 1))
    rig.events(DetachDevice(BO.device, clean=True, moved=True), BO)
    rig.events(DetachDevice(GIL.device, clean=True), GIL)
    for member in ("ada", "bo", "gil", "a stranger"):
        rig.events(MuteMember(member, [MuteScope.TEXT], reason="flooding"), TESS)
    (told,) = (command for _, command, _ in owed(rig) if isinstance(command, NoteMutes))
    assert [(mute.member, mute.reason) for mute in told.mutes] == [("ada", "flooding"), ("bo", "flooding")]


def test_a_parent_says_its_messages_and_who_comes_to_help_before_it_closes_a_room() -> None:
    rig = parent()
    rig.events(NoteOccupancy(1, 2))
    rig.events(NoteHelp(1, "bo", "Bo", "stuck", START))
    rig.events(TellBreakouts("cid-00009", "hello"), TESS)
    rig.events(AnswerHelp(1), TESS)
    rig.events(CloseSubRoom(1), TESS)
    assert owed(rig) == [
        (FIRST, Tell("cid-00009", "tess", "Tess", "hello"), NoteTold("cid-00009", 1)),
        (FIRST, HelpIsComing("tess", "Tess", START), None),
        (FIRST, CloseRoom(CloseReason.CLOSED), NoteClosed(1)),
    ]


def test_a_room_without_sub_rooms_owes_nothing() -> None:
    rig = LawRig()
    rig.enter(ADA)
    assert owed(rig) == []
