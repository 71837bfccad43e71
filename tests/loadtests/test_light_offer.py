"""A light offer says the least that a server must accept, and an answer is read or refused as a whole."""

from __future__ import annotations

import pytest
from aiortc.sdp import SessionDescription

from loadtests.light_offer import LightSection, read_answer, write_offer

ANSWER = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
t=0 0
a=ice-lite
a=group:BUNDLE 0
m=audio 4000 UDP/TLS/RTP/SAVPF 111
c=IN IP4 192.0.2.1
a=mid:0
a=sendonly
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=extmap:7 urn:ietf:params:rtp-hdrext:sdes:mid
a=candidate:1 1 udp 100 192.0.2.2 4001 typ host
a=candidate:2 1 udp 200 192.0.2.1 4000 typ host
a=ice-ufrag:abcd
a=ice-pwd:0123456789012345678901
a=fingerprint:sha-256 AA:BB
a=setup:passive
""".replace("\n", "\r\n")


def test_an_offer_is_sdp_that_others_read() -> None:
    sections = [LightSection("0", "audio"), LightSection("1", "video", ssrc=77)]
    offer = SessionDescription.parse(
        write_offer(sections, ufrag="abcd", password="p" * 22, fingerprint="AA:BB")
    )
    audio, video = offer.media
    assert (audio.direction, video.direction) == ("recvonly", "sendonly")
    assert (audio.rtp.codecs[0].mimeType, video.rtp.codecs[0].mimeType) == ("audio/opus", "video/VP8")
    assert [one.ssrc for one in video.ssrc] == [77]
    assert offer.group[0].items == ["0", "1"]


def test_an_answer_gives_the_best_candidate_and_the_credentials() -> None:
    answer = read_answer(ANSWER)
    assert (answer.ufrag, answer.password) == ("abcd", "0123456789012345678901")
    assert (answer.remote, answer.fingerprint, answer.mid_extension) == (("192.0.2.1", 4000), "AA:BB", 7)


@pytest.mark.parametrize(
    ("found", "instead", "why"),
    [
        ("m=audio 4000", "m=audio 0", "rejected"),
        ("a=fingerprint:sha-256", "a=fingerprint:sha-1", "lacks"),
        ("1 udp", "1 tcp", "lacks"),
        ("a=ice-ufrag:abcd\r\n", "", "lacks"),
    ],
)
def test_an_answer_that_nobody_could_use_is_refused(found: str, instead: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_answer(ANSWER.replace(found, instead))
