"""The made-up camera and microphone keep their schedule, and what is measured of a frame is what was put in."""

from __future__ import annotations

import asyncio

import pytest

from loadtests.synthetic import SAMPLES_PER_FRAME, Picture, Tone, chroma, loudness

pytestmark = pytest.mark.anyio


async def test_a_tone_is_as_loud_as_half_of_full_scale() -> None:
    frame = await Tone(480).recv()
    assert loudness(frame) == pytest.approx(0.5 / 2**0.5, rel=0.02)


async def test_a_tone_goes_on_where_the_last_frame_ended() -> None:
    tone = Tone()
    frames = [await tone.recv() for _ in range(3)]
    assert [frame.pts for frame in frames] == [0, SAMPLES_PER_FRAME, 2 * SAMPLES_PER_FRAME]


async def test_a_picture_shows_its_colour_and_moves() -> None:
    picture = Picture(blue=200, red=40, rate=100)
    first, second = await picture.recv(), await picture.recv()
    assert (first.width, first.height, chroma(first)) == (320, 240, (200, 40))
    assert bytes(first.planes[0]) != bytes(second.planes[0])
    assert (first.pts, second.pts) == (0, 900)


async def test_a_picture_is_not_made_before_its_time() -> None:
    loop = asyncio.get_running_loop()
    picture = Picture(rate=50)
    started = loop.time()
    for _ in range(3):
        await picture.recv()
    assert loop.time() - started >= 0.039
