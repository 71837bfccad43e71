"""Read an SDP offer into values: what each media section wants and which of its codecs could be taken.

It decides what is malformed or too large (one coded refusal, before any costly work), never what is accepted. It
knows no peer, no address and none of our answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from media.aiortc_seam import BadSdp, MediaDescription, SessionDescription, parse_description
from media.codecs import OF_KIND, Codec, read_codecs, useful_payload_types

# A browser's offer for 33 receiving sections has 110,000 characters, 170 lines per section, 3,500 lines.
MAX_CHARACTERS = 256 * 1024
MAX_SECTIONS = 64
MAX_LINES = 6_000
MAX_LINES_PER_SECTION = 400
# What the parser compares with each other, line by line.
MAX_SSRC_LINES = 32
MAX_CODEC_LINES = 64
MAX_RIDS = 3


class ExtensionUri(StrEnum):
    """The RTP header extensions (RFC 8285) that the plane understands."""

    MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
    AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
    TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
    ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
    RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
    REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
    VIDEO_ORIENTATION = "urn:3gpp:video-orientation"
    PLAYOUT_DELAY = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
    DEPENDENCY_DESCRIPTOR = (
        "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
    )


class OfferedSection(Struct, frozen=True):
    """One m-line. `codecs` is empty when nothing in it could be taken (data channel, other codecs only).

    `rids` names the encodings of simulcast (RFC 8853) that the peer wants to send, in its order; `ssrc` is unknown then.
    """

    mid: str  # empty only when rejected
    kind: str  # "audio", "video", "application", ...
    protocol: str
    formats: tuple[str, ...]
    direction: str  # "sendrecv", "sendonly", "recvonly" or "inactive"
    rejected: bool  # port 0 without a=bundle-only
    bundled: bool
    codecs: tuple[Codec, ...]
    rids: tuple[str, ...]
    extensions: dict[ExtensionUri, int]
    mixed_headers: bool  # both forms of header extensions may be in one stream (a=extmap-allow-mixed)
    ssrc: int | None
    rtx_ssrc: int | None


class Offer(Struct, frozen=True):
    """`ice_ufrag` and `fingerprints` are the peer's and hold for all bundled sections."""

    sections: tuple[OfferedSection, ...]
    grouped: bool  # whether the offer has a BUNDLE group to be answered
    ice_ufrag: str
    fingerprints: tuple[tuple[str, str], ...]  # (hash function in lower case, value in upper case), RFC 8122


def read_offer(sdp: str) -> Offer:
    """Raises BadSdp."""
    session_lines, sections = _split(sdp)
    trimmed = _trim_session(session_lines) + [line for lines in sections for line in _trim_section(lines)]
    description = parse_description("\r\n".join(trimmed) + "\r\n")
    mids = _bundle(description)
    of_session = [line for line in session_lines if line == _MIXED]
    offered = tuple(
        _read_section(media, lines + of_session, mids)
        for media, lines in zip(description.media, sections, strict=True)
    )
    _check_mids(offered)
    _check_extension_ids(offered)
    _check_ssrcs(offered)
    ufrag, fingerprints = _read_transport(description, offered)
    grouped = any(group.semantic == "BUNDLE" for group in description.group)
    return Offer(offered, grouped, ufrag, fingerprints)


# ---------------------------------------------------------------- before parsing: bounds, and only what is of use

# Anything else splits lines for one reader and not for another.
_PLAIN_LINES = re.compile(r"(?:[\x20-\x7e\t]*(?:\r\n|\n))*[\x20-\x7e\t]*")
_DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
_TRANSPORT_ATTRIBUTES = frozenset({"fingerprint", "setup", "ice-ufrag", "ice-pwd"})
_SESSION_ATTRIBUTES = _TRANSPORT_ATTRIBUTES | {"group"}
_SECTION_ATTRIBUTES = _TRANSPORT_ATTRIBUTES | {
    "mid",
    "rtcp-mux",
    "extmap",
    "ssrc",
    "ssrc-group",
    *_DIRECTIONS,
}
_VALUED_ATTRIBUTES = _TRANSPORT_ATTRIBUTES | {"group", "mid", "extmap", "ssrc", "ssrc-group"}
_MIXED = "a=extmap-allow-mixed"  # RFC 8285 section 6: of the session, or of a section
_CODEC_ATTRIBUTES = frozenset({"rtpmap", "fmtp", "rtcp-fb"})


def _split(sdp: str) -> tuple[list[str], list[list[str]]]:
    """Lines of the session and of each media section, within bounds."""
    if len(sdp) > MAX_CHARACTERS:
        raise BadSdp("too long")
    if sdp.count("\n") > MAX_LINES or sdp.count("\nm=") > MAX_SECTIONS:
        raise BadSdp("too many lines or media sections")
    if not sdp.startswith("v=0") or not _PLAIN_LINES.fullmatch(sdp):
        raise BadSdp("not a session description in plain lines")
    session: list[str] = []
    sections: list[list[str]] = []
    for line in sdp.replace("\r\n", "\n").split("\n"):
        if line.startswith("m="):
            sections.append([line])
        else:
            (sections[-1] if sections else session).append(line)
    if not sections or max(map(len, (session, *sections))) > MAX_LINES_PER_SECTION:
        raise BadSdp("no media section, or too many lines in one")
    return session, sections


def _attribute(line: str) -> tuple[str, str]:
    """Name and value. Raises BadSdp when one that needs a value has none: the parser would make it None."""
    name, _, value = line[2:].partition(":")
    if not value and name in _VALUED_ATTRIBUTES:
        raise BadSdp(f"a={name} without a value")
    return name, value


def _trim_session(lines: list[str]) -> list[str]:
    return ["v=0"] + [x for x in lines if x.startswith("a=") and _attribute(x)[0] in _SESSION_ATTRIBUTES]


def _trim_section(lines: list[str]) -> list[str]:
    """The m-line and the attributes that matter. Candidates do not: with ICE-lite the peer comes to us."""
    media_line = lines[0].split(" ")
    if len(media_line) < 4:
        raise BadSdp("malformed m-line")
    kind = media_line[0].removeprefix("m=")
    if kind not in OF_KIND:
        return [lines[0], *(x for x in lines[1:] if _attribute(x)[0] == "mid")]
    attributes = [line for line in lines[1:] if line.startswith("a=")]
    payload_types = useful_payload_types(kind, map(_attribute, attributes))
    codec_lines = [line for line in attributes if _is_about(line, payload_types)]
    others = [line for line in attributes if _attribute(line)[0] in _SECTION_ATTRIBUTES]
    if len(codec_lines) > MAX_CODEC_LINES:
        raise BadSdp("too many codec lines")
    if sum(line.startswith("a=ssrc") for line in others) > MAX_SSRC_LINES:
        raise BadSdp("too many a=ssrc lines")
    return [lines[0], *codec_lines, *others]


def _is_about(line: str, payload_types: set[str]) -> bool:
    name, value = _attribute(line)
    return name in _CODEC_ATTRIBUTES and value.split(" ", 1)[0] in payload_types


# ---------------------------------------------------------------- after parsing: values

_TOKEN = re.compile(
    r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,16}"
)  # RFC 4566; one-byte header extensions carry 16 bytes
_RID = re.compile(r"[A-Za-z0-9]{1,16}")  # RFC 8852 section 3.1
_UFRAG = re.compile(r"[A-Za-z0-9+/]{4,256}")  # RFC 8839 section 5.4
_FINGERPRINT_FUNCTIONS = ("sha-256", "sha-384", "sha-512")


def _bundle(description: SessionDescription) -> list[str]:
    """The mids of the first BUNDLE group; without one, only the first section can have our one transport."""
    for group in description.group:
        if group.semantic == "BUNDLE":
            return [str(mid) for mid in group.items]
    return [description.media[0].rtp.muxId]


def _read_section(media: MediaDescription, lines: list[str], bundle: list[str]) -> OfferedSection:
    mid = media.rtp.muxId
    rejected = media.port == 0 and "a=bundle-only" not in lines
    if not _TOKEN.fullmatch(mid) and not (rejected and mid == ""):
        raise BadSdp("a media section without a usable mid")
    secure = media.profile.endswith("RTP/SAVPF") and media.rtcp_mux
    rids = _read_rids(lines)
    mixed_headers = _MIXED in lines
    ssrc, rtx_ssrc = (None, None) if rids else _read_ssrcs(media)
    return OfferedSection(
        mid=mid,
        kind=media.kind,
        protocol=media.profile,
        formats=tuple(map(str, media.fmt)),
        direction=media.direction or "sendrecv",
        rejected=rejected,
        bundled=mid in bundle,
        codecs=read_codecs(media) if secure else (),
        rids=rids,
        extensions=_read_extensions(media, mixed_headers),
        mixed_headers=mixed_headers,
        ssrc=ssrc,
        rtx_ssrc=rtx_ssrc,
    )


def _read_extensions(media: MediaDescription, mixed_headers: bool) -> dict[ExtensionUri, int]:
    """By what they are. Id 15 is reserved; more than 14 takes the two-byte form (RFC 8285 sections 4.2 and 4.3)."""
    found: dict[ExtensionUri, int] = {}
    known = {uri.value: uri for uri in ExtensionUri}
    for extension in media.rtp.headerExtensions:
        uri = known.get(extension.uri)
        usable = 1 <= extension.id <= 14 or (mixed_headers and 16 <= extension.id <= 255)
        if uri is not None and usable:
            if uri in found or extension.id in found.values():
                raise BadSdp("a header extension twice in one section")
            found[uri] = extension.id
    return found


def _read_rids(lines: Iterable[str]) -> tuple[str, ...]:
    """Of `a=simulcast:send` (RFC 8853 section 5.1), where each has its `a=rid`; alternatives and paused ones count as one."""
    attributes = [_attribute(line) for line in lines if line.startswith("a=")]
    sent = {value.split(" ")[0] for name, value in attributes if name == "rid" and " send" in value}
    wanted = next((value for name, value in attributes if name == "simulcast"), "")
    direction, _, streams = wanted.partition(" ")
    if direction != "send":
        return ()
    first = (
        alternatives.split(",")[0].removeprefix("~") for alternatives in streams.split(" ")[0].split(";")
    )
    rids = tuple(dict.fromkeys(first))
    if len(rids) > MAX_RIDS or not all(_RID.fullmatch(rid) and rid in sent for rid in rids):
        raise BadSdp("simulcast that cannot be read, or of too many encodings")
    return rids if len(rids) > 1 else ()


def _read_ssrcs(media: MediaDescription) -> tuple[int | None, int | None]:
    """The SSRC of the media and of its retransmissions. Without a FID group the first one is the media's."""
    declared = [description.ssrc for description in media.ssrc]
    if any(not 0 < ssrc < 2**32 for ssrc in declared):
        raise BadSdp("SSRC out of range")
    for group in media.ssrc_group:
        if group.semantic == "FID" and len(group.items) == 2:
            ssrc, rtx_ssrc = map(int, group.items)
            if ssrc != rtx_ssrc and ssrc in declared and rtx_ssrc in declared:
                return ssrc, rtx_ssrc
    return (declared[0] if declared else None), None


def _read_transport(
    description: SessionDescription, offered: tuple[OfferedSection, ...]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """ICE user fragment and fingerprints, which all bundled RTP sections must share."""
    found: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for media, section in zip(description.media, offered, strict=True):
        if not section.codecs or section.rejected or not section.bundled:
            continue
        if media.dtls is None or media.dtls.role not in ("auto", "client"):
            raise BadSdp("a=setup must be actpass or active: we are the DTLS server")
        fingerprints = {(f.algorithm.lower(), f.value.upper()) for f in media.dtls.fingerprints}
        known = sorted(f for f in fingerprints if f[0] in _FINGERPRINT_FUNCTIONS)
        ufrag = media.ice.usernameFragment if media.ice is not None else None
        if not known or ufrag is None or not _UFRAG.fullmatch(ufrag):
            raise BadSdp("no usable a=fingerprint or a=ice-ufrag")
        found.add((ufrag, tuple(known)))
    if len(found) > 1:
        raise BadSdp("bundled sections with different transports")
    return found.pop() if found else ("", ())


def _check_mids(offered: tuple[OfferedSection, ...]) -> None:
    mids = [section.mid for section in offered if section.mid]
    if len(set(mids)) != len(mids):
        raise BadSdp("duplicate mid")


def _check_extension_ids(offered: tuple[OfferedSection, ...]) -> None:
    """Bundled sections share one id space (RFC 8843 section 9.1): the mid must be readable before its section is known."""
    by_id: dict[int, ExtensionUri] = {}
    for section in offered:
        for uri, number in section.extensions.items():
            if by_id.setdefault(number, uri) != uri:
                raise BadSdp("one header extension id for two extensions")


def _check_ssrcs(offered: tuple[OfferedSection, ...]) -> None:
    ssrcs = [ssrc for section in offered for ssrc in (section.ssrc, section.rtx_ssrc) if ssrc is not None]
    if len(set(ssrcs)) != len(ssrcs):
        raise BadSdp("duplicate SSRC")
