"""Camera and microphone made of arithmetic: a picture of one colour with a moving bar, and a tone.

The colour and the pitch tell publishers apart after encoding, forwarding and decoding. No numpy: a frame is bytes.
"""

from __future__ import annotations

import asyncio
import math
from array import array
from fractions import Fraction

from aiortc.mediastreams import MediaStreamTrack
from av import AudioFrame, VideoFrame
from typing_extensions import override

SAMPLE_RATE = 48_000  # Hz, what Opus works at
SAMPLES_PER_FRAME = 960  # 20 ms
VIDEO_CLOCK = 90_000  # Hz (RFC 7741 section 4.2)


class Pace:
    """Holds a producer to its schedule, without drift; a producer that is late is not held."""

    def __init__(self, seconds_per_frame: float) -> None:
        self._step = seconds_per_frame
        self._next: float | None = None

    async def wait(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._next is None:
            self._next = now
        if self._next > now:
            await asyncio.sleep(self._next - now)
        self._next += self._step


class Tone(MediaStreamTrack):
    """A sine of `hertz`, mono, at half of full scale."""

    kind = "audio"

    def __init__(self, hertz: int = 440) -> None:
        super().__init__()
        wave = (round(16_383 * math.sin(2 * math.pi * hertz * n / SAMPLE_RATE)) for n in range(SAMPLE_RATE))
        self._second = array("h", wave)  # a whole number of periods: it repeats without a click
        self._position = 0
        self._pace = Pace(SAMPLES_PER_FRAME / SAMPLE_RATE)

    @override
    async def recv(self) -> AudioFrame:
        await self._pace.wait()
        start = self._position % SAMPLE_RATE
        frame = AudioFrame(format="s16", layout="mono", samples=SAMPLES_PER_FRAME)
        frame.planes[0].update(self._second[start : start + SAMPLES_PER_FRAME].tobytes())
        frame.sample_rate = SAMPLE_RATE
        frame.pts = self._position
        frame.time_base = Fraction(1, SAMPLE_RATE)
        self._position += SAMPLES_PER_FRAME
        return frame


class Picture(MediaStreamTrack):
    """A field of the colour (`blue`, `red` are the chroma planes' values, 16-240) with a bar that wanders down."""

    kind = "video"

    def __init__(
        self, *, blue: int = 128, red: int = 128, width: int = 320, height: int = 240, rate: int = 15
    ) -> None:
        super().__init__()
        self._chroma = (blue, red)
        self._size = (width, height)
        self._rate = rate
        self._count = 0
        self._pace = Pace(1 / rate)

    @override
    async def recv(self) -> VideoFrame:
        await self._pace.wait()
        frame = VideoFrame(*self._size, "yuv420p")
        luma = frame.planes[0]
        field = bytearray(b"\x60" * luma.buffer_size)
        bar = self._count * 4 % (self._size[1] - 8) * luma.line_size
        field[bar : bar + 8 * luma.line_size] = b"\xe0" * (8 * luma.line_size)
        luma.update(bytes(field))
        for plane, value in zip(frame.planes[1:], self._chroma, strict=True):
            plane.update(bytes([value]) * plane.buffer_size)
        frame.pts = self._count * VIDEO_CLOCK // self._rate
        frame.time_base = Fraction(1, VIDEO_CLOCK)
        self._count += 1
        return frame


def loudness(frame: AudioFrame) -> float:
    """Root mean square of a frame of 16-bit samples, 0.0 to 1.0 of full scale; every eighth sample is looked at."""
    samples = array("h", bytes(frame.planes[0])[: frame.samples * len(frame.layout.channels) * 2])[::8]
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples)) / 32_768


def chroma(frame: VideoFrame) -> tuple[int, int]:
    """The (blue, red) chroma in the middle of a yuv420p picture: what `Picture` was made with, give or take the codec."""
    centre = [plane.line_size * (plane.height // 2) + plane.width // 2 for plane in frame.planes[1:3]]
    blue, red = (bytes(plane)[at] for plane, at in zip(frame.planes[1:3], centre, strict=True))
    return blue, red
