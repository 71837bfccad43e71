"""Decide what becomes of each offered section: which are taken, in which direction, with which feedback and extensions.

Pure. It knows what the plane can do and the roles of the two connections (one publishes, one receives); it never
writes SDP and never knows who the peer is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from media.aiortc_seam import BadSdp
from media.codecs import Codec, CodecName
from media.commands import Direction, Source
from media.offer import ExtensionUri, Offer, OfferedSection

Kind = Literal["audio", "video"]

# What the plane sends to publishers, and what it understands from receivers.
PUBLISHER_FEEDBACK = ("nack", "nack pli", "transport-cc")
RECEIVER_FEEDBACK = ("nack", "nack pli", "ccm fir", "transport-cc", "goog-remb")
_ALWAYS = frozenset({ExtensionUri.MID, ExtensionUri.ABS_SEND_TIME, ExtensionUri.TRANSPORT_CC})
_PICTURE = frozenset(
    {ExtensionUri.VIDEO_ORIENTATION, ExtensionUri.PLAYOUT_DELAY, ExtensionUri.DEPENDENCY_DESCRIPTOR}
)
_EXTENSIONS: dict[Direction, dict[Kind, frozenset[ExtensionUri]]] = {
    Direction.PUBLISH: {
        "audio": _ALWAYS | {ExtensionUri.AUDIO_LEVEL},
        "video": _ALWAYS | _PICTURE | {ExtensionUri.RID, ExtensionUri.REPAIRED_RID},
    },
    Direction.RECEIVE: {
        "audio": _ALWAYS | {ExtensionUri.AUDIO_LEVEL},
        "video": _ALWAYS | _PICTURE,
    },
}


class AgreedSection(Struct, frozen=True):
    """A section that is taken. `direction` is ours, as it stands in the answer: recvonly, sendonly or inactive.

    `codecs` are in the order in which we want them, each with the feedback that is agreed for it; `rids` are the
    encodings that the peer sends, lowest first. With `mixed_headers` a header extension may be longer than 16 bytes.
    """

    mid: str
    kind: Kind
    direction: str
    codecs: tuple[Codec, ...]
    rids: tuple[str, ...]
    extensions: dict[ExtensionUri, int]
    mixed_headers: bool
    ssrc: int | None  # what the peer sends with, if it said so
    rtx_ssrc: int | None
    source: Source | None  # what the peer sends, in a publishing connection

    @property
    def active(self) -> bool:
        return self.direction != "inactive"

    @property
    def clock_rate(self) -> int:
        return self.codecs[0].clock_rate

    def has_feedback(self, name: str) -> bool:
        return any(name in codec.feedback for codec in self.codecs)


def agree(offer: Offer, direction: Direction, sources: Mapping[str, Source]) -> list[AgreedSection | None]:
    """One entry per offered section, None for a rejected one. Raises BadSdp when `sources` contradicts the offer."""
    agreed = [_agree_section(section, direction, sources) for section in offer.sections]
    published = [section.source for section in agreed if section is not None and section.source is not None]
    if len(set(published)) != len(published):
        raise BadSdp("two sections for one source")
    return agreed


def _agree_section(
    offered: OfferedSection, direction: Direction, sources: Mapping[str, Source]
) -> AgreedSection | None:
    kind: Kind
    match offered.kind:
        case "audio":
            kind = "audio"
        case "video":
            kind = "video"
        case _:
            return None
    if not offered.codecs or offered.rejected or not offered.bundled:
        return None
    source = _source(offered, sources) if direction is Direction.PUBLISH else None
    supported = PUBLISHER_FEEDBACK if direction is Direction.PUBLISH else RECEIVER_FEEDBACK
    codecs = _in_our_order(offered.codecs, direction, supported)
    return AgreedSection(
        mid=offered.mid,
        kind=kind,
        direction=_answer_direction(offered, direction, source),
        codecs=codecs,
        rids=offered.rids if source is not None else (),
        extensions=_extensions(offered, codecs, _EXTENSIONS[direction][kind]),
        mixed_headers=offered.mixed_headers,
        ssrc=offered.ssrc,
        rtx_ssrc=offered.rtx_ssrc if any(codec.rtx_payload_type for codec in offered.codecs) else None,
        source=source,
    )


def _extensions(
    offered: OfferedSection, codecs: tuple[Codec, ...], taken: frozenset[ExtensionUri]
) -> dict[ExtensionUri, int]:
    """Packets are numbered across streams only where somebody says when they arrived; a dependency descriptor is of use
    only where its structure, which is longer than 16 bytes, may be sent too.
    """
    if not any("transport-cc" in codec.feedback for codec in codecs):
        taken -= {ExtensionUri.TRANSPORT_CC}
    if not offered.mixed_headers:
        taken -= {ExtensionUri.DEPENDENCY_DESCRIPTOR}
    return {uri: number for uri, number in offered.extensions.items() if uri in taken}


def _in_our_order(
    offered: tuple[Codec, ...], direction: Direction, supported: tuple[str, ...]
) -> tuple[Codec, ...]:
    """As offered, but a publisher shall use RED where it can: a peer sends with what the answer names first."""
    taken = [
        replace(codec, feedback=tuple(name for name in supported if name in codec.feedback))
        for codec in offered
    ]
    is_red_first = direction is Direction.PUBLISH
    return tuple(sorted(taken, key=lambda codec: codec.name is not CodecName.RED) if is_red_first else taken)


def _source(offered: OfferedSection, sources: Mapping[str, Source]) -> Source | None:
    """What the section sends; None when it sends nothing, or nothing that was announced."""
    if offered.direction not in ("sendonly", "sendrecv"):
        return None
    source = sources.get(offered.mid)
    if source is not None and source.is_audio != (offered.kind == "audio"):
        raise BadSdp("a source of the other kind")
    if source is not None and offered.ssrc is None and ExtensionUri.MID not in offered.extensions:
        raise BadSdp("neither an SSRC nor the mid extension: nobody could tell whose packets these are")
    _check_simulcast(offered, source)
    return source


def _check_simulcast(offered: OfferedSection, source: Source | None) -> None:
    if source is not None and offered.rids and ExtensionUri.RID not in offered.extensions:
        raise BadSdp("simulcast without the rid extension: nobody could tell its encodings apart")


def _answer_direction(offered: OfferedSection, direction: Direction, source: Source | None) -> str:
    if direction is Direction.PUBLISH:
        return "recvonly" if source is not None else "inactive"
    return "sendonly" if offered.direction in ("recvonly", "sendrecv") else "inactive"
