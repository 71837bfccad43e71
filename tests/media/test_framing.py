"""Frames between two processes: whole, bounded, and ended cleanly."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from media.commands import AnyCommand, RemovePeer
from media.framing import MAX_FRAME_BYTES, FrameTooLarge, encode_frame, read_frame

pytestmark = pytest.mark.anyio


def fed(data: bytes) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return reader


async def test_frames_come_out_one_by_one_as_they_went_in() -> None:
    sent = [RemovePeer("ann"), RemovePeer("ben" * 1000)]
    reader = fed(b"".join(map(encode_frame, sent)))
    read = []
    while (frame := await read_frame(reader)) is not None:
        read.append(msgspec.msgpack.decode(frame, type=AnyCommand))
    assert read == sent


@pytest.mark.parametrize("kept", [0, 1, 4, 10])
async def test_a_stream_that_ends_inside_a_frame_has_ended(kept: int) -> None:
    assert await read_frame(fed(encode_frame(RemovePeer("ann"))[:kept])) is None


async def test_an_announced_size_over_the_bound_is_refused_before_it_is_read() -> None:
    with pytest.raises(FrameTooLarge):
        await read_frame(fed((MAX_FRAME_BYTES + 1).to_bytes(4, "big")))
