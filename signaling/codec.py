"""Bytes to requests and frames to bytes. Whatever a stranger sends, only `BadFrame` comes out, and quickly.

The size is checked before anything is parsed, and nothing is allocated by what a header merely claims.
"""

from __future__ import annotations

from msgspec import DecodeError, MsgspecError, Raw, msgpack

from signaling.codes import CloseCode
from signaling.wire import MAX_FRAME_BYTES, AnyFrame, AnyRequest


class BadFrame(Exception):
    """The connection that sent this is closed with `code`; `detail` names the path, never the content."""

    def __init__(self, code: CloseCode, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def decode(data: bytes) -> AnyRequest:
    """Exactly one MessagePack map of the schema. Raises BadFrame."""
    if len(data) > MAX_FRAME_BYTES:
        raise BadFrame(CloseCode.TOO_LARGE, f"more than {MAX_FRAME_BYTES} bytes")
    try:
        request = _requests.decode(data)
        _refuse_repeated_keys(data)
    except (MsgspecError, UnicodeDecodeError) as error:
        raise BadFrame(CloseCode.BAD_FRAME, str(error)) from error
    except RecursionError as error:
        raise BadFrame(CloseCode.BAD_FRAME, "nested too deeply") from error
    return request


def encode(frame: AnyFrame) -> bytes:
    return _encoder.encode(frame)


def _refuse_repeated_keys(data: bytes | Raw) -> None:
    """MessagePack allows a key twice and readers differ on which counts. Only for data that fits the schema."""
    claimed = _map_length(memoryview(data))
    if claimed == 0:
        return
    pairs = _maps.decode(data)
    if len(pairs) != claimed:
        raise DecodeError("a key is repeated")
    for value in pairs.values():
        _refuse_repeated_keys(value)


def _map_length(data: memoryview) -> int:
    """Pairs that the map at the start claims; 0 for what is no map (msgpack specification, "map format family")."""
    first = data[0]
    if 0x80 <= first <= 0x8F:
        return first & 0x0F
    if first == 0xDE:
        return int.from_bytes(data[1:3], "big")
    if first == 0xDF:
        return int.from_bytes(data[1:5], "big")
    return 0


_requests: msgpack.Decoder[AnyRequest] = msgpack.Decoder(AnyRequest)
_maps: msgpack.Decoder[dict[str, Raw]] = msgpack.Decoder(dict[str, Raw])
_encoder = msgpack.Encoder()
