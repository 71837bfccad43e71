"""A room decides without changing, changes only by events, and is its log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import json

from community.covered_time import Window
from rooms.chat.terms import PostMessage
from rooms.decision import AlreadyDone
from rooms.events import AnyEvent
from rooms.focus.terms import StartFocus
from rooms.kinds import RoomKind
from rooms.life.terms import CloseReason, CloseRoom, OpenRoom, RoomOpened, TakeOver, Tick
from rooms.members.publishing import FACE, NOTHING, SCREEN, Publisher
from rooms.members.terms import AttachDevice, DetachDevice, Leave
from rooms.moderation.terms import RemoveMember, SetWaitingRoom
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import Coverage, SetCoverage
from rooms.permissions import NEEDED, SPEAKING
from rooms.questions.events import QuestionAsked
from rooms.questions.terms import AskQuestion
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.room import Room
from rooms.state import REMEMBERED_CREATIONS
from rooms.sub_rooms.terms import NoteClosed, OpenSubRoom, Template
from rooms.terms import SYSTEM
from rooms.view import RoomView
from rooms.view_reducer import reduce_view
from rooms.visibility import EVERYONE, Audience, project
from tests.support.classroom import a_class, a_sub_room
from tests.support.law import AUDIENCES, LawRig
from tests.support.room_runs import CLIENT_COMMANDS, run
from tests.support.rooms import START, Rig, person

ADA = person("ada")
GOLDEN = Path(__file__).parent / "golden"


def test_a_room_opens_once_with_its_title_and_kind() -> None:
    assert not Room().is_open
    rig = Rig(kind=None)
    assert rig.ask(OpenRoom("Algebra", RoomKind.QA)) == [
        RoomOpened(at=START, title="Algebra", kind=RoomKind.QA)
    ]
    assert rig.room.is_open
    refused = rig.ask(OpenRoom("Again", RoomKind.ZONE))
    assert isinstance(refused, Rejection)
    assert refused.code is RejectionCode.ALREADY_OPEN
    assert rig.room.snapshot(EVERYONE).title == "Algebra"


@pytest.mark.parametrize(
    "command", [AttachDevice("ada-device"), PostMessage("cid-0001", "hi"), Leave(), Tick()]
)
def test_a_room_that_is_not_open_refuses_everything(
    command: AttachDevice | PostMessage | Leave | Tick,
) -> None:
    assert Room().handle(command, ADA, START) == Rejection(RejectionCode.NOT_OPEN)


def test_handle_decides_and_changes_nothing() -> None:
    rig = Rig()
    before = rig.room.freeze()
    rig.room.handle(AttachDevice(ADA.device), ADA, rig.now)
    assert rig.room.freeze() == before


def test_seq_counts_every_event_that_was_applied() -> None:
    rig = run(seed=5, kind=RoomKind.STUDY, commands=80)
    assert rig.room.seq == len(rig.log)


def test_a_room_is_empty_until_somebody_enters_and_after_the_last_one_left() -> None:
    rig = Rig()
    emptiness = [rig.room.is_empty]
    rig.enter(ADA)
    emptiness.append(rig.room.is_empty)
    rig.ask(Leave(), ADA)
    emptiness.append(rig.room.is_empty)
    assert emptiness == [True, False, True]


@pytest.mark.parametrize("kind", RoomKind)
def test_replaying_the_log_gives_the_live_state(kind: RoomKind) -> None:
    rig = run(seed=6, kind=kind, commands=300)
    assert _replayed(rig.log).freeze() == rig.room.freeze()


def test_a_frozen_room_thaws_to_the_same_room_and_goes_on() -> None:
    rig = run(seed=7, kind=RoomKind.STUDY, commands=200)
    thawed = Room.thaw(rig.room.freeze())
    assert thawed.freeze() == rig.room.freeze()
    assert thawed.seq == rig.room.seq
    assert thawed.next_deadline() == rig.room.next_deadline()
    later = rig.now + 3600
    assert thawed.handle(TakeOver(), SYSTEM, later) == rig.room.handle(TakeOver(), SYSTEM, later)


@pytest.mark.row("D3")
@pytest.mark.parametrize("kind", RoomKind)
def test_the_snapshot_law_holds_after_every_command(kind: RoomKind) -> None:
    rig = LawRig(kind)
    run(seed=8, kind=kind, commands=400, rig=rig)
    assert rig.room.seq == len(rig.log)


@pytest.mark.row("D3")
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("log", [a_class, a_sub_room], ids=["class", "sub-room"])
def test_the_snapshot_law_holds_for_a_whole_class(
    log: Callable[[], list[AnyEvent]], audience: Audience
) -> None:
    room = Room()
    view = room.snapshot(audience)
    for event in log():
        view = reduce_view(view, project(event, audience))
        room.apply(event)
        assert view == room.snapshot(audience), event


def test_every_command_of_a_client_names_the_action_that_it_needs() -> None:
    assert set(NEEDED) == set(CLIENT_COMMANDS)
    assert set(SPEAKING) <= set(CLIENT_COMMANDS)


def test_a_creation_is_done_once_per_client_id_whatever_it_creates() -> None:
    rig = Rig()
    rig.enter(ADA)
    rig.events(AskQuestion("cid-0001", "Why?"), ADA)
    seq = next(seq for seq, event in enumerate(rig.log, start=1) if isinstance(event, QuestionAsked))
    assert rig.ask(AskQuestion("cid-0001", "Why?"), ADA) == AlreadyDone(seq)
    assert rig.ask(PostMessage("cid-0001", "the same id"), ADA) == AlreadyDone(seq)


def test_memory_of_creations_is_bounded() -> None:
    rig = Rig(RoomKind.ZONE)
    rig.enter(ADA)
    for number in range(REMEMBERED_CREATIONS + 1):
        rig.events(PostMessage(f"cid-{number:04d}", "hello"), ADA)
    assert isinstance(rig.ask(PostMessage("cid-0001", "hello"), ADA), AlreadyDone)
    assert isinstance(rig.ask(PostMessage("cid-0000", "the log knows this one"), ADA), list)


def test_nothing_happens_in_a_room_that_is_closed() -> None:
    rig = Rig(None)
    rig.ask(OpenRoom("Team 1", RoomKind.STUDY, parent="algebra", number=1, seats=6))
    rig.enter(ADA)
    rig.events(CloseRoom(CloseReason.CLOSED))
    for _ in range(3):
        rig.now += 60
        rig.ask(Tick())
    assert rig.room.is_empty
    assert rig.ask(AttachDevice(ADA.device), ADA) == Rejection(RejectionCode.ROOM_CLOSED)


def test_a_room_knows_how_many_sub_rooms_it_ever_had() -> None:
    rig = Rig()
    rig.enter(ADA)
    assert rig.room.last_sub_room == 0
    rig.events(OpenSubRoom("cid-00001", "Team", Template.PAIR), ADA)
    rig.events(NoteClosed(1))
    assert (rig.room.last_sub_room, rig.room.sub_room(1)) == (1, None)


def test_who_may_come_to_a_sub_room_is_who_is_here_or_would_be_let_in() -> None:
    rig = Rig()
    bo, gil, tess = person("bo"), person("gil"), person("tess", Role.TEACHER)
    rig.enter(ADA, bo, tess)
    assert rig.room.bars(gil, rig.now) is None
    rig.events(RemoveMember("bo", "spam", ban_seconds=600), tess)
    rig.events(SetWaitingRoom(on=True), tess)
    assert (rig.room.bars(ADA, rig.now), rig.room.bars(tess, rig.now)) == (None, None)
    assert _code(rig.room.bars(bo, rig.now)) is RejectionCode.BANNED
    assert _code(rig.room.bars(gil, rig.now)) is RejectionCode.LOCKED
    rig.ask(AttachDevice(gil.device), gil)
    assert rig.room.is_waiting("gil")
    assert _code(rig.room.bars(gil, rig.now)) is RejectionCode.LOCKED, "it is told to go to the door"


def _code(rejection: Rejection | None) -> RejectionCode | None:
    return None if rejection is None else rejection.code


def test_what_is_due_is_done_by_as_many_ticks_as_it_takes() -> None:
    rig = Rig()
    rig.enter(ADA, person("bo"))
    rig.events(StartFocus(), ADA)
    rig.events(DetachDevice(ADA.device, clean=False), ADA)
    rig.now += 24 * 3600
    for _ in range(20):
        if rig.events(Tick()) == []:
            break
    deadline = rig.room.next_deadline()
    assert deadline is None or deadline > rig.now
    assert rig.room.present() == ["Bo"]


@pytest.mark.parametrize("log", sorted(GOLDEN.glob("*.log.json")), ids=lambda path: path.name)
def test_a_log_that_an_earlier_version_wrote_replays_to_what_it_meant(log: Path) -> None:
    events = json.decode(log.read_bytes(), type=list[AnyEvent], strict=False)
    meant = json.decode(
        log.with_name(log.name.replace(".log.", ".view.")).read_bytes(), type=RoomView, strict=False
    )
    assert _replayed(events).snapshot(EVERYONE) == meant


def test_a_log_entry_with_a_field_of_a_later_version_is_read_without_it() -> None:
    entry = b'{"t":"room_opened","at":1.0,"title":"Algebra","kind":"study","colour":"blue"}'
    assert json.decode(entry, type=AnyEvent) == RoomOpened(at=1.0, title="Algebra", kind=RoomKind.STUDY)


def _replayed(log: list[AnyEvent]) -> Room:
    room = Room()
    for event in log:
        room.apply(event)
    return room


def test_a_room_says_which_device_is_whose_and_what_it_may_publish() -> None:
    rig = Rig(RoomKind.QA)
    teacher = person("tina", Role.TEACHER)
    rig.enter(ADA, teacher)
    assert rig.room.publishers() == {
        ADA.device: Publisher("ada", NOTHING, is_always_heard=False),
        teacher.device: Publisher("tina", FACE | SCREEN, is_always_heard=True),
    }
    assert rig.room.has_device("ada", ADA.device)
    assert not rig.room.has_device("ada", teacher.device)
    assert rig.room.present() == ["Ada", "Tina"]
    rig.ask(Leave(), ADA)
    assert list(rig.room.publishers()) == [teacher.device]


def test_a_room_says_until_when_it_knows_its_hours() -> None:
    rig = Rig(RoomKind.ZONE)
    assert rig.room.covered_until() == {}
    hours = Coverage(version=3, targets=STANDARD.targets, windows=[Window(START, START + 9.0)])
    rig.ask(SetCoverage(hours))
    assert rig.room.covered_until() == {3: START + 9.0}
