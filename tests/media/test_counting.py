"""Statistics of everything, and of the peers of one group only."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from aiortc.rtp import RtcpPsfbPacket
from studyhall_plane import Plane

from media.commands import Source
from media.counting import Counting
from media.events import Distribution, Statistics
from media.group import Group, Peer
from tests.media.aiortc_clients import Client
from tests.media.media_server import media_server, needs_a_network_address
from tests.plane.peers import OTHER_SSRC, SSRC, Publisher

pytestmark = pytest.mark.anyio


async def test_only_the_group_that_was_asked_for_is_told_peer_by_peer(plane: Plane) -> None:
    room, other = Group("room"), Group("other")
    peers = {name: Peer(name, group, frozenset(Source)) for name, group in (("ann", room), ("ben", other))}
    counting = Counting(plane, {"stun_forged": 3}, peers)
    assert counting.statistics(1, None).by_peer == []
    of_room = counting.statistics(2, "room")
    assert (of_room.ref, of_room.peers, [peer.peer for peer in of_room.by_peer]) == (2, 2, ["ann"])
    assert of_room.by_peer[0].estimate is None
    assert (of_room.pictures, of_room.keyframes_asked) == ({}, 0)
    assert of_room.drops["stun_forged"] == 3


def test_keyframes_that_publishers_were_asked_for_are_counted(plane: Plane) -> None:
    with contextlib.closing(Publisher(plane)) as publisher:
        for ssrc in (SSRC, OTHER_SSRC):
            plane.request_keyframe(publisher.add_video(ssrc, mid=f"{ssrc}"))
            publisher.expect_rtcp(RtcpPsfbPacket)
    assert Counting(plane, {}, {}).statistics(1, None).keyframes_asked == 2


def _of(distribution: Distribution | None) -> int:
    return 0 if distribution is None else sum(distribution.counts)


def _is_all_counted(counted: Statistics) -> bool:
    """Of two who see and hear each other: a microphone and a camera each way, over two connections each."""
    tracks = {name: _of(values) for name, values in counted.tracks.items()}
    return (
        tracks == {"audio_in": 2, "audio_out": 2, "video_in": 2, "video_out": 2}
        and _of(counted.losses["in"]) == 4
        and _of(counted.round_trips) > 0
        and all(len(peer.lines) == 2 for peer in counted.by_peer)
    )


@needs_a_network_address
async def test_tracks_and_lines_of_people_who_see_each_other_are_distributed() -> None:
    async with media_server() as server, asyncio.TaskGroup() as tasks:
        people = [Client(server, name, tasks) for name in ("ann", "ben")]
        for name, client in zip(("ann", "ben"), people, strict=True):
            server.add(name)
            await client.publish(Source.MIC, Source.CAMERA)
        for client in people:
            await client.receive(audio=1, video=1)
        await people[0].sees_and_hears("0", "1")
        async with asyncio.timeout(20):
            while not _is_all_counted(counted := await server.statistics("room")):
                pass
        assert [peer.peer for peer in counted.by_peer] == ["ann", "ben"]
        assert {line.loss_in for peer in counted.by_peer for line in peer.lines} == {0.0}
        for client in people:
            await client.close()
