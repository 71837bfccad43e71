"""Sub-rooms are opened from a topic or a template within a quota, and closed by who opened them or by staff."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.decision import Decision, Refused
from rooms.kinds import RoomKind
from rooms.life.terms import CloseReason, OpenRoom
from rooms.moderation.terms import MuteMember, MuteScope, SetContentRules
from rooms.rejections import Rejection, RejectionCode
from rooms.sub_rooms.opening import EMPTY_SECONDS, OPEN_PER_MEMBER, PER_ROOM
from rooms.sub_rooms.terms import (
    AssignBreakout,
    CloseSubRoom,
    NoteClosed,
    OpenSubRoom,
    SubRoomClosing,
    SubRoomOpened,
    SubRoomView,
    Template,
)
from rooms.terms import Actor
from tests.rooms.moderation.scenes import SPAM
from tests.support.law import ADA, BO, GIL, TESS, LawRig
from tests.support.rooms import START


def code(decision: Decision) -> RejectionCode:
    assert isinstance(decision, Rejection), decision
    return decision.code


def opening(number: int, template: Template = Template.TOPIC) -> OpenSubRoom:
    return OpenSubRoom(f"cid-{number:05d}", f"Topic {number}", template)


def rig_with(*actors: Actor, kind: RoomKind = RoomKind.STUDY) -> LawRig:
    rig = LawRig(kind)
    rig.enter(*actors)
    return rig


def test_a_topic_becomes_a_room_of_six_seats_that_everybody_sees() -> None:
    rig = rig_with(ADA)
    closes_at = START + EMPTY_SECONDS
    assert rig.ask(OpenSubRoom("cid-00001", "Limits"), ADA) == [
        SubRoomOpened(
            at=START,
            author="ada",
            cid="cid-00001",
            number=1,
            title="Limits",
            seats=6,
            author_name="Ada",
            closes_at=closes_at,
        )
    ]
    assert rig.view().sub_rooms.rooms == [
        SubRoomView(number=1, title="Limits", seats=6, author="ada", author_name="Ada", closes_at=closes_at)
    ]


@pytest.mark.parametrize(
    ("template", "seats", "quiet"),
    [(Template.TOPIC, 6, False), (Template.PAIR, 2, False), (Template.SILENT, 16, True)],
)
def test_a_template_chooses_the_seats_and_whether_microphones_are_off(
    template: Template, seats: int, quiet: bool
) -> None:
    rig = rig_with(ADA)
    rig.events(opening(1, template), ADA)
    (room,) = rig.view().sub_rooms.rooms
    assert (room.seats, room.quiet, room.breakout) == (seats, quiet, False)


@pytest.mark.parametrize("kind", list(RoomKind))
def test_sub_rooms_are_opened_in_rooms_of_every_kind(kind: RoomKind) -> None:
    assert rig_with(ADA, kind=kind).events(opening(1), ADA)


def test_a_third_open_room_of_a_student_is_refused_with_the_reason() -> None:
    rig = rig_with(ADA, BO)
    for number in range(OPEN_PER_MEMBER):
        rig.events(opening(number), ADA)
    refused = rig.ask(opening(9), ADA)
    assert refused == Rejection(RejectionCode.QUOTA, "2 of yours are open")
    rig.events(opening(10), BO)
    rig.events(CloseSubRoom(1), ADA)
    rig.events(opening(11), ADA)
    assert [room.number for room in rig.view().sub_rooms.rooms] == [1, 2, 3, 4]


def test_staff_open_as_many_as_a_room_holds_and_no_more() -> None:
    rig = rig_with(TESS, ADA)
    for number in range(PER_ROOM):
        rig.events(opening(number), TESS)
    for actor in (TESS, ADA):
        assert rig.ask(opening(99), actor) == Rejection(RejectionCode.QUOTA, "20 of 20 are there")
    rig.events(CloseSubRoom(3), TESS)
    assert code(rig.ask(opening(99), TESS)) is RejectionCode.QUOTA, "it has not closed yet"
    rig.events(NoteClosed(3))
    assert rig.events(opening(99), TESS)


def test_a_guest_opens_none() -> None:
    assert code(rig_with(GIL).ask(opening(1), GIL)) is RejectionCode.NOT_PERMITTED


def test_a_sub_room_has_none_of_its_own() -> None:
    rig = LawRig(None)
    rig.events(OpenRoom("Team 1", RoomKind.STUDY, id="algebra--1", seats=6, parent="algebra", number=1))
    rig.enter(ADA, TESS)
    assert code(rig.ask(opening(1), ADA)) is RejectionCode.WRONG_STATE
    assert code(rig.ask(AssignBreakout("cid-00002", ["A"], [["ada"]]), TESS)) is RejectionCode.WRONG_STATE


def test_numbers_are_never_used_again() -> None:
    rig = rig_with(ADA)
    rig.events(opening(1), ADA)
    rig.events(CloseSubRoom(1), ADA)
    rig.events(NoteClosed(1))
    rig.events(opening(2), ADA)
    assert [room.number for room in rig.view().sub_rooms.rooms] == [2]


@pytest.mark.parametrize("actor", [ADA, TESS])
def test_who_opened_it_and_staff_close_a_sub_room(actor: Actor) -> None:
    rig = rig_with(ADA, TESS)
    rig.events(opening(1), ADA)
    assert rig.ask(CloseSubRoom(1), actor) == [
        SubRoomClosing(at=START, number=1, by=actor.member, reason=CloseReason.CLOSED)
    ]
    assert [room.closing for room in rig.view().sub_rooms.rooms] == [True]
    assert rig.ask(CloseSubRoom(1), actor) == []


def test_another_student_does_not_close_it_and_one_that_is_not_there_is_not_found() -> None:
    rig = rig_with(ADA, BO)
    rig.events(opening(1), ADA)
    assert code(rig.ask(CloseSubRoom(1), BO)) is RejectionCode.NOT_YOURS
    assert code(rig.ask(CloseSubRoom(2), ADA)) is RejectionCode.NOT_FOUND


def test_a_title_is_words_like_any_other() -> None:
    rig = rig_with(ADA, BO, TESS)
    rig.events(SetContentRules([SPAM, replace(SPAM, id="shadow", shadow=True)], []), TESS)
    refused = rig.ask(OpenSubRoom("cid-00001", "buy spam"), ADA)
    assert isinstance(refused, Refused)
    assert refused.rejection.code is RejectionCode.REFUSED_BY_RULE
    assert rig.view().sub_rooms.rooms == []
    rig.events(MuteMember("bo", [MuteScope.TEXT]), TESS)
    assert code(rig.ask(opening(1), BO)) is RejectionCode.MUTED
