"""Two nodes' media speak about links in letters: who publishes at one is known by who they are at the other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from media.commands import (
    AcceptLink,
    AddPeer,
    CloseLink,
    Direction,
    Encoding,
    EndExport,
    Export,
    Import,
    MasterKey,
    OpenLink,
    RelayedTrack,
    RemovePeer,
    Source,
    Ticket,
    WantLayers,
)
from media.events import (
    Disconnected,
    Exported,
    LayersWanted,
    LinkAccepted,
    LinkLost,
    LinkUp,
    Ready,
    RefusalCode,
    Refused,
    SlotsAssigned,
)
from media.events import Slot as MediaSlot
from media.link import LinkError, LinkErrorCode
from rooms.terms import Source as RoomSource
from server.media_bridge import MediaBridge
from server.media_relay import MediaRelay
from signaling.ports import MediaRefused
from signaling.wire_media import Slot
from tests.server.media_school import Ears, RecordingLink, School
from tests.support.clock import ManualClock
from tests.support.node import settled

pytestmark = pytest.mark.anyio

ROOM, ADA = "study", "study:ada-device"
TICKET = Ticket("u", "p", [("127.0.0.1", 7882)], MasterKey(b"k", b"s"), MasterKey(b"l", b"t"))
CAMERA = RelayedTrack(ADA, Source.CAMERA, ("vp8",), (Encoding("l", 1, 2), Encoding("h", 3, 4)))


class Side:
    """One node's bridge and relay on a recorded link."""

    def __init__(self, clock: ManualClock, enough: int = 2) -> None:
        self.bridge, self.link = MediaBridge(clock), RecordingLink()
        self.relay = MediaRelay(self.bridge, enough)
        self.bridge.connect(self.link)
        self.relay.connect(self.link)
        self.lost = 0

    def count_loss(self) -> None:
        self.lost += 1

    async def opened(self, ticket: Callable[[str], Awaitable[bytes]], *, is_up: bool = True) -> None:
        async with asyncio.TaskGroup() as tasks:
            opening = tasks.create_task(self.relay.open("one", ticket, self.count_loss))
            await settled()
            self.relay.media_event(LinkUp("from one") if is_up else LinkLost("from one"))
            await opening


@pytest.fixture
def owner(clock: ManualClock) -> Side:
    side = Side(clock)
    side.link.answer = LinkAccepted(0, TICKET)
    return side


@pytest.fixture
def edge(clock: ManualClock) -> Side:
    return Side(clock)


def shown_at(edge: Side, tracks: bytes) -> list[tuple[str, bytes]]:
    """Ada's tracks come; returns where wishes will be noted."""
    wished: list[tuple[str, bytes]] = []
    edge.relay.show("one", ROOM, tracks, lambda peer, wanted: wished.append((peer, wanted)))
    return wished


def told_by(owner: Side, clock: ManualClock, *tracks: RelayedTrack) -> bytes:
    """What an owner with Ada in its room says of these tracks."""
    School(owner.bridge, clock).attach("ada", "ada-device")
    told: list[bytes] = []
    owner.relay.export("two", ROOM, told.append)
    owner.relay.media_event(Exported("to two", ROOM, list(tracks)))
    return told[-1]


async def test_a_ticket_travels_from_the_owner_to_the_edges_media_process(owner: Side, edge: Side) -> None:
    await edge.opened(lambda ufrag: owner.relay.accept("two", ufrag))
    (asked,) = owner.link.requests
    assert isinstance(asked, AcceptLink)
    assert edge.link.taken() == [OpenLink("from one", asked.ufrag, TICKET)]
    assert asked.link == "to two"


@pytest.mark.parametrize(
    "answer", [LinkError(LinkErrorCode.DOWN), Refused(0, RefusalCode.BAD_SDP, "cannot be carried out")]
)
async def test_no_ticket_while_there_is_no_media(owner: Side, answer: LinkError | Refused) -> None:
    owner.link.answer = answer
    with pytest.raises(MediaRefused):
        await owner.relay.accept("two", "ufrag")


async def test_without_a_way_a_link_is_refused_and_not_lost_later(owner: Side, edge: Side) -> None:
    with pytest.raises(ExceptionGroup) as caught:
        await edge.opened(lambda ufrag: owner.relay.accept("two", ufrag), is_up=False)
    assert caught.group_contains(MediaRefused)
    assert edge.lost == 0


async def test_a_ticket_that_cannot_be_read_opens_nothing(edge: Side) -> None:
    async def nonsense(ufrag: str) -> bytes:
        return b"\xc1"

    with pytest.raises(MediaRefused):
        await edge.relay.open("one", nonsense, edge.count_loss)
    assert edge.link.taken() == []


async def test_a_link_that_ends_is_told_once_and_one_that_is_closed_never(owner: Side, edge: Side) -> None:
    await edge.opened(lambda ufrag: owner.relay.accept("two", ufrag))
    edge.relay.media_event(LinkLost("from one"))
    edge.relay.media_event(LinkLost("from one"))
    assert edge.lost == 1
    edge.link.taken()
    await edge.opened(lambda ufrag: owner.relay.accept("two", ufrag))
    edge.relay.close("one")
    assert edge.link.taken()[-2:] == [CloseLink("to one"), CloseLink("from one")]
    edge.relay.media_event(LinkLost("from one"))
    assert edge.lost == 1


async def test_with_the_media_process_its_links_are_lost(owner: Side, edge: Side) -> None:
    await edge.opened(lambda ufrag: owner.relay.accept("two", ufrag))
    edge.relay.media_lost()
    assert edge.lost == 1


def test_tracks_are_imported_under_who_publishes_them(owner: Side, edge: Side, clock: ManualClock) -> None:
    tracks = told_by(owner, clock, CAMERA, RelayedTrack("nobody", Source.MIC, ("opus",), ()))
    assert owner.link.taken()[-1] == Export("to two", ROOM)
    shown_at(edge, tracks)
    assert edge.link.taken() == [Import("from one", ROOM, [CAMERA])]
    ears = Ears()
    edge.relay.serve(ROOM, "bo", "bo-device")
    edge.bridge.listen(ROOM, "bo-device", ears)
    edge.relay.media_event(SlotsAssigned("study:bo-device", [MediaSlot("0", ADA, Source.CAMERA)], 0, 1))
    assert ears.slots == [([Slot("0", "ada", "ada-device", RoomSource.CAMERA)], 0, 1)]


def test_wishes_go_to_the_owner_and_not_to_the_page(owner: Side, edge: Side, clock: ManualClock) -> None:
    wished = shown_at(edge, told_by(owner, clock, CAMERA))
    edge.relay.serve(ROOM, "ada", "ada-device")  # she receives here what she does not publish here
    ears = Ears()
    edge.bridge.listen(ROOM, "ada-device", ears)
    edge.relay.media_event(LayersWanted(ADA, {Source.CAMERA: 2}))
    assert ears.news == []
    ((peer, wanted),) = wished
    owner.relay.want("two", ROOM, peer, wanted)
    assert owner.link.taken()[-1] == WantLayers("to two", ROOM, ADA, {Source.CAMERA: 2})


def test_a_publisher_of_this_node_is_told_what_is_wanted(owner: Side, clock: ManualClock) -> None:
    School(owner.bridge, clock).attach("ada", "ada-device")
    ears = Ears()
    owner.bridge.listen(ROOM, "ada-device", ears)
    owner.relay.media_event(LayersWanted(ADA, {Source.CAMERA: 2}))
    assert [news["t"] for news in ears.news] == ["layers_wanted"]


def test_what_is_hidden_is_nobodys_any_more(owner: Side, edge: Side, clock: ManualClock) -> None:
    shown_at(edge, told_by(owner, clock, CAMERA))
    edge.relay.hide("one", ROOM)
    assert edge.link.taken()[-1] == Import("from one", ROOM, [])
    assert edge.bridge.place(ADA) is None


def test_letters_of_another_version_change_nothing(owner: Side, edge: Side, clock: ManualClock) -> None:
    shown_at(edge, told_by(owner, clock, CAMERA))
    edge.link.taken()
    shown_at(edge, b"\xc1")
    edge.relay.want("one", ROOM, ADA, b"\xc1")
    assert edge.link.taken() == []
    assert edge.bridge.place(ADA) is not None


def test_an_export_ends_once(owner: Side) -> None:
    told: list[bytes] = []
    first = owner.relay.export("two", ROOM, lambda tracks: None)
    second = owner.relay.export("two", ROOM, told.append)
    first()
    owner.relay.media_event(Exported("to two", ROOM, []))
    assert len(told) == 1
    second()
    assert owner.link.taken()[-1] == EndExport("to two", ROOM)
    owner.relay.media_event(Exported("to two", ROOM, []))
    assert len(told) == 1


def test_who_is_served_is_a_peer_that_publishes_nothing_until_released(edge: Side) -> None:
    edge.relay.serve(ROOM, "bo", "bo-device")
    edge.relay.serve(ROOM, "bo", "bo-device")
    edge.relay.release(ROOM, "bo-device")
    edge.relay.release(ROOM, "bo-device")
    peer = "study:bo-device"
    assert edge.link.taken() == [AddPeer(peer, ROOM, frozenset()), RemovePeer(peer)]


async def test_a_room_is_crowded_for_whoever_does_not_receive_already(clock: ManualClock) -> None:
    owner = Side(clock)
    school = School(owner.bridge, clock)
    for name in ("ada", "bo", "cy"):
        school.attach(name, f"{name}-device")
    await owner.bridge.negotiate(ROOM, "ada-device", "receive", "sdp", {})
    await owner.bridge.negotiate(ROOM, "cy-device", "publish", "sdp", {})
    assert not owner.relay.is_crowded(ROOM, "cy-device")
    await owner.bridge.negotiate(ROOM, "bo-device", "receive", "sdp", {})
    assert owner.relay.is_crowded(ROOM, "cy-device")
    assert not owner.relay.is_crowded(ROOM, "bo-device")
    owner.relay.media_event(Disconnected("study:bo-device", Direction.RECEIVE))
    assert not owner.relay.is_crowded(ROOM, "cy-device")
    await owner.bridge.negotiate(ROOM, "bo-device", "receive", "sdp", {})
    owner.relay.media_lost()
    owner.relay.media_ready(Ready([]))
    assert not owner.relay.is_crowded(ROOM, "cy-device")
