"""The bridge between a real room and a recorded link: peers, grace, permissions, news."""

from __future__ import annotations

import pytest

from media.commands import (
    AddPeer,
    Direction,
    Negotiate,
    Permit,
    RemovePeer,
    Source,
    TakeStatistics,
)
from media.events import (
    AnyEvent,
    Connected,
    Disconnected,
    Line,
    PeerStatistics,
    Ready,
    RefusalCode,
    Refused,
    SlotsAssigned,
    Statistics,
)
from media.events import Slot as MediaSlot
from media.link import LinkError, LinkErrorCode
from rooms.kinds import RoomKind
from rooms.life.terms import Tick
from rooms.members.terms import DetachDevice, Leave
from rooms.moderation.terms import MuteMember, MuteScope, UnmuteMember
from rooms.roles import Role
from rooms.terms import SYSTEM
from rooms.terms import Source as RoomSource
from server.media_bridge import MediaBridge
from signaling.ports import MediaRefused
from signaling.wire_media import Slot
from tests.server.media_school import ALL, FACE, GRACE, Ears, RecordingLink, School
from tests.support.clock import ManualClock

pytestmark = pytest.mark.anyio


# ------------------------------------------------------------ who is there


def test_an_attached_device_is_a_peer_of_its_room(school: School, link: RecordingLink) -> None:
    school.attach("ada", "ada-device")
    assert link.taken() == [AddPeer("study:ada-device", "study", ALL)]


def test_a_guest_may_not_share_a_screen(school: School, link: RecordingLink) -> None:
    school.attach("gus", "gus-device", Role.GUEST)
    assert link.taken() == [AddPeer("study:gus-device", "study", FACE)]


@pytest.mark.row("S6")
def test_an_audience_may_publish_nothing(
    bridge: MediaBridge, clock: ManualClock, link: RecordingLink
) -> None:
    qa = School(bridge, clock, RoomKind.QA)
    qa.attach("sue", "sue-device", Role.STUDENT)
    qa.attach("tom", "tom-device", Role.TEACHER)
    assert link.taken() == [
        AddPeer("study:sue-device", "study", frozenset()),
        AddPeer("study:tom-device", "study", ALL, is_always_heard=True),
    ]


async def test_a_room_of_words_has_no_peers(
    bridge: MediaBridge, clock: ManualClock, link: RecordingLink
) -> None:
    School(bridge, clock, RoomKind.ZONE).attach("ada", "ada-device")
    assert link.taken() == []
    with pytest.raises(MediaRefused) as refused:
        await bridge.negotiate("study", "ada-device", "receive", "v=0", {})
    assert refused.value.code == "no_media_here"


def test_a_device_that_said_goodbye_is_no_peer_any_more(school: School, link: RecordingLink) -> None:
    ada = school.attach("ada", "ada-device")
    link.taken()
    school.ask(DetachDevice("ada-device", clean=True), ada)
    assert link.taken() == [RemovePeer("study:ada-device")]


def test_a_member_who_leaves_takes_all_devices_along(school: School, link: RecordingLink) -> None:
    school.attach("ada", "ada-device")
    ada = school.attach("ada", "ada-tablet")
    school.attach("bob", "bob-device")
    link.taken()
    school.ask(Leave(), ada)
    assert sorted(str(command) for command in link.taken()) == [
        str(RemovePeer("study:ada-device")),
        str(RemovePeer("study:ada-tablet")),
    ]


def test_a_lost_device_that_comes_back_in_time_keeps_its_peer(
    school: School, link: RecordingLink, clock: ManualClock
) -> None:
    ada = school.attach("ada", "ada-device")
    link.taken()
    school.lose(ada)
    clock.advance(GRACE - 1)
    school.attach("ada", "ada-device")
    clock.advance(10 * GRACE)
    assert link.taken() == []


def test_a_lost_device_is_forgotten_at_the_end_of_the_grace(
    school: School, link: RecordingLink, clock: ManualClock
) -> None:
    ada = school.attach("ada", "ada-device")
    school.lose(ada)
    link.taken()
    clock.advance(GRACE)
    school.ask(Tick(), SYSTEM)
    assert link.taken() == [RemovePeer("study:ada-device")]


def test_a_lost_second_device_is_forgotten_too(
    school: School, link: RecordingLink, clock: ManualClock
) -> None:
    school.attach("ada", "ada-device")
    tablet = school.attach("ada", "ada-tablet")
    school.lose(tablet)
    link.taken()
    clock.advance(GRACE)
    assert link.taken() == [RemovePeer("study:ada-tablet")]


def test_a_lost_device_whose_media_ends_is_forgotten_at_once(
    bridge: MediaBridge, school: School, link: RecordingLink
) -> None:
    ada = school.attach("ada", "ada-device")
    for direction in Direction:
        bridge.media_event(Connected("study:ada-device", direction))
    school.lose(ada)
    link.taken()
    bridge.media_event(Disconnected("study:ada-device", Direction.PUBLISH))
    assert link.taken() == []
    bridge.media_event(Disconnected("study:ada-device", Direction.RECEIVE))
    assert link.taken() == [RemovePeer("study:ada-device")]


@pytest.mark.row("S5")
def test_a_member_with_another_role_gets_other_permissions_on_every_device(
    school: School, link: RecordingLink
) -> None:
    school.attach("gus", "gus-device", Role.GUEST)
    link.taken()
    school.attach("gus", "gus-tablet", Role.TEACHER)
    assert link.taken() == [
        Permit("study:gus-device", ALL),
        AddPeer("study:gus-tablet", "study", ALL),
    ]


@pytest.mark.row("S5")
def test_what_a_member_may_not_send_any_more_their_lost_device_may_not_either(
    school: School, link: RecordingLink
) -> None:
    ada = school.attach("ada", "ada-device")
    tess = school.attach("tess", "tess-device", Role.TEACHER)
    school.lose(ada)
    link.taken()
    school.ask(MuteMember("ada", [MuteScope.VOICE]), tess)
    assert link.taken() == [Permit("study:ada-device", frozenset({Source.CAMERA, Source.SCREEN}))]
    school.ask(UnmuteMember("ada", [MuteScope.VOICE]), tess)
    assert link.taken() == []


# ------------------------------------------------------------ negotiating


async def test_an_offer_goes_to_the_peer_and_the_answer_comes_back(
    bridge: MediaBridge, school: School, link: RecordingLink
) -> None:
    school.attach("ada", "ada-device")
    assert await bridge.negotiate("study", "ada-device", "publish", "v=0", {"0": "mic"}) == "the answer"
    assert link.requests == [Negotiate(0, "study:ada-device", Direction.PUBLISH, "v=0", {"0": Source.MIC})]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Refused(0, RefusalCode.BAD_SDP, "line 3"), "bad_sdp"),
        (Refused(0, RefusalCode.FULL, ""), "unavailable"),
        (Refused(0, RefusalCode.UNKNOWN_PEER, ""), "unavailable"),
        (LinkError(LinkErrorCode.DOWN), "unavailable"),
        (LinkError(LinkErrorCode.TIMEOUT), "unavailable"),
    ],
)
async def test_a_refused_offer_has_a_code(
    bridge: MediaBridge, school: School, link: RecordingLink, answer: AnyEvent | LinkError, code: str
) -> None:
    school.attach("ada", "ada-device")
    link.answer = answer
    with pytest.raises(MediaRefused) as refused:
        await bridge.negotiate("study", "ada-device", "receive", "v=0", {})
    assert refused.value.code == code


# ------------------------------------------------------------ hearing


def test_slots_say_whose_track_they_show(bridge: MediaBridge, school: School) -> None:
    school.attach("ada", "ada-device")
    school.attach("bob", "bob-device")
    ears = Ears()
    bridge.listen("study", "bob-device", ears)
    shown = [
        MediaSlot("1", "study:ada-device", Source.CAMERA),
        MediaSlot("2", "study:somebody-just-gone", Source.CAMERA),
    ]
    bridge.media_event(SlotsAssigned("study:bob-device", shown, 3, 2))
    assert ears.slots == [([Slot("1", "ada", "ada-device", RoomSource.CAMERA)], 3, 2)]


def test_whoever_listens_later_starts_with_the_slots_as_they_are(bridge: MediaBridge, school: School) -> None:
    school.attach("ada", "ada-device")
    bridge.media_event(SlotsAssigned("study:ada-device", [], 1, 0))
    ears = Ears()
    stop = bridge.listen("study", "ada-device", ears)
    assert ears.slots == [([], 1, 0)]
    stop()
    stop()
    bridge.media_event(SlotsAssigned("study:ada-device", [], 2, 0))
    assert len(ears.slots) == 1


def test_media_that_ended_under_an_attached_device_is_lost(bridge: MediaBridge, school: School) -> None:
    school.attach("ada", "ada-device")
    ears = Ears()
    bridge.listen("study", "ada-device", ears)
    bridge.media_event(Connected("study:ada-device", Direction.PUBLISH))
    bridge.media_event(Disconnected("study:ada-device", Direction.PUBLISH))
    assert ears.lost == 1


def test_a_device_that_closes_its_other_connection_after_a_loss_is_not_told_of_a_second_one(
    bridge: MediaBridge, school: School
) -> None:
    school.attach("ada", "ada-device")
    ears = Ears()
    bridge.listen("study", "ada-device", ears)
    for round_ in (1, 2):
        for direction in Direction:
            bridge.media_event(Connected("study:ada-device", direction))
        for direction in Direction:
            bridge.media_event(Disconnected("study:ada-device", direction))
        assert ears.lost == round_


def test_events_of_a_peer_that_is_gone_mean_nothing(bridge: MediaBridge, link: RecordingLink) -> None:
    for event in (
        Connected("study:nobody", Direction.PUBLISH),
        Disconnected("study:nobody", Direction.PUBLISH),
        SlotsAssigned("study:nobody", [], 0, 0),
    ):
        bridge.media_event(event)
    assert link.taken() == []


@pytest.mark.row("F1")
def test_a_new_media_process_learns_everybody_and_everybody_is_told(
    bridge: MediaBridge, school: School, link: RecordingLink
) -> None:
    school.attach("ada", "ada-device")
    bob = school.attach("bob", "bob-device")
    school.lose(bob)
    ears = Ears()
    bridge.listen("study", "ada-device", ears)
    link.taken()
    bridge.media_lost()
    assert ears.lost == 0
    link.taken()
    bridge.media_ready(Ready([("127.0.0.1", 7882)]))
    assert link.taken() == [AddPeer("study:ada-device", "study", ALL)]
    assert ears.lost == 1
    assert ears.slots == []


def test_the_same_device_id_of_another_member_is_another_peer(school: School, link: RecordingLink) -> None:
    ada = school.attach("ada", "same-device")
    school.lose(ada)
    school.attach("bob", "same-device")
    assert link.taken() == [
        AddPeer("study:same-device", "study", ALL),
        RemovePeer("study:same-device"),
        AddPeer("study:same-device", "study", ALL),
    ]


async def test_lines_of_a_room_are_those_of_its_devices_with_what_their_pages_said(
    bridge: MediaBridge, link: RecordingLink, school: School
) -> None:
    school.attach("ada", "laptop")
    peer = PeerStatistics("study:laptop", "study", [], [], lines=[Line(0.0, 0.25, 80)])
    link.answer = Statistics(0, 1, 0, 0, 0, 0, {}, [], 0.0, by_peer=[peer])
    bridge.froze("study", "laptop", {"1": 3.0})
    bridge.froze("study", "of nobody", {"1": 3.0})
    (line,) = await bridge.lines("study")
    assert link.requests == [TakeStatistics(0, "study")]
    assert (line.member, line.device, line.loss_down, line.frozen) == ("ada", "laptop", 0.25, 3.0)
    link.answer = LinkError(LinkErrorCode.DOWN)
    assert await bridge.lines("study") == []
