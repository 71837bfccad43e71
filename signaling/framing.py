"""One WebSocket message as the bytes on the wire, so that it is framed once and written to many sockets.

From a server a message is one unmasked, uncompressed frame (RFC 6455, section 5.2).
"""

from __future__ import annotations

import struct

_WHOLE_BINARY = 0x82
_IN_TWO_BYTES, _IN_EIGHT_BYTES = 126, 127
_HEADER_BYTES = {_IN_TWO_BYTES: 4, _IN_EIGHT_BYTES: 10}


def framed(payload: bytes) -> bytes:
    """`payload` as one binary message."""
    length = len(payload)
    if length < _IN_TWO_BYTES:
        return bytes((_WHOLE_BINARY, length)) + payload
    if length < 1 << 16:
        return struct.pack("!BBH", _WHOLE_BINARY, _IN_TWO_BYTES, length) + payload
    return struct.pack("!BBQ", _WHOLE_BINARY, _IN_EIGHT_BYTES, length) + payload


def payload_of(frame: bytes) -> bytes:
    """What `framed` was given."""
    return frame[_HEADER_BYTES.get(frame[1], 2) :]
