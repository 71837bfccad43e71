"""Write the SDP answer: ICE-lite, one bundle, DTLS server, the agreed sections in the offered order.

Pure text from values. It decides no acceptance and knows no peer.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from media.addresses import Address
from media.codecs import Codec, CodecName
from media.commands import Source
from media.negotiation import AgreedSection
from media.offer import Offer, OfferedSection

_NAMES = {
    CodecName.OPUS: "opus",
    CodecName.RED: "red",
    CodecName.VP8: "VP8",
    CodecName.H264: "H264",
    CodecName.VP9: "VP9",
    CodecName.AV1: "AV1",
}


class OutgoingSsrc(Struct, frozen=True):
    """What a section of a receiving connection sends with, as long as the connection lives."""

    ssrc: int
    rtx_ssrc: int | None


class LocalTransport(Struct, frozen=True):
    """Our end. `candidates` (UDP) has at least one address; the first one is preferred. TCP is for whom UDP is blocked.
    `restarts`: how often ICE has begun anew.
    """

    ice_ufrag: str
    ice_pwd: str
    fingerprints: tuple[tuple[str, str], ...]
    candidates: tuple[Address, ...]
    tcp_candidates: tuple[Address, ...] = ()
    restarts: int = 0


def write_answer(
    offer: Offer,
    agreed: Sequence[AgreedSection | None],
    local: LocalTransport,
    *,
    session: int,
    version: int,
    cname: str,
    outgoing: Mapping[str, OutgoingSsrc],
) -> str:
    """`session` and `version` make the o= line (RFC 8866 section 5.2); `outgoing` is by mid."""
    lines = ["v=0", f"o=- {session} {version} IN IP4 127.0.0.1", "s=-", "t=0 0", "a=ice-lite"]
    if offer.grouped:
        mids = [section.mid for section in agreed if section is not None]
        lines.append(" ".join(["a=group:BUNDLE", *mids]))
    lines.append("a=msid-semantic: WMS *")
    for offered, section in zip(offer.sections, agreed, strict=True):
        if section is None:
            lines += _rejected(offered)
        else:
            lines += _section(offered, section, local)
            if section.direction == "sendonly":
                lines += _sender(section, cname, outgoing[section.mid])
    return "\r\n".join(lines) + "\r\n"


def _rejected(offered: OfferedSection) -> Iterator[str]:
    """Port 0 (RFC 8829 section 5.3.1); the formats stay as they were."""
    yield f"m={offered.kind} 0 {offered.protocol} {' '.join(offered.formats)}"
    yield "c=IN IP4 0.0.0.0"
    yield "a=inactive"
    if offered.mid:
        yield f"a=mid:{offered.mid}"


def _section(offered: OfferedSection, section: AgreedSection, local: LocalTransport) -> Iterator[str]:
    formats = [codec.payload_type for codec in section.codecs]
    formats += [codec.rtx_payload_type for codec in section.codecs if codec.rtx_payload_type is not None]
    address, port = local.candidates[0]
    yield f"m={section.kind} {port} {offered.protocol} {' '.join(map(str, formats))}"
    yield f"c=IN IP{ipaddress.ip_address(address).version} {address}"
    yield f"a=mid:{section.mid}"
    yield f"a={section.direction}"
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"
    opus = next((c.payload_type for c in section.codecs if c.name is CodecName.OPUS), 0)
    for codec in section.codecs:
        yield from _codec(codec, _format(codec, section.source, opus))
    for uri, number in section.extensions.items():
        yield f"a=extmap:{number} {uri}"
    if section.mixed_headers:
        yield "a=extmap-allow-mixed"
    yield from _simulcast(section)
    yield from _transport(local)


def _codec(codec: Codec, format_: str) -> Iterator[str]:
    channels = "/2" if codec.name in (CodecName.OPUS, CodecName.RED) else ""
    yield f"a=rtpmap:{codec.payload_type} {_NAMES[codec.name]}/{codec.clock_rate}{channels}"
    if format_:
        yield f"a=fmtp:{codec.payload_type} {format_}"
    for feedback in codec.feedback:
        yield f"a=rtcp-fb:{codec.payload_type} {feedback}"
    if codec.rtx_payload_type is not None:
        yield f"a=rtpmap:{codec.rtx_payload_type} rtx/{codec.clock_rate}"
        yield f"a=fmtp:{codec.rtx_payload_type} apt={codec.payload_type}"


def _format(codec: Codec, source: Source | None, opus: int) -> str:
    match codec.name:
        case CodecName.OPUS:
            # Forward error correction is cheap. Silence needs no packets, except where silence is part of the music.
            return "minptime=10;useinbandfec=1" + (";usedtx=1" if source is Source.MIC else "")
        case CodecName.RED:  # RFC 2198 section 5: this packet, and the one before it
            return f"{opus}/{opus}"
        case CodecName.H264:
            return f"level-asymmetry-allowed=1;packetization-mode=1;profile-level-id={codec.profile}"
        case CodecName.VP9:
            return "profile-id=0"
        case CodecName.VP8 | CodecName.AV1:
            return ""


def _simulcast(section: AgreedSection) -> Iterator[str]:
    """RFC 8853 section 5.1."""
    if section.rids:
        for rid in section.rids:
            yield f"a=rid:{rid} recv"
        yield f"a=simulcast:recv {';'.join(section.rids)}"


def _transport(local: LocalTransport) -> Iterator[str]:
    """In every section: some clients read it only from the first, some only from the last one of a bundle."""
    for index, (address, port) in enumerate(local.candidates):
        # RFC 8445 section 5.1.2.1: type preference 100, local preference, component 1.
        priority = (100 << 24) | (_local_preference(local.restarts, index, bits=16) << 8) | 255
        yield f"a=candidate:{index + 1} 1 udp {priority} {address} {port} typ host"
    for index, (address, port) in enumerate(local.tcp_candidates):
        # RFC 6544 section 4.2: below every UDP candidate; passive is direction preference 4.
        priority = (90 << 24) | (4 << 21) | (_local_preference(local.restarts, index, bits=13) << 8) | 255
        foundation = len(local.candidates) + index + 1
        yield f"a=candidate:{foundation} 1 tcp {priority} {address} {port} typ host tcptype passive"
    yield "a=end-of-candidates"
    yield f"a=ice-ufrag:{local.ice_ufrag}"
    yield f"a=ice-pwd:{local.ice_pwd}"
    for function, value in local.fingerprints:
        yield f"a=fingerprint:{function} {value}"
    yield "a=setup:passive"


_MOST_CANDIDATES = 64


def _local_preference(restarts: int, index: int, bits: int) -> int:
    """By order, and higher with each restart: browsers that see a pair of higher priority leave their old one for it at
    once, and for one of the same only when it has been silent for seconds.

    A pair is compared by the lower of its two priorities first (RFC 8445 section 6.1.2.3). That is ours, because a type
    preference of 100 is below that of any address of the other side.
    """
    most = (1 << bits) // _MOST_CANDIDATES - 1
    return min(restarts, most) * _MOST_CANDIDATES + _MOST_CANDIDATES - 1 - min(index, _MOST_CANDIDATES - 1)


def _sender(section: AgreedSection, cname: str, outgoing: OutgoingSsrc) -> Iterator[str]:
    """Every section is a stream of its own: a slot shows different people over time."""
    track = f"slot-{section.mid}"
    yield f"a=msid:{track} {track}"
    if outgoing.rtx_ssrc is not None:
        yield f"a=ssrc-group:FID {outgoing.ssrc} {outgoing.rtx_ssrc}"
    for ssrc in filter(None, (outgoing.ssrc, outgoing.rtx_ssrc)):
        yield f"a=ssrc:{ssrc} cname:{cname}"
        yield f"a=ssrc:{ssrc} msid:{track} {track}"
