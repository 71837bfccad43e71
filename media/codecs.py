"""Which codecs a media section offers, and which of them we take.

It decides by name and profile what the packet plane can forward: Opus alone or in RED; VP8, H.264 in its constrained
baseline, VP9 and AV1 in their first profiles. Nothing is decoded, so what a publisher sends its receivers must take.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from media.aiortc_seam import BadSdp, MediaDescription


class CodecName(StrEnum):
    OPUS = "opus"  # RFC 7587
    RED = "red"  # RFC 2198: each packet with the one before it
    VP8 = "vp8"  # RFC 7741
    H264 = "h264"  # RFC 6184
    VP9 = "vp9"  # RFC 9628
    AV1 = "av1"


class Codec(Struct, frozen=True):
    """A codec that we take, with its retransmission format (RFC 4588) if there is one."""

    name: CodecName
    payload_type: int
    clock_rate: int  # Hz
    feedback: tuple[str, ...]  # as after a=rtcp-fb:<payload type>, for example "nack pli"
    rtx_payload_type: int | None = None
    profile: str = ""  # H.264's profile-level-id: six hexadecimal digits


OF_KIND = {
    "audio": frozenset({CodecName.OPUS, CodecName.RED}),
    "video": frozenset({CodecName.VP8, CodecName.H264, CodecName.VP9, CodecName.AV1}),
}
_CLOCK_RATES = {"audio": 48_000, "video": 90_000}
_PROFILE = re.compile("[0-9a-f]{6}")
_CONSTRAINED_BASELINE = ("42e0", "4200")  # RFC 6184 section 8.1: what every browser decodes


def useful_payload_types(kind: str, attributes: Iterable[tuple[str, str]]) -> set[str]:
    """Of the codecs that we take and of their retransmissions, and the wildcard of a=rtcp-fb.

    `attributes` are the names and values of the section's lines. Of a codec in several profiles the first that fits.
    """
    names: dict[str, CodecName] = {}
    formats: dict[str, str] = {}
    for name, value in attributes:
        payload_type, _, rest = value.partition(" ")
        if name == "rtpmap":
            found = rest.split("/")[0].lower()
            if found in OF_KIND[kind]:
                names.setdefault(payload_type, CodecName(found))
        elif name == "fmtp":
            formats[payload_type] = rest
    taken: dict[CodecName, str] = {}
    for payload_type, codec in names.items():
        if _fits(codec, formats.get(payload_type, "")):
            taken.setdefault(codec, payload_type)
    media = set(taken.values())
    return {"*"} | media | {pt for pt, rest in formats.items() if _parameter(rest, "apt") in media}


def read_codecs(media: MediaDescription) -> tuple[Codec, ...]:
    """In the offered order. RED comes with Opus or not at all. Raises BadSdp for payload types that nobody may use."""
    found = tuple(_read(media))
    has_opus = any(codec.name is CodecName.OPUS for codec in found)
    return tuple(codec for codec in found if codec.name is not CodecName.RED or has_opus)


def _read(media: MediaDescription) -> Iterator[Codec]:
    offered = {codec.payloadType: codec for codec in media.rtp.codecs if codec.payloadType in media.fmt}
    retransmit: dict[object, int | None] = {}
    for codec in offered.values():
        if codec.name.lower() == "rtx":
            retransmit.setdefault(codec.parameters.get("apt"), codec.payloadType)
    for codec in offered.values():
        name = codec.name.lower()
        if name not in OF_KIND.get(media.kind, ()) or codec.clockRate != _CLOCK_RATES[media.kind]:
            continue
        payload_type = _payload_type(codec.payloadType)
        rtx = retransmit.get(payload_type)
        yield Codec(
            name=CodecName(name),
            payload_type=payload_type,
            clock_rate=codec.clockRate,
            feedback=tuple(" ".join(filter(None, (f.type, f.parameter))) for f in codec.rtcpFeedback),
            rtx_payload_type=None if rtx is None else _payload_type(rtx),
            profile=_profile(codec.parameters) if name == CodecName.H264 else "",
        )


def _fits(name: CodecName, format_: str) -> bool:
    match name:
        case CodecName.H264:
            profile = (_parameter(format_, "profile-level-id") or "").lower()
            return (
                profile.startswith(_CONSTRAINED_BASELINE) and _parameter(format_, "packetization-mode") == "1"
            )
        case CodecName.VP9:
            return _parameter(format_, "profile-id") in (None, "0")
        case CodecName.AV1:
            return _parameter(format_, "profile") in (None, "0")
        case CodecName.OPUS | CodecName.RED | CodecName.VP8:
            return True


def _parameter(format_: str, name: str) -> str | None:
    pairs = (part.strip().partition("=") for part in format_.split(";"))
    return next((value for key, _, value in pairs if key.lower() == name), None)


def _profile(parameters: Mapping[str, object]) -> str:
    profile = str(parameters.get("profile-level-id", "")).lower()
    if not _PROFILE.fullmatch(profile):
        raise BadSdp("an H.264 profile that is none")
    return profile


def _payload_type(value: int | None) -> int:
    """Seven bits, outside the range that RTCP takes on a shared port (RFC 5761 section 4)."""
    if value is None or not 0 <= value <= 127 or 64 <= value <= 95:
        raise BadSdp("payload type out of range")
    return value
