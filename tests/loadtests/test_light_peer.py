"""Light clients against a real media process: ICE and DTLS as any client does them, then counted packets."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
import studyhall_probe

from loadtests.dtls import HandshakeFailed, Identity, MasterKeys
from loadtests.light_member import srtp_keys
from loadtests.light_offer import MID_EXTENSION, OPUS, VP8, LightSection
from loadtests.light_peer import LightPeer
from media.commands import Direction, Source
from media.events import Answered, Connected, Disconnected
from tests.media.media_server import MediaServer, media_server

pytestmark = pytest.mark.anyio

AUDIO_SSRC, VIDEO_SSRC = 1001, 1002


async def connected(
    server: MediaServer, name: str, direction: Direction, peer: LightPeer, sources: dict[str, Source]
) -> MasterKeys:
    server.add(name)
    answer = await server.negotiate(name, direction, peer.offer, sources)
    assert isinstance(answer, Answered), answer
    keys = await peer.connect(answer.sdp)
    await server.event(Connected, lambda event: event.peer == name)
    return keys


@contextlib.asynccontextmanager
async def probe() -> AsyncIterator[studyhall_probe.Probe]:
    probe = studyhall_probe.Probe()
    try:
        yield probe
    finally:
        probe.close()


async def test_viewers_count_every_packet_that_a_light_publisher_sends() -> None:
    identity = Identity()
    async with media_server() as server, probe() as running:
        publisher = LightPeer(
            identity, [LightSection("0", "audio", AUDIO_SSRC), LightSection("1", "video", VIDEO_SSRC)]
        )
        viewers = [
            LightPeer(identity, [LightSection("0", "audio"), LightSection("1", "video")]) for _ in range(2)
        ]
        sources = {"0": Source.MIC, "1": Source.CAMERA}
        sending = await connected(server, "speaker", Direction.PUBLISH, publisher, sources)
        for number, viewer in enumerate(viewers):
            keys = await connected(server, f"viewer-{number}", Direction.RECEIVE, viewer, {})
            running.add_viewer(viewer.fileno(), srtp_keys(keys), number + 1, VP8)
        running.add_publisher(
            publisher.fileno(),
            srtp_keys(sending),
            studyhall_probe.Track(ssrc=VIDEO_SSRC, payload_type=VP8, mid="1", mid_extension=MID_EXTENSION),
            studyhall_probe.Track(ssrc=AUDIO_SSRC, payload_type=OPUS, mid="0", mid_extension=MID_EXTENSION),
            1_000_000,
        )
        assert await asyncio.to_thread(running.wait_for_packets, 400, 10.0)
        counts = dict(running.viewers())
        assert sending.profile == "AEAD_AES_128_GCM"
        assert (counts["expected"], counts["duplicates"]) == (counts["received"], 0)
        assert (counts["bad_tags"], counts["renumbered"], counts["strange"]) == (0, 0, 0)
        assert counts["verified"] > 0
        assert dict(running.publishers())["picture_requests"] > 0
        assert len(running.take_latencies()) == counts["verified"]
        assert running.wait_for_video(0, 0.0) is not None
        for peer in [publisher, *viewers]:
            peer.close()


async def test_a_server_with_another_certificate_is_not_believed() -> None:
    identity = Identity()
    async with media_server() as server:
        peer = LightPeer(identity, [LightSection("0", "audio")])
        server.add("viewer")
        answer = await server.negotiate("viewer", Direction.RECEIVE, peer.offer, {})
        assert isinstance(answer, Answered)
        right = next(line for line in answer.sdp.splitlines() if line.startswith("a=fingerprint:sha-256"))
        wrong = right[:-2] + ("00" if right[-2:] != "00" else "11")
        with pytest.raises(HandshakeFailed, match="fingerprint"):
            await peer.connect(answer.sdp.replace(right, wrong))
        peer.close()


async def test_consent_checks_are_answered_after_the_handshake() -> None:
    async with media_server() as server, probe() as running:
        peer = LightPeer(Identity(), [LightSection("0", "audio")])
        keys = await connected(server, "viewer", Direction.RECEIVE, peer, {})
        running.add_viewer(peer.fileno(), srtp_keys(keys), 1, VP8)
        for _ in range(3):
            peer.check()
        async with asyncio.timeout(10):
            while dict(running.viewers())["stun"] < 3:
                await server.statistics()
        assert not [event for event in server.events if isinstance(event, Disconnected)]
        peer.close()
