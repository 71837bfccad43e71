"""How packets look on a link between two media processes. Both ends are ours, so nothing of it is negotiated.

There is RTX for sound too, so that every hop repairs its own losses. It never knows whose packets they are.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Literal

from studyhall_plane import Extensions, Payload

from media.codecs import CodecName
from media.commands import MasterKey, Source

PROFILE: Literal["AEAD_AES_128_GCM"] = "AEAD_AES_128_GCM"
_KEY_BYTES, _SALT_BYTES = 16, 12

EXTENSIONS = Extensions(audio_level=1, video_orientation=2, playout_delay=3, dependency_descriptor=4)

_PAYLOAD_TYPES = {
    CodecName.OPUS: (96, 97),
    CodecName.RED: (98, 99),
    CodecName.VP8: (100, 101),
    CodecName.H264: (102, 103),
    CodecName.VP9: (104, 105),
    CodecName.AV1: (106, 107),
}
"""Of the medium, and of its retransmissions."""


def clock_rate_of(source: Source) -> int:
    """Hz: of Opus (RFC 7587), and of every picture."""
    return 48_000 if source.is_audio else 90_000


def payloads_of(codecs: Iterable[str]) -> list[Payload]:
    """Raises ValueError for a codec that nobody here knows."""
    known = [CodecName(codec) for codec in codecs]
    return [Payload(codec.value, *_PAYLOAD_TYPES[codec]) for codec in known]


def new_key() -> MasterKey:
    return MasterKey(secrets.token_bytes(_KEY_BYTES), secrets.token_bytes(_SALT_BYTES))
