"""What staff do at the door."""

from __future__ import annotations

import pytest

from rooms.moderation.events import (
    MemberAdmitted,
    MemberTurnedAway,
    RoomLocked,
    SlowModeSet,
    WaitingRoomSet,
)
from rooms.moderation.terms import (
    AdmitMember,
    LiftBan,
    LockRoom,
    ModerationCommand,
    SetSlowMode,
    SetWaitingRoom,
    TurnAway,
)
from rooms.rejections import RejectionCode
from tests.rooms.moderation.scenes import Classroom, code
from tests.support.law import ADA, BO, TESS, TOM
from tests.support.rooms import START


def test_everybody_sees_how_the_door_stands() -> None:
    room = Classroom()
    assert room.ask(SetSlowMode(30), TOM) == [SlowModeSet(at=START, seconds=30, by="tom")]
    assert room.ask(LockRoom(True), TOM) == [RoomLocked(at=START, on=True, by="tom")]
    assert room.ask(SetWaitingRoom(True), TOM) == [WaitingRoomSet(at=START, on=True, by="tom")]
    door = room.moderation(ADA).door
    assert (door.slow_seconds, door.locked, door.waiting_room) == (30, True, True)


@pytest.mark.parametrize("command", [SetSlowMode(0), LockRoom(False), SetWaitingRoom(False)])
def test_asking_for_what_is_so_already_changes_nothing(command: ModerationCommand) -> None:
    assert Classroom().ask(command, TOM) == []


def test_staff_admit_one_or_everybody_who_waits() -> None:
    room = Classroom(TESS, TOM)
    room.events(SetWaitingRoom(True), TESS)
    assert room.ask(AdmitMember(None), TOM) == []
    for actor in (ADA, BO):
        room.knock(actor)
    assert room.ask(AdmitMember("bo"), TOM) == [MemberAdmitted(at=START, member="bo", by="tom")]
    assert code(room.ask(AdmitMember("bo"), TESS)) is RejectionCode.WRONG_STATE
    assert room.ask(AdmitMember(None), TOM) == [MemberAdmitted(at=START, member="ada", by="tom")]
    assert room.staff.waiting == []


def test_a_waiting_room_that_is_switched_off_admits_everybody_who_waits() -> None:
    room = Classroom(TESS)
    room.events(SetWaitingRoom(True), TESS)
    for actor in (ADA, BO):
        room.knock(actor)
    assert room.ask(SetWaitingRoom(False), TESS) == [
        WaitingRoomSet(at=START, on=False, by="tess"),
        MemberAdmitted(at=START, member="ada", by="tess"),
        MemberAdmitted(at=START, member="bo", by="tess"),
    ]
    room.enter(ADA, BO)


def test_somebody_turned_away_can_be_forgiven() -> None:
    room = Classroom(TESS)
    room.events(SetWaitingRoom(True), TESS)
    room.knock(ADA)
    assert room.ask(TurnAway("ada"), TESS) == [
        MemberTurnedAway(at=START, member="ada", by="tess", until=START + 600)
    ]
    assert code(room.ask(TurnAway("ada"), TESS)) is RejectionCode.WRONG_STATE
    room.events(LiftBan("ada"), TESS)
    assert code(room.knock(ADA)) is RejectionCode.WAITING
