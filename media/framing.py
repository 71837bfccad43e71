"""Messages on the socket between the web process and the media process: 4 bytes of length, then MessagePack.

It decides bounds; it never knows what the messages mean.
"""

from __future__ import annotations

import asyncio

import msgspec

MAX_FRAME_BYTES = 1 << 20
# A reader that lets this much pile up is wedged: the writer gives it up instead of growing without end.
MAX_UNREAD_BYTES = 16 << 20

_encoder = msgspec.msgpack.Encoder()


class FrameTooLarge(Exception):
    """The other side announced more than any message needs."""


def encode_frame(message: msgspec.Struct) -> bytes:
    body = _encoder.encode(message)
    return len(body).to_bytes(4, "big") + body


async def read_frame(reader: asyncio.StreamReader) -> bytes | None:
    """One message, or None at the end of the stream, even in the middle of a message. Raises FrameTooLarge."""
    try:
        size = int.from_bytes(await reader.readexactly(4), "big")
        if size > MAX_FRAME_BYTES:
            raise FrameTooLarge(f"{size} bytes")
        return await reader.readexactly(size)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
