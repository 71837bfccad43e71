"""The SDP of a light client: an offer with one codec per section and nothing optional, and what its answer says.

No retransmission and no bandwidth feedback is offered, so that every loss stays visible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiortc.sdp import SessionDescription

MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid"
MID_EXTENSION = 4
OPUS, VP8 = 111, 96


@dataclass(frozen=True)
class LightSection:
    """One media section. `ssrc` set: it sends with that; None: it receives."""

    mid: str
    kind: str  # "audio" or "video"
    ssrc: int | None = None


@dataclass(frozen=True)
class LightAnswer:
    """The server's end, from its first section: all are bundled."""

    ufrag: str
    password: str
    fingerprint: str  # SHA-256
    remote: tuple[str, int]
    mid_extension: int | None


def write_offer(
    sections: Sequence[LightSection], *, ufrag: str, password: str, fingerprint: str, setup: str = "actpass"
) -> str:
    """With `setup` active it does as an answer too, to a server that offers."""
    mids = " ".join(section.mid for section in sections)
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    for section in sections:
        lines += _section(section)
        lines += [
            f"a=ice-ufrag:{ufrag}",
            f"a=ice-pwd:{password}",
            f"a=fingerprint:sha-256 {fingerprint}",
            f"a=setup:{setup}",
        ]
    return "\r\n".join(lines) + "\r\n"


def _section(section: LightSection) -> list[str]:
    payload_type, codec = (OPUS, "opus/48000/2") if section.kind == "audio" else (VP8, "VP8/90000")
    lines = [
        f"m={section.kind} 9 UDP/TLS/RTP/SAVPF {payload_type}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{section.mid}",
        "a=recvonly" if section.ssrc is None else "a=sendonly",
        "a=rtcp-mux",
        f"a=rtpmap:{payload_type} {codec}",
        f"a=extmap:{MID_EXTENSION} {MID_URI}",
    ]
    if section.kind == "video":
        lines.append(f"a=rtcp-fb:{payload_type} nack pli")
    if section.ssrc is not None:
        lines.append(f"a=ssrc:{section.ssrc} cname:light")
    return lines


def read_answer(sdp: str) -> LightAnswer:
    """Raises ValueError where a section was rejected or something needed is missing."""
    description = SessionDescription.parse(sdp)
    if not description.media or any(media.port == 0 for media in description.media):
        raise ValueError("the server rejected a section")
    first = description.media[0]
    prints = (
        [one.value for one in first.dtls.fingerprints if one.algorithm == "sha-256"] if first.dtls else []
    )
    udp = [one for one in first.ice_candidates if one.protocol == "udp" and one.component == 1]
    ice = first.ice
    if ice is None or not (prints and udp and ice.usernameFragment and ice.password):
        raise ValueError("the answer lacks a fingerprint, a candidate or credentials")
    best = max(udp, key=lambda candidate: candidate.priority)
    extension = next((one.id for one in first.rtp.headerExtensions if one.uri == MID_URI), None)
    return LightAnswer(
        ufrag=ice.usernameFragment,
        password=ice.password,
        fingerprint=prints[0],
        remote=(best.ip, best.port),
        mid_extension=extension,
    )
