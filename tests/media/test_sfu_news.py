"""What the media process tells beside slots: who speaks, what anybody sees, statistics, and whether a way works."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from media.commands import CheckPath, Source, View, Watch
from media.events import Answered, LayersWanted, Refused, Speaking
from tests.media.media_server import MediaServer, media_server, needs_a_network_address
from tests.media.offers import captured
from tests.media.test_sfu import join, leave

pytestmark = pytest.mark.anyio

MIC, CAMERA = Source.MIC, Source.CAMERA


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    async with media_server() as started:
        yield started


@needs_a_network_address
async def test_who_speaks_and_that_nobody_looks_is_told(server: MediaServer) -> None:
    async with asyncio.TaskGroup() as tasks:
        ann, ben = await join(server, tasks, "ann", "ben")
        await ann.sees_and_hears("0", "1")
        speaking = await server.event(Speaking, lambda e: set(e.peers) == {"ann", "ben"})
        assert speaking.group == "room"
        server.events.clear()
        server.link.send(Watch("ann", {"1": View(0)}))
        await server.event(LayersWanted, lambda e: e == LayersWanted("ben", {CAMERA: 0}))
        server.link.send(Watch("ann", {}))
        await server.event(LayersWanted, lambda e: e == LayersWanted("ben", {CAMERA: 1}))
        await leave(ann, ben)


@needs_a_network_address
async def test_statistics_of_a_group_say_what_each_peer_sends_and_is_sent(server: MediaServer) -> None:
    async with asyncio.TaskGroup() as tasks:
        ann, ben = await join(server, tasks, "ann", "ben")
        await ann.sees_and_hears("0", "1", more_frames=20)
        overall = await server.statistics()
        assert overall.by_peer == []
        assert sum(overall.pictures.values()) == 2
        of_ann, of_ben = (await server.statistics("room")).by_peer
        assert (of_ann.peer, of_ben.peer) == ("ann", "ben")
        assert {track.source for track in of_ann.published} == {MIC, CAMERA}
        assert all(track.packets > 0 for track in of_ann.published + of_ann.received)
        await leave(ann, ben)


async def test_somebody_who_only_tries_the_way_gets_an_answer_and_is_in_no_group(server: MediaServer) -> None:
    answer = await server.link.request(CheckPath(0, captured("chromium_receive")))
    assert isinstance(answer, Answered)
    assert "a=candidate" in answer.sdp
    assert isinstance(await server.link.request(CheckPath(0, "hello")), Refused)
    assert (await server.statistics()).peers == 0
