"""Offers captured from Chromium 156, Firefox ESR 153 and aiortc 1.16, and descriptions made by hand."""

from __future__ import annotations

from pathlib import Path

from media.offer import ExtensionUri

CAPTURED = sorted(path.stem for path in (Path(__file__).parent / "captured_offers").glob("*.sdp"))
IMPLEMENTATIONS = ("aiortc", "chromium", "firefox")


def captured(name: str) -> str:
    """For example captured("firefox_receive"); see the folder `captured_offers`."""
    return (Path(__file__).parent / "captured_offers" / f"{name}.sdp").read_bytes().decode()


FINGERPRINT = ":".join(["AB"] * 32)
SESSION = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"]
TRANSPORT = [
    "a=ice-ufrag:ufra",
    "a=ice-pwd:" + "p" * 22,
    f"a=fingerprint:sha-256 {FINGERPRINT}",
    "a=setup:actpass",
]


def section(mid: str, kind: str = "audio", direction: str = "sendonly", *extra: str) -> list[str]:
    """A small section with Opus 111, or VP8 96 and its RTX 97, and the mid extension."""
    formats, codec = ("111", ["a=rtpmap:111 opus/48000/2"])
    if kind == "video":
        formats = "96 97"
        codec = ["a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 nack", "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96"]
    media_line = f"m={kind} 9 UDP/TLS/RTP/SAVPF {formats}"
    mid_extension = f"a=extmap:4 {ExtensionUri.MID}"
    return [
        media_line,
        "a=mid:" + mid,
        "a=" + direction,
        "a=rtcp-mux",
        mid_extension,
        *TRANSPORT,
        *codec,
        *extra,
    ]


def description(*sections: list[str], bundle: str | None = None) -> str:
    """Sections in one BUNDLE group, or in the group given as its mids."""
    mids = [line[len("a=mid:") :] for lines in sections for line in lines if line.startswith("a=mid:")]
    group = "a=group:BUNDLE " + (" ".join(mids) if bundle is None else bundle)
    lines = [*SESSION, group, *(line for lines in sections for line in lines)]
    return "\r\n".join(lines) + "\r\n"
