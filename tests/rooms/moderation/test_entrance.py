"""Who is let in: nobody banned, nobody new into a locked room, and students wait where there is a waiting room."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.decision import Refused
from rooms.kinds import POLICIES, RoomKind
from rooms.members.terms import DetachDevice
from rooms.moderation.entrance import stop_waiting
from rooms.moderation.events import WaitingBegan, WaitingEnded
from rooms.moderation.terms import (
    AdmitMember,
    LiftBan,
    LockRoom,
    MuteMember,
    MuteScope,
    RemoveMember,
    SetWaitingRoom,
    TurnAway,
)
from rooms.moderation.view import StaffView, WaitingView
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role, is_staff
from rooms.state import RoomState
from tests.rooms.moderation.scenes import Classroom, code
from tests.support.law import ADA, BO, TESS, TOM
from tests.support.rooms import START, person

WAITING = Rejection(RejectionCode.WAITING)


@pytest.mark.parametrize("role", Role)
def test_a_locked_room_lets_nobody_new_in_but_staff(role: Role) -> None:
    room = Classroom(TESS)
    room.events(LockRoom(True), TESS)
    decision = room.knock(person("zoe", role))
    assert isinstance(decision, list) if is_staff(role) else code(decision) is RejectionCode.LOCKED


def test_who_was_there_before_the_lock_comes_back_within_their_grace() -> None:
    room = Classroom(ADA, TESS)
    room.events(LockRoom(True), TESS)
    room.events(DetachDevice(ADA.device, clean=False), ADA)
    room.enter(ADA)


def test_who_moved_to_a_sub_room_is_not_new_for_a_day() -> None:
    room = Classroom(ADA, BO, TESS)
    room.events(LockRoom(True), TESS)
    room.events(SetWaitingRoom(True), TESS)
    for actor in (ADA, BO):
        room.events(DetachDevice(actor.device, clean=True, moved=True), actor)
    room.now += 3600
    room.enter(ADA)
    room.now += 24 * 3600
    assert code(room.knock(BO)) is RejectionCode.LOCKED


def test_who_was_banned_while_in_a_sub_room_is_new_afterwards() -> None:
    room = Classroom(ADA, TESS)
    room.events(LockRoom(True), TESS)
    room.events(DetachDevice(ADA.device, clean=True, moved=True), ADA)
    room.events(RemoveMember("ada"), TESS)
    room.events(LiftBan("ada"), TESS)
    assert code(room.knock(ADA)) is RejectionCode.LOCKED


def test_a_student_waits_once_and_is_told_so_each_time() -> None:
    room = Classroom(TESS)
    room.events(SetWaitingRoom(True), TESS)
    assert room.knock(ADA) == Refused(
        WAITING, [WaitingBegan(at=START, member="ada", name="Ada", role=Role.STUDENT)]
    )
    assert room.knock(ADA) == WAITING
    assert room.room.is_waiting("ada")
    assert room.staff.waiting == [WaitingView("ada", "Ada", Role.STUDENT, START)]
    assert room.room.present() == ["Tess"]


def test_staff_do_not_wait() -> None:
    room = Classroom(TESS)
    room.events(SetWaitingRoom(True), TESS)
    room.enter(TOM)


def test_who_goes_away_from_the_door_waits_no_more() -> None:
    room = Classroom(TESS)
    room.events(SetWaitingRoom(True), TESS)
    room.knock(ADA)
    assert room.ask(DetachDevice(ADA.device, clean=True), ADA) == [WaitingEnded(at=START, member="ada")]
    assert not room.room.is_waiting("ada")
    assert stop_waiting(RoomState(), "ada", START) == []


def test_who_was_admitted_comes_in_for_a_day() -> None:
    room = Classroom(TESS)
    room.events(SetWaitingRoom(True), TESS)
    room.knock(ADA)
    room.events(AdmitMember("ada"), TESS)
    room.enter(ADA)
    room.leave(ADA)
    room.now = START + 24 * 3600 - 1
    room.enter(ADA)
    room.leave(ADA)
    room.now = START + 24 * 3600
    assert code(room.knock(ADA)) is RejectionCode.WAITING


def test_who_was_removed_asks_again_at_the_door() -> None:
    room = Classroom(TESS)
    room.events(SetWaitingRoom(True), TESS)
    room.knock(ADA)
    room.events(AdmitMember("ada"), TESS)
    room.enter(ADA)
    room.events(RemoveMember("ada", ban_seconds=0), TESS)
    assert code(room.knock(ADA)) is RejectionCode.WAITING


def test_who_was_turned_away_need_not_ask_again_for_ten_minutes() -> None:
    room = Classroom(TESS)
    room.events(SetWaitingRoom(True), TESS)
    room.knock(ADA)
    room.events(TurnAway("ada"), TESS)
    room.now += 60
    assert room.knock(ADA) == Rejection(RejectionCode.BANNED, retry_after=540)
    room.events(RemoveMember("ada", ban_seconds=3600), TESS)
    assert room.knock(ADA) == Rejection(RejectionCode.BANNED, retry_after=3600)
    room.now += 3600
    assert code(room.knock(ADA)) is RejectionCode.WAITING


def test_as_many_wait_as_the_room_has_places() -> None:
    room = Classroom(TESS)
    room.events(SetWaitingRoom(True), TESS)
    for number in range(POLICIES[RoomKind.STUDY].capacity):
        room.knock(person(f"member-{number}"))
    assert code(room.knock(ADA)) is RejectionCode.ROOM_FULL


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_what_was_laid_on_a_stranger_does_not_hold_for_staff(role: Role) -> None:
    room = Classroom(TOM)
    room.events(MuteMember("zoe", [MuteScope.TEXT]), TOM)
    zoe = person("zoe", role)
    if is_staff(role):
        room.events(RemoveMember("zoe"), TOM)
    room.enter(zoe)
    assert room.moderation(TOM).staff == replace(
        StaffView(), mutes=[] if is_staff(role) else room.moderation(zoe).own.mutes
    )
    assert isinstance(room.say("hello", zoe), list) is is_staff(role)


def test_a_ban_holds_for_staff_whom_the_room_knows() -> None:
    room = Classroom(TOM, TESS)
    room.events(RemoveMember("tom"), TESS)
    assert code(room.knock(TOM)) is RejectionCode.BANNED
