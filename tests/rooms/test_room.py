"""A room decides without changing, changes only by events, and is its log."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from msgspec import json

from rooms.chat.terms import PostMessage
from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.life.terms import OpenRoom, RoomOpened, TakeOver, Tick
from rooms.members.publishing import FACE, NOTHING, SCREEN, Publisher
from rooms.members.terms import AttachDevice, Leave
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.room import Room
from rooms.terms import SYSTEM
from rooms.view import RoomView
from rooms.view_reducer import reduce_view
from rooms.visibility import EVERYONE, STAFF, Audience, one, project
from tests.support.room_runs import run
from tests.support.rooms import START, Rig, person

ADA = person("ada")
AUDIENCES = (EVERYONE, STAFF, one("ada"))
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


@pytest.mark.parametrize(("kind", "audience"), list(itertools.product(RoomKind, AUDIENCES)))
def test_the_snapshot_law_holds_after_every_command(kind: RoomKind, audience: Audience) -> None:
    room = Room()
    view = room.snapshot(audience)
    for event in run(seed=8, kind=kind, commands=400).log:
        view = reduce_view(view, project(event, audience))
        room.apply(event)
        assert view == room.snapshot(audience)


@pytest.mark.parametrize("log", sorted(GOLDEN.glob("*.log.json")), ids=lambda path: path.name)
def test_a_log_that_an_earlier_version_wrote_replays_to_what_it_meant(log: Path) -> None:
    events = json.decode(log.read_bytes(), type=list[AnyEvent])
    meant = json.decode(log.with_name(log.name.replace(".log.", ".view.")).read_bytes(), type=RoomView)
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
        ADA.device: Publisher("ada", NOTHING),
        teacher.device: Publisher("tina", FACE | SCREEN),
    }
    assert rig.room.has_device("ada", ADA.device)
    assert not rig.room.has_device("ada", teacher.device)
    assert rig.room.present() == ["Ada", "Tina"]
    rig.ask(Leave(), ADA)
    assert list(rig.room.publishers()) == [teacher.device]
