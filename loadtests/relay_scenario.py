"""An audience at the media process of its teacher, and the same audience behind a link at another one.

No web process runs: what these would carry between the two is carried here. It measures what each process spends.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import studyhall_probe

from loadtests.cpu import cpu_seconds
from loadtests.light_member import MEDIA_SECONDS, Cast, NoMedia, cast, srtp_keys, track_of
from loadtests.light_offer import OPUS, VP8, LightSection
from loadtests.light_peer import LightPeer
from media.addresses import LOOPBACK, Sockets
from media.commands import (
    AcceptLink,
    AddPeer,
    Direction,
    Export,
    Import,
    Negotiate,
    OpenLink,
    Source,
    WantLayers,
)
from media.events import Answered, AnyEvent, Exported, LayersWanted, LinkAccepted, LinkUp, Ready
from media.link import MediaLink

ROOM, TO_EDGE, FROM_OWNER = "room", "to the edge", "from the owner"
SETTLE_SECONDS = 1.0


@dataclass(frozen=True)
class Spent:
    """`received`: packets that viewers had in the window. CPU is in microseconds for each of them."""

    viewers: int
    is_relayed: bool
    received: int
    owner: float
    edge: float


class Media:
    """One media process. `hear` takes what it tells."""

    def __init__(self) -> None:
        self.hear: Callable[[AnyEvent], None] = lambda event: None
        self.link = MediaLink(Sockets(((LOOPBACK, 0),), relay=((LOOPBACK, 0),)), self)
        self.is_ready = asyncio.Event()

    def media_ready(self, ready: Ready) -> None:
        self.is_ready.set()

    def media_lost(self) -> None:
        self.is_ready.clear()

    def media_event(self, event: AnyEvent) -> None:
        self.hear(event)

    def cpu(self) -> float:
        assert self.link.pid is not None
        return cpu_seconds(self.link.pid)

    async def connect(
        self, members: Cast, name: str, direction: Direction, sections: list[LightSection]
    ) -> tuple[LightPeer, studyhall_probe.SrtpKeys]:
        sources = {"0": Source.MIC, "1": Source.CAMERA} if direction is Direction.PUBLISH else {}
        self.link.send(AddPeer(name, ROOM, frozenset(sources.values())))
        peer = LightPeer(members.identity, sections)
        members.peers.append(peer)
        answer = await self.link.request(Negotiate(0, name, direction, peer.offer, sources))
        assert isinstance(answer, Answered), answer
        return peer, srtp_keys(await peer.connect(answer.sdp))


async def relayed_audience(sizes: tuple[int, ...], seconds: float, bits_per_second: int) -> list[Spent]:
    """For each size once with everybody at the owner, and once with everybody behind a link.

    Raises TimeoutError when something must be wrong.
    """
    patience = sum(60 + 2 * size + 2 * (seconds + SETTLE_SECONDS) for size in sizes)
    async with asyncio.timeout(patience):
        return [
            await _measured(size, seconds, bits_per_second, is_relayed=is_relayed)
            for size in sizes
            for is_relayed in (False, True)
        ]


async def _measured(viewers: int, seconds: float, bits_per_second: int, *, is_relayed: bool) -> Spent:
    async with _running() as owner, _running() as edge, cast() as members:
        if is_relayed:
            await _link(owner, edge)
        await _publish(members, owner, bits_per_second)
        at = edge if is_relayed else owner
        for number in range(viewers):
            await _view(members, at, f"viewer {number}")
        await asyncio.sleep(SETTLE_SECONDS)
        before = (owner.cpu(), edge.cpu(), sum(members.probe.received()))
        await asyncio.sleep(seconds)
        after = (owner.cpu(), edge.cpu(), sum(members.probe.received()))
        received = after[2] - before[2]
        spent = [(now - was) / received * 1e6 for now, was in zip(after[:2], before[:2], strict=True)]
        return Spent(viewers, is_relayed, received, *spent)


@contextlib.asynccontextmanager
async def _running() -> AsyncIterator[Media]:
    media = Media()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(media.link.run())
        await media.is_ready.wait()
        yield media
        running.cancel()


async def _link(owner: Media, edge: Media) -> None:
    up = asyncio.Event()

    def owner_says(event: AnyEvent) -> None:
        if isinstance(event, Exported):
            edge.link.send(Import(FROM_OWNER, ROOM, event.tracks))

    def edge_says(event: AnyEvent) -> None:
        if isinstance(event, LayersWanted):
            owner.link.send(WantLayers(TO_EDGE, ROOM, event.peer, event.layers))
        elif isinstance(event, LinkUp):
            up.set()

    owner.hear, edge.hear = owner_says, edge_says
    ufrag = secrets.token_hex(4)
    accepted = await owner.link.request(AcceptLink(0, TO_EDGE, ufrag))
    assert isinstance(accepted, LinkAccepted), accepted
    edge.link.send(OpenLink(FROM_OWNER, ufrag, accepted.ticket))
    await up.wait()
    owner.link.send(Export(TO_EDGE, ROOM))


async def _publish(members: Cast, media: Media, bits_per_second: int) -> None:
    audio = LightSection("0", "audio", secrets.randbits(32))
    video = LightSection("1", "video", secrets.randbits(32))
    peer, keys = await media.connect(members, "teacher", Direction.PUBLISH, [audio, video])
    picture, sound = track_of(peer, video, VP8), track_of(peer, audio, OPUS)
    members.probe.add_publisher(peer.fileno(), keys, picture, sound, bits_per_second)


async def _view(members: Cast, media: Media, name: str) -> None:
    """Raises NoMedia."""
    sections = [LightSection("0", "audio"), LightSection("1", "video")]
    peer, keys = await media.connect(members, name, Direction.RECEIVE, sections)
    viewer = members.probe.add_viewer(peer.fileno(), keys, secrets.randbits(32), VP8)
    if await asyncio.to_thread(members.probe.wait_for_video, viewer, MEDIA_SECONDS) is None:
        raise NoMedia(f"{name} waited {MEDIA_SECONDS:.0f} s")
