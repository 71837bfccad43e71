"""A participant with camera and microphone: `Client` for the protocol, unmodified aiortc for WebRTC.

aiortc negotiates, encrypts, encodes and decodes on its own account, so what it shows was truly forwarded. It knows
members and sources only as the names that the slots carry.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame, VideoFrame

from loadtests.client import Client, Disconnected
from loadtests.synthetic import Picture, Tone, chroma, loudness


@dataclass
class Reception:
    """What was decoded of one source of one member.

    `loudness` is the loudest frame's RMS (0.0-1.0); `size` and `chroma` are of the last picture.
    """

    frames: int = 0
    loudness: float = 0.0
    size: tuple[int, int] = (0, 0)
    chroma: tuple[int, int] = (0, 0)


def new_connection() -> RTCPeerConnection:
    """No ICE servers: the default of aiortc would ask a public one."""
    return RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))


class Participant:
    """One device's media in a room that `client` has entered. Use it as `async with Participant(client, room)`.

    `publish` and `receive` may be called in any order. Receiving sections are added, by renegotiation, while there
    are more tracks than sections; when the server loses the media, both connections are made anew.
    """

    def __init__(self, client: Client, room: str) -> None:
        self.client = client
        self.room = room
        self.receptions: dict[tuple[str, str], Reception] = {}
        self.renegotiations = 0
        self._publishing: RTCPeerConnection | None = None
        self._receiving: RTCPeerConnection | None = None
        self._tracks: dict[str, MediaStreamTrack] = {}
        self._watched: set[str] = set()
        self._losses = 0
        self._tasks = asyncio.TaskGroup()
        self._following: asyncio.Task[None] | None = None
        self._arrival = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
        for track in self._tracks.values():
            track.stop()
        await self._tasks.__aexit__(kind, error, trace)

    async def close(self) -> None:
        """End both connections; the client stays in the room."""
        if self._following:
            self._following.cancel()
            self._following = None
        for connection in (self._publishing, self._receiving):
            if connection:
                await connection.close()
        self._publishing = self._receiving = None
        self._watched = set()

    # ---------------------------------------------------------------- sending

    async def publish(self, tracks: dict[str, MediaStreamTrack] | None = None) -> None:
        """Send these tracks by source; None: a tone and a picture, announced as such."""
        self._tracks = {"mic": Tone(), "camera": Picture()} if tracks is None else tracks
        await self._offer_publishing()

    async def _offer_publishing(self) -> None:
        await self.client.announce_media(
            self.room,
            mic="mic" in self._tracks,
            camera="camera" in self._tracks,
            screen="screen" in self._tracks,
        )
        connection = self._publishing = new_connection()
        senders = {
            source: connection.addTransceiver(track, direction="sendonly")
            for source, track in self._tracks.items()
        }
        await connection.setLocalDescription(await connection.createOffer())
        sources = {transceiver.mid or "": source for source, transceiver in senders.items()}
        await self._exchange(connection, "publish", sources)

    # ---------------------------------------------------------------- receiving

    async def receive(self, *, audio: int = 1, video: int = 1) -> None:
        """Start to receive with this many sections; more are added when there is more to receive."""
        connection = self._receiving = new_connection()
        self._losses = self._media_losses()
        await self._add_sections(connection, audio, video)
        self._following = self._tasks.create_task(self._follow())

    async def restart(self) -> None:
        """Make both connections anew, for a client that was reconnected or whose media was lost."""
        sections = self._sections()
        publishing, receiving = self._publishing, self._receiving
        await self.close()
        if publishing:
            await self._offer_publishing()
        if receiving:
            await self.receive(audio=sections["audio"], video=sections["video"])

    def received_from(self) -> set[int]:
        """The UDP ports that the answer to the receiving connection named."""
        sdp = self._receiving.remoteDescription.sdp if self._receiving else ""
        return {int(port) for port in re.findall(r"^a=candidate:.* udp \d+ \S+ (\d+) ", sdp, re.MULTILINE)}

    def of(self, member: str, source: str) -> Reception:
        """What was received of this source of this member so far."""
        return self.receptions.setdefault((member, source), Reception())

    async def until(self, condition: Callable[[], bool], within: float = 10.0) -> None:
        """Wait until `condition` holds; it is asked again after every decoded frame. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not condition():
                await self._arrival.wait()

    async def _add_sections(self, connection: RTCPeerConnection, audio: int, video: int) -> None:
        for kind, count in (("audio", audio), ("video", video)):
            for _ in range(count):
                connection.addTransceiver(kind, direction="recvonly")
        await connection.setLocalDescription(await connection.createOffer())
        await self._exchange(connection, "receive", {})
        for transceiver in connection.getTransceivers():
            mid = transceiver.mid
            if mid and mid not in self._watched:
                self._watched.add(mid)
                self._tasks.create_task(self._watch(mid, transceiver.receiver.track))

    async def _exchange(self, connection: RTCPeerConnection, direction: str, sources: dict[str, str]) -> None:
        answer = await self.client.media_offer(self.room, direction, connection.localDescription.sdp, sources)
        await connection.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))

    def _sections(self) -> dict[str, int]:
        transceivers = self._receiving.getTransceivers() if self._receiving else []
        kinds = [transceiver.kind for transceiver in transceivers]
        return {kind: kinds.count(kind) for kind in ("audio", "video")}

    def _missing(self) -> dict[str, int]:
        """By kind, how many tracks there are beyond the sections."""
        wanted = self.client.slots.get(self.room, {"want_audio": 0, "want_video": 0})
        return {kind: max(0, wanted[f"want_{kind}"] - count) for kind, count in self._sections().items()}

    def _media_losses(self) -> int:
        return self.client.counters.frames["media_lost"]

    async def _follow(self) -> None:
        """Grow with the room; start again when the media is lost. Ends with the socket."""
        try:
            while connection := self._receiving:
                await self.client.until(
                    lambda: any(self._missing().values()) or self._media_losses() > self._losses, math.inf
                )
                if self._media_losses() > self._losses:
                    self._following = None
                    await self.restart()
                    return
                self.renegotiations += 1
                await _settled(connection)
                await self._add_sections(connection, **self._missing())
        except Disconnected:
            return

    async def _watch(self, mid: str, track: MediaStreamTrack) -> None:
        """Count the frames of a receiving section for whoever it shows at that moment."""
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            shown = self._shown_by(mid)
            if shown and isinstance(frame, AudioFrame | VideoFrame):
                note(self.of(*shown), frame)
            self._arrival.set()
            self._arrival = asyncio.Event()

    def _shown_by(self, mid: str) -> tuple[str, str] | None:
        slots = self.client.slots.get(self.room, {}).get("slots", [])
        return next(((slot["member"], slot["source"]) for slot in slots if slot["mid"] == mid), None)


async def _settled(connection: RTCPeerConnection) -> None:
    """aiortc does not start to receive in sections that are added while it is still connecting."""
    changed = asyncio.Event()
    connection.on("connectionstatechange", changed.set)
    while connection.connectionState in ("new", "connecting"):
        changed.clear()
        await changed.wait()
    connection.remove_listener("connectionstatechange", changed.set)


def note(reception: Reception, frame: AudioFrame | VideoFrame) -> None:
    reception.frames += 1
    if isinstance(frame, AudioFrame):
        reception.loudness = max(reception.loudness, loudness(frame))
    else:
        reception.size = (frame.width, frame.height)
        reception.chroma = chroma(frame)
