"""Who moves to another room keeps the media connections, and is heard nowhere where they may not be."""

from __future__ import annotations

import pytest

from media.commands import (
    AddPeer,
    Direction,
    MovePeer,
    Negotiate,
    Permit,
    RemovePeer,
    Source,
)
from media.events import (
    Connected,
    Disconnected,
    SlotsAssigned,
)
from media.events import Slot as MediaSlot
from rooms.kinds import RoomKind
from rooms.members.terms import DetachDevice, Leave
from rooms.roles import Role
from rooms.terms import Actor
from rooms.terms import Source as RoomSource
from server.media_bridge import MediaBridge
from signaling.ports import MediaRefused
from signaling.wire_media import Slot
from tests.server.media_school import ALL, GRACE, Ears, RecordingLink, School
from tests.support.clock import ManualClock

pytestmark = pytest.mark.anyio


def moved(bridge: MediaBridge, there: School, member: str, device: str, role: Role = Role.STUDENT) -> Actor:
    """They come from the study room, as the client that moves says."""
    arrived = bridge.expect_move(device, "study", there.spec.id)
    actor = there.attach(member, device, role)
    arrived()
    return actor


@pytest.fixture
def team(bridge: MediaBridge, clock: ManualClock) -> School:
    return School(bridge, clock, id="study--1")


async def test_who_moves_keeps_the_peer_and_its_connections(
    bridge: MediaBridge, school: School, team: School, link: RecordingLink
) -> None:
    ada = school.attach("ada", "ada-device")
    link.taken()
    moved(bridge, team, "ada", "ada-device")
    school.ask(DetachDevice("ada-device", clean=True, moved=True), ada)
    assert link.taken() == [MovePeer("study:ada-device", "study--1")]
    await bridge.negotiate("study--1", "ada-device", "publish", "v=0", {})
    assert link.requests == [Negotiate(0, "study:ada-device", Direction.PUBLISH, "v=0", {})]
    with pytest.raises(MediaRefused):
        await bridge.negotiate("study", "ada-device", "publish", "v=0", {})


def test_nobody_is_heard_anywhere_on_the_way_who_may_not_be_heard_there(
    bridge: MediaBridge, clock: ManualClock, link: RecordingLink
) -> None:
    hall = School(bridge, clock, RoomKind.QA)
    silent = School(bridge, clock, RoomKind.QA, id="study--1")
    study = School(bridge, clock, id="study--2")
    hall.attach("ada", "ada-device")
    hall.attach("tess", "tess-device", Role.TEACHER)
    link.taken()
    moved(bridge, study, "ada", "ada-device")
    assert link.taken() == [MovePeer("study:ada-device", "study--2"), Permit("study:ada-device", ALL)]
    moved(bridge, silent, "tess", "tess-device", Role.STUDENT)
    assert link.taken() == [
        Permit("study:tess-device", frozenset()),
        MovePeer("study:tess-device", "study--1"),
    ]


def test_who_moves_is_shown_only_who_is_in_the_same_room(
    bridge: MediaBridge, school: School, team: School
) -> None:
    school.attach("ada", "ada-device")
    school.attach("bo", "bo-device")
    shown = SlotsAssigned("study:ada-device", [MediaSlot("1", "study:bo-device", Source.CAMERA)], 1, 1)
    bridge.media_event(shown)
    moved(bridge, team, "ada", "ada-device")
    ears = Ears()
    bridge.listen("study--1", "ada-device", ears)
    assert ears.slots == []
    bridge.media_event(shown)  # it was on the way
    assert ears.slots == [([], 1, 1)]
    moved(bridge, team, "bo", "bo-device")
    bridge.media_event(shown)
    assert ears.slots[-1] == ([Slot("1", "bo", "bo-device", RoomSource.CAMERA)], 1, 1)


def test_a_loss_of_media_after_a_move_is_told_where_the_device_is(
    bridge: MediaBridge, school: School, team: School
) -> None:
    school.attach("ada", "ada-device")
    moved(bridge, team, "ada", "ada-device")
    ears = Ears()
    bridge.listen("study--1", "ada-device", ears)
    bridge.media_event(Connected("study:ada-device", Direction.PUBLISH))
    bridge.media_event(Disconnected("study:ada-device", Direction.PUBLISH))
    assert ears.lost == 1


def test_a_move_that_was_refused_leaves_the_peer_where_it_is(
    bridge: MediaBridge, school: School, team: School, link: RecordingLink
) -> None:
    school.attach("ada", "ada-device")
    bridge.expect_move("ada-device", "study", "study--1")()
    link.taken()
    team.attach("ada", "ada-device")
    assert link.taken() == [AddPeer("study--1:ada-device", "study--1", ALL)]


def test_a_device_id_that_another_member_copied_brings_nothing_along(
    bridge: MediaBridge, school: School, team: School, link: RecordingLink
) -> None:
    school.attach("ada", "ada-device")
    link.taken()
    moved(bridge, team, "mallory", "ada-device")
    assert link.taken() == [AddPeer("study--1:ada-device", "study--1", ALL)]


def test_who_comes_from_a_room_of_words_gets_a_peer_and_who_goes_to_one_has_none(
    bridge: MediaBridge, clock: ManualClock, team: School, link: RecordingLink
) -> None:
    zone = School(bridge, clock, RoomKind.ZONE)
    ada = zone.attach("ada", "ada-device")
    moved(bridge, team, "ada", "ada-device")
    assert link.taken() == [AddPeer("study--1:ada-device", "study--1", ALL)]
    arrived = bridge.expect_move("ada-device", "study--1", "study")
    zone.ask(DetachDevice("ada-device", clean=True), ada)
    zone.attach("ada", "ada-device")
    arrived()
    team.ask(DetachDevice("ada-device", clean=True, moved=True), ada)
    assert link.taken() == [RemovePeer("study--1:ada-device")]


def test_what_is_left_of_an_earlier_stay_makes_way(
    bridge: MediaBridge, school: School, team: School, link: RecordingLink, clock: ManualClock
) -> None:
    school.attach("ada", "ada-device")
    team.lose(team.attach("ada", "ada-device"))
    link.taken()
    moved(bridge, team, "ada", "ada-device")
    assert link.taken() == [RemovePeer("study--1:ada-device"), MovePeer("study:ada-device", "study--1")]
    clock.advance(2 * GRACE)
    assert link.taken() == []


def test_who_returns_by_another_way_gets_a_name_that_is_free(
    bridge: MediaBridge, school: School, team: School, link: RecordingLink
) -> None:
    ada = school.attach("ada", "ada-device")
    moved(bridge, team, "ada", "ada-device")
    school.ask(DetachDevice("ada-device", clean=True, moved=True), ada)
    link.taken()
    school.attach("ada", "ada-device")
    assert link.taken() == [AddPeer("study:ada-device:2", "study", ALL)]
    team.ask(Leave(), ada)
    assert link.taken() == [RemovePeer("study:ada-device")]
