"""What an operator arranges, what archiving ends, and what is still done in a room that can only be read."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.chat.terms import DeleteMessage, MessageState
from rooms.focus.terms import StartFocus
from rooms.kinds import Purpose, RoomKind
from rooms.life.terms import (
    ArrangeRoom,
    OpenRoom,
    RoomArranged,
    StartSession,
)
from rooms.members.terms import AnnounceMedia, AttachDevice, Leave
from rooms.obligations.terms import ObligationClass, ObligationState, WaiveObligation
from rooms.permissions import NEEDED, STILL_DONE_WHEN_ARCHIVED
from rooms.questions.terms import AdoptQuestion, Origin, QuestionState
from rooms.rejections import RejectionCode
from rooms.roles import Role
from rooms.stage.terms import RaiseHand
from rooms.sub_rooms.terms import OpenSubRoom, SubRoomClosing, Template
from rooms.terms import SYSTEM
from tests.rooms.obligations.zone import ASKS, MINUTE, SAYS, Zone
from tests.support.law import ADA, BO, CHEN, OTTO, TESS
from tests.support.rooms import START

ARRANGED = ArrangeRoom("Algebra", Purpose.QUESTIONS)


def archive(zone: Zone) -> None:
    zone.events(replace(ARRANGED, archived=True), OTTO)


def test_a_room_is_called_and_is_for_what_an_operator_says() -> None:
    zone = Zone()
    assert zone.events(ArrangeRoom("Tea", Purpose.LOUNGE), OTTO) == [
        RoomArranged(
            at=START, title="Tea", purpose=Purpose.LOUNGE, daily=False, archived=False, by=OTTO.member
        )
    ]
    assert (zone.view().title, zone.view().purpose) == ("Tea", Purpose.LOUNGE)


def test_what_is_so_already_is_not_arranged_again() -> None:
    assert Zone().ask(ARRANGED, OTTO) == []


def test_a_sub_room_is_as_it_was_opened() -> None:
    zone = Zone(RoomKind.STUDY)
    zone.room = type(zone.room)()
    zone.ask(OpenRoom("Red", RoomKind.STUDY, id="algebra--1", seats=6, parent="algebra", number=1))
    assert zone.refusal(ARRANGED) is RejectionCode.NOT_PERMITTED


def test_another_purpose_holds_for_what_begins_to_be_owed_and_changes_nothing_that_is() -> None:
    zone = Zone()
    zone.says(ADA, ASKS)
    zone.events(ArrangeRoom("Share", Purpose.SHARING), OTTO)
    zone.says(BO, ASKS)
    classes = {owed.asker: owed.class_ for owed in zone.items()}
    assert classes == {"ada": ObligationClass.QUESTION, "bo": ObligationClass.STATEMENT}
    assert zone.owed(1).due_at == START + 15 * MINUTE


def test_archiving_ends_what_goes_on_and_hands_on_what_is_open() -> None:
    hall = Zone(RoomKind.QA)
    hall.events(StartSession(), TESS)
    hall.asks(ADA)
    hall.events(RaiseHand(), BO)
    hall.events(StartFocus(), TESS)
    hall.events(OpenSubRoom(hall.cid(), "Pair", Template.PAIR), CHEN)
    archive(hall)
    view = hall.view()
    assert (view.archived, view.session, view.focus, view.stage.hands) == (True, None, None, [])
    assert [question.state for question in view.questions.items] == [QuestionState.DEFERRED]
    assert any(isinstance(event, SubRoomClosing) for event in hall.log)


def test_nobody_sends_anything_in_an_archived_room() -> None:
    study = Zone(RoomKind.STUDY)
    study.events(AnnounceMedia(mic=True, camera=True, screen=False), ADA)
    archive(study)
    ada = next(member for member in study.view().members if member.id == "ada")
    assert [(device.mic, device.camera) for device in ada.devices] == [(False, False)]
    assert study.room.may_publish("ada") == frozenset()
    assert study.refusal(AnnounceMedia(mic=True, camera=False, screen=False), ADA) is (
        RejectionCode.NOT_PERMITTED
    )


def test_an_archived_room_is_entered_and_left_and_nothing_is_said_in_it() -> None:
    zone = Zone()
    archive(zone)
    assert zone.refusal(zone.post(SAYS), ADA) is RejectionCode.ROOM_ARCHIVED
    assert zone.refusal(StartSession(), TESS) is RejectionCode.ROOM_ARCHIVED
    zone.events(Leave(), ADA)
    zone.events(AttachDevice(ADA.device), ADA)


def test_what_should_not_be_read_is_taken_away_there_too() -> None:
    zone = Zone()
    message = zone.says(ADA, SAYS)
    archive(zone)
    zone.events(DeleteMessage(message, "rude"), TESS)
    assert zone.view().chat.messages[-1].state is MessageState.DELETED


def test_what_is_owed_stays_owed_with_its_clock_and_can_be_waived() -> None:
    zone = Zone()
    zone.says(ADA, ASKS)
    zone.events(RaiseHand(), BO)
    due = zone.owed(1).due_at
    archive(zone)
    assert (zone.owed(1).state, zone.owed(1).due_at) == (ObligationState.OPEN, due)
    assert zone.owed(2).state is ObligationState.OPEN
    zone.events(WaiveObligation(1, "the term is over"), TESS)
    assert zone.owed(1).state is ObligationState.WAIVED


def test_an_archived_room_adopts_nothing_and_speaks_again_when_it_is_taken_up() -> None:
    zone = Zone()
    archive(zone)
    question = AdoptQuestion(
        origin=Origin("class", 1),
        asker="ada",
        asker_name="Ada",
        asker_role=Role.STUDENT,
        anonymous=False,
        asked_at=START,
        text=ASKS,
        tried="",
        expected="",
        voters=[],
        waited=0.0,
    )
    assert zone.refusal(question) is RejectionCode.ROOM_ARCHIVED
    zone.events(ARRANGED, OTTO)
    zone.says(ADA, SAYS)
    assert zone.events(question, SYSTEM) != []


def test_only_known_commands_are_still_done_in_an_archived_room() -> None:
    assert set(NEEDED) >= STILL_DONE_WHEN_ARCHIVED
