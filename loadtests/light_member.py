"""A member of a room with light media: `Client` for the protocol, `LightPeer` for the connections, the probe for packets.

It joins, hands its sockets to the probe, and stays until it is told to go.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import studyhall_probe

from loadtests.client import Client
from loadtests.dtls import Identity, MasterKeys
from loadtests.light_offer import OPUS, VP8, LightSection
from loadtests.light_peer import LightPeer, keep_consent

JOIN_SECONDS = 20.0
MEDIA_SECONDS = 15.0


class NoMedia(Exception):
    """A viewer is connected, and nothing came."""


@dataclass
class Cast:
    """What all members of a run share: an identity, a probe, and the peers whose consent is kept."""

    probe: studyhall_probe.Probe = field(default_factory=studyhall_probe.Probe)
    identity: Identity = field(default_factory=Identity)
    peers: list[LightPeer] = field(default_factory=list)

    async def publish(self, client: Client, room: str, bits_per_second: int) -> None:
        """Send microphone and camera from now on."""
        audio = LightSection("0", "audio", secrets.randbits(32))
        video = LightSection("1", "video", secrets.randbits(32))
        peer = LightPeer(self.identity, [audio, video])
        await client.announce_media(room, mic=True, camera=True)
        keys = await self._connect(client, room, peer, {"0": "mic", "1": "camera"})
        self.probe.add_publisher(
            peer.fileno(),
            srtp_keys(keys),
            track_of(peer, video, VP8),
            track_of(peer, audio, OPUS),
            bits_per_second,
        )

    async def view(self, client: Client, room: str, tracks: int) -> float:
        """Receive `tracks` microphones and as many cameras. Returns seconds from the offer to the first packet of a picture.

        Raises NoMedia when none comes.
        """
        kinds = ["audio"] * tracks + ["video"] * tracks
        peer = LightPeer(self.identity, [LightSection(str(mid), kind) for mid, kind in enumerate(kinds)])
        started = time.monotonic()
        keys = await self._connect(client, room, peer, {})
        viewer = self.probe.add_viewer(peer.fileno(), srtp_keys(keys), secrets.randbits(32), VP8)
        first = await asyncio.to_thread(self.probe.wait_for_video, viewer, MEDIA_SECONDS)
        if first is None:
            raise NoMedia(f"{client.welcome['name']} waited {MEDIA_SECONDS:.0f} s")
        return first - started

    async def _connect(
        self, client: Client, room: str, peer: LightPeer, sources: dict[str, str]
    ) -> MasterKeys:
        direction = "publish" if sources else "receive"
        self.peers.append(peer)
        async with asyncio.timeout(JOIN_SECONDS):
            return await peer.connect(await client.media_offer(room, direction, peer.offer, sources))


@contextlib.asynccontextmanager
async def cast() -> AsyncIterator[Cast]:
    """Keeps everybody's consent; stops the probe and closes all sockets at the end."""
    members = Cast()
    try:
        async with asyncio.TaskGroup() as tasks:
            consent = tasks.create_task(keep_consent(members.peers))
            yield members
            consent.cancel()
    finally:
        members.probe.close()
        for peer in members.peers:
            peer.close()


def srtp_keys(keys: MasterKeys) -> studyhall_probe.SrtpKeys:
    return studyhall_probe.SrtpKeys(
        keys.profile,
        receive_key=keys.receive_key,
        receive_salt=keys.receive_salt,
        send_key=keys.send_key,
        send_salt=keys.send_salt,
    )


def track_of(peer: LightPeer, section: LightSection, payload_type: int) -> studyhall_probe.Track:
    return studyhall_probe.Track(
        ssrc=section.ssrc or 0,
        payload_type=payload_type,
        mid=section.mid,
        mid_extension=peer.answer.mid_extension if peer.answer else None,
    )
