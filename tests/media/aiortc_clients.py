"""Unmodified aiortc clients: they publish a tone and a small picture, and look at what they receive.

An independent implementation of everything that the media process does: ICE, DTLS, SRTP, RTP, NACK, VP8 and Opus.
"""

from __future__ import annotations

import asyncio
import fractions
import math
from array import array
from collections.abc import Callable

import av
from aiortc import (
    AudioStreamTrack,
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.mediastreams import MediaStreamError
from typing_extensions import override

from media.commands import Direction, Source
from media.events import Answered, Connected
from tests.media.media_server import SECONDS, MediaServer

WIDTH, HEIGHT, FRAMES_PER_SECOND = 160, 120, 10
SAMPLE_RATE, SAMPLES = 48000, 960
TONE_HZ, LOUD = 440, 8000


class Picture(VideoStreamTrack):
    """A small moving picture."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    @override
    async def recv(self) -> av.VideoFrame:
        for _ in range(30 // FRAMES_PER_SECOND - 1):
            await self.next_timestamp()
        pts, time_base = await self.next_timestamp()
        self._count += 1
        frame = av.VideoFrame(width=WIDTH, height=HEIGHT, format="yuv420p")
        for plane in frame.planes:
            plane.update(bytes([self._count * 5 % 256]) * plane.buffer_size)
        frame.pts, frame.time_base = pts, time_base
        return frame


class Tone(AudioStreamTrack):
    """A sine wave at 48 kHz, 20 ms per frame."""

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._began: float | None = None

    @override
    async def recv(self) -> av.AudioFrame:
        loop = asyncio.get_running_loop()
        self._began = loop.time() if self._began is None else self._began
        due = self._began + self._at / SAMPLE_RATE
        await asyncio.sleep(max(0.0, due - loop.time()))
        step = 2 * math.pi * TONE_HZ / SAMPLE_RATE
        wave = array("h", (int(LOUD * math.sin(step * i)) for i in range(self._at, self._at + SAMPLES)))
        frame = av.AudioFrame(format="s16", layout="mono", samples=SAMPLES)
        frame.planes[0].update(wave.tobytes())
        frame.sample_rate, frame.pts = SAMPLE_RATE, self._at
        frame.time_base = fractions.Fraction(1, SAMPLE_RATE)
        self._at += SAMPLES
        return frame


class Heard:
    """What came out of one receiving section, decoded."""

    def __init__(self) -> None:
        self.frames = 0
        self.width = 0
        self.energy = 0.0

    def take(self, frame: object) -> None:
        self.frames += 1
        if isinstance(frame, av.VideoFrame):
            self.width = frame.width
        elif isinstance(frame, av.AudioFrame):
            samples = array("h", bytes(frame.planes[0]))
            self.energy += sum(sample * sample for sample in samples)


class Client:
    """One device with a publishing and a receiving connection, and the tasks that watch its tracks."""

    def __init__(self, server: MediaServer, name: str, tasks: asyncio.TaskGroup) -> None:
        self.name = name
        self.heard: dict[str, Heard] = {}  # by mid
        self._server = server
        self._tasks = tasks
        self._news = asyncio.Event()
        # With aiortc's default policy a second section of the second kind stays on a transport that it stopped.
        one_transport = RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        self.publishing = RTCPeerConnection(one_transport)
        self.receiving = RTCPeerConnection(one_transport)

    async def publish(self, *sources: Source) -> None:
        for source in sources:
            track: MediaStreamTrack = Tone() if source.is_audio else Picture()
            self.publishing.addTransceiver(track, direction="sendonly")
        await self.publishing.setLocalDescription(await self.publishing.createOffer())
        mids = [str(transceiver.mid) for transceiver in self.publishing.getTransceivers()]
        answer = await self._offer(self.publishing, Direction.PUBLISH, dict(zip(mids, sources, strict=True)))
        assert isinstance(answer, Answered)
        await self.connected(Direction.PUBLISH)

    async def receive(self, audio: int, video: int) -> None:
        """Add so many sections of each kind; a second call renegotiates."""
        first = not self.receiving.getTransceivers()
        for kind in ["audio"] * audio + ["video"] * video:
            self.receiving.addTransceiver(kind, direction="recvonly")
        await self.receiving.setLocalDescription(await self.receiving.createOffer())
        await self._offer(self.receiving, Direction.RECEIVE, {})
        for transceiver in self.receiving.getTransceivers():
            mid = str(transceiver.mid)
            if mid not in self.heard:
                self.heard[mid] = Heard()
                self._tasks.create_task(self._watch(self.heard[mid], transceiver.receiver))
        if first:
            await self.connected(Direction.RECEIVE)

    async def connected(self, direction: Direction) -> None:
        await self._server.event(Connected, lambda e: (e.peer, e.direction) == (self.name, direction))

    async def until(self, condition: Callable[[], bool], seconds: float = SECONDS) -> None:
        """Returns when `condition` holds; it is asked again after each decoded frame."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._news.clear()
                await self._news.wait()

    async def sees_and_hears(self, *mids: str, more_frames: int = 3) -> None:
        """Each of these sections gives `more_frames` more frames, with a picture or a sound."""
        goals = {mid: self.heard[mid].frames + more_frames for mid in mids}

        def is_alive(mid: str) -> bool:
            heard = self.heard[mid]
            return heard.frames >= goals[mid] and (heard.width > 0 or heard.energy > 0)

        await self.until(lambda: all(is_alive(mid) for mid in mids))

    async def close(self) -> None:
        await self.publishing.close()
        await self.receiving.close()

    async def packets_received(self) -> int:
        report = await self.receiving.getStats()
        return sum(s.packetsReceived for s in report.values() if s.type == "inbound-rtp")

    async def _offer(
        self, connection: RTCPeerConnection, direction: Direction, sources: dict[str, Source]
    ) -> Answered:
        answer = await self._server.negotiate(self.name, direction, connection.localDescription.sdp, sources)
        assert isinstance(answer, Answered), answer
        await connection.setRemoteDescription(RTCSessionDescription(answer.sdp, "answer"))
        return answer

    async def _watch(self, heard: Heard, receiver: RTCRtpReceiver) -> None:
        try:
            while True:
                heard.take(await receiver.track.recv())
                self._news.set()
        except MediaStreamError:
            self._news.set()
