"""Answers to the captured offers of three implementations, read back by an independent parser."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace

from media.aiortc_seam import MediaDescription, parse_description
from media.answer import LocalTransport, OutgoingSsrc, write_answer
from media.commands import Direction, Source
from media.negotiation import agree
from media.offer import read_offer
from tests.media.offers import CAPTURED, IMPLEMENTATIONS, captured, description, section

LOCAL = LocalTransport(
    ice_ufrag="ours",
    ice_pwd="x" * 32,
    fingerprints=(("sha-256", ":".join(["CD"] * 32)),),
    candidates=(("192.0.2.10", 7000), ("2001:db8::10", 7000), ("127.0.0.1", 7000)),
)
SOURCES = {"0": Source.MIC, "1": Source.CAMERA}


def answered(sdp: str, direction: Direction, outgoing: dict[str, OutgoingSsrc] | None = None) -> str:
    offer = read_offer(sdp)
    sources = SOURCES if direction is Direction.PUBLISH else {}
    return write_answer(
        offer,
        agree(offer, direction, sources),
        LOCAL,
        session=42,
        version=1,
        cname="c0ffee",
        outgoing=outgoing or {},
    )


def direction_of(name: str) -> Direction:
    return Direction.RECEIVE if name.endswith("receive") else Direction.PUBLISH


def outgoing_for(name: str) -> dict[str, OutgoingSsrc]:
    if direction_of(name) is Direction.PUBLISH:
        return {}
    sections = read_offer(captured(name)).sections
    return {
        s.mid: OutgoingSsrc(1000 + 2 * i, 1001 + 2 * i if s.kind == "video" else None)
        for i, s in enumerate(sections)
    }


def answer_to(name: str) -> list[MediaDescription]:
    return parse_description(answered(captured(name), direction_of(name), outgoing_for(name))).media


@pytest.mark.parametrize("name", CAPTURED)
def test_the_sections_keep_their_order_kinds_mids_and_protocols(name: str) -> None:
    offered = parse_description(captured(name)).media
    answer = answer_to(name)
    assert [(m.kind, m.rtp.muxId, m.profile) for m in answer] == [
        (m.kind, m.rtp.muxId, m.profile) for m in offered
    ]


@pytest.mark.parametrize("name", CAPTURED)
def test_every_accepted_section_has_the_whole_transport(name: str) -> None:
    for media in answer_to(name):
        if media.kind == "application":
            assert media.port == 0
            continue
        assert media.ice is not None
        assert media.ice.iceLite
        assert (media.ice.usernameFragment, media.ice.password) == ("ours", "x" * 32)
        assert [(c.ip, c.port, c.type, c.protocol, c.component) for c in media.ice_candidates] == [
            (ip, port, "host", "udp", 1) for ip, port in LOCAL.candidates
        ]
        assert media.ice_candidates_complete
        assert media.dtls is not None
        assert media.dtls.role == "server"
        assert [(f.algorithm, f.value) for f in media.dtls.fingerprints] == list(LOCAL.fingerprints)
        assert media.rtcp_mux


@pytest.mark.parametrize("name", CAPTURED)
def test_the_bundle_has_exactly_the_accepted_mids_in_the_offered_order(name: str) -> None:
    sdp = answered(captured(name), direction_of(name), outgoing_for(name))
    accepted = [m.rtp.muxId for m in parse_description(sdp).media if m.port != 0]
    assert [group.items for group in parse_description(sdp).group] == [accepted]


@pytest.mark.parametrize("name", CAPTURED)
def test_codecs_feedback_and_extensions_are_a_subset_of_the_offer(name: str) -> None:
    offered = parse_description(captured(name)).media
    for theirs, ours in zip(offered, answer_to(name), strict=True):
        if ours.port == 0:
            continue
        codecs = {codec.payloadType: codec for codec in theirs.rtp.codecs}
        for codec in ours.rtp.codecs:
            match = codecs[codec.payloadType]
            assert codec.mimeType == match.mimeType
            assert codec.clockRate == match.clockRate
            assert all(feedback in match.rtcpFeedback for feedback in codec.rtcpFeedback)
        names = {c.name.lower() for c in ours.rtp.codecs}
        assert names <= ({"opus", "red"} if ours.kind == "audio" else {"vp8", "h264", "vp9", "av1", "rtx"})
        assert names >= ({"opus"} if ours.kind == "audio" else {"vp8", "rtx"})
        assert all(extension in theirs.rtp.headerExtensions for extension in ours.rtp.headerExtensions)


@pytest.mark.parametrize("name", CAPTURED)
def test_header_extensions_are_mixed_in_every_section_of_whoever_offers_that(name: str) -> None:
    answer = answered(captured(name), direction_of(name), outgoing_for(name))
    accepted = [m for m in parse_description(answer).media if m.port != 0]
    is_offered = "a=extmap-allow-mixed" in captured(name)
    assert answer.count("a=extmap-allow-mixed\r\n") == (len(accepted) if is_offered else 0)


@pytest.mark.parametrize("name", [f"{implementation}_receive" for implementation in IMPLEMENTATIONS])
def test_a_receiver_is_told_the_ssrcs_of_every_slot(name: str) -> None:
    expected = outgoing_for(name)
    for media in answer_to(name):
        outgoing = expected[media.rtp.muxId]
        declared = [outgoing.ssrc] + ([outgoing.rtx_ssrc] if outgoing.rtx_ssrc is not None else [])
        assert [s.ssrc for s in media.ssrc] == declared
        assert {s.cname for s in media.ssrc} == {"c0ffee"}
        groups = [(g.semantic, g.items) for g in media.ssrc_group]
        assert groups == ([("FID", declared)] if media.kind == "video" else [])
        assert media.direction == "sendonly"
        assert media.msid == f"slot-{media.rtp.muxId} slot-{media.rtp.muxId}"


def test_opus_has_forward_error_correction_and_only_the_microphone_may_fall_silent() -> None:
    sdp = description(section("0"), section("1"))
    offer = read_offer(sdp)
    agreed = agree(offer, Direction.PUBLISH, {"0": Source.MIC, "1": Source.SCREEN_AUDIO})
    answer = write_answer(offer, agreed, LOCAL, session=1, version=1, cname="c", outgoing={})
    formats = [line for line in answer.split("\r\n") if line.startswith("a=fmtp:111")]
    assert formats == [
        "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1",
        "a=fmtp:111 minptime=10;useinbandfec=1",
    ]


def test_red_names_the_opus_that_it_carries_and_h264_its_profile() -> None:
    answer = answered(captured("chromium_publish"), Direction.PUBLISH)
    assert "a=fmtp:63 111/111\r\n" in answer
    assert "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f\r\n" in answer


def test_simulcast_is_answered_with_the_encodings_that_are_received() -> None:
    answer = answered(captured("chromium_simulcast"), Direction.PUBLISH)
    lines = [line for line in answer.split("\r\n") if line.startswith(("a=rid", "a=simulcast"))]
    assert lines == ["a=rid:l recv", "a=rid:m recv", "a=rid:h recv", "a=simulcast:recv l;m;h"]


def test_tcp_candidates_come_after_every_udp_one_and_wait_to_be_connected_to() -> None:
    local = replace(LOCAL, tcp_candidates=(("192.0.2.10", 443), ("127.0.0.1", 443)))
    offer = read_offer(description(section("0")))
    agreed = agree(offer, Direction.PUBLISH, {"0": Source.MIC})
    answer = write_answer(offer, agreed, local, session=1, version=1, cname="c", outgoing={})
    candidates = [line.split(" ") for line in answer.split("\r\n") if line.startswith("a=candidate")]
    assert [(c[2], c[4], c[5]) for c in candidates[3:]] == [
        ("tcp", "192.0.2.10", "443"),
        ("tcp", "127.0.0.1", "443"),
    ]
    assert all(c[-2:] == ["tcptype", "passive"] for c in candidates[3:])
    priorities = [int(c[3]) for c in candidates]
    assert priorities == sorted(set(priorities), reverse=True)


def test_priorities_fall_in_the_order_of_the_candidates() -> None:
    media = answer_to("aiortc_publish")[0]
    priorities = [candidate.priority for candidate in media.ice_candidates]
    assert priorities == sorted(set(priorities), reverse=True)


def test_each_restart_outbids_all_before_it_and_never_what_the_other_side_says_of_itself() -> None:
    offer = read_offer(description(section("0")))
    agreed = agree(offer, Direction.PUBLISH, {"0": Source.MIC})
    of_restart = []
    for restarts in (0, 1, 2, 3, 5_000):
        local = replace(LOCAL, tcp_candidates=(("192.0.2.10", 443),), restarts=restarts)
        answer = write_answer(offer, agreed, local, session=1, version=1, cname="c", outgoing={})
        lines = [line.split(" ") for line in answer.split("\r\n") if line.startswith("a=candidate")]
        of_restart.append({kind: [int(c[3]) for c in lines if c[2] == kind] for kind in ("udp", "tcp")})
    for before, after in pairwise(of_restart):
        assert max(before["udp"]) < min(after["udp"])
        assert max(before["tcp"]) < min(after["tcp"])
        assert max(after["tcp"]) < min(before["udp"])
    peer_reflexive = 110 << 24  # RFC 8445 section 5.1.2.2, and host is above it
    assert max(of_restart[-1]["udp"]) < peer_reflexive


def test_an_offer_without_a_bundle_group_gets_none() -> None:
    sdp = description(section("0")).replace("a=group:BUNDLE 0\r\n", "")
    assert "BUNDLE" not in answered(sdp, Direction.PUBLISH)


def test_a_rejected_section_without_a_mid_stays_without_one() -> None:
    closed = ["m=video 0 UDP/TLS/RTP/SAVPF 96", "a=inactive"]
    answer = answered(description(section("0"), closed), Direction.PUBLISH)
    assert answer.split("m=video", 1)[1].split("\r\n")[:3] == [
        " 0 UDP/TLS/RTP/SAVPF 96",
        "c=IN IP4 0.0.0.0",
        "a=inactive",
    ]
    assert "a=mid:" not in answer.split("m=video", 1)[1]


def test_nothing_of_the_offer_reaches_the_answer_but_mids_numbers_and_protocols() -> None:
    offer = description(section("0", "audio", "sendonly", "a=x-note:hello", "a=rtcp-fb:111 nack <script>"))
    answer = answered(offer, Direction.PUBLISH)
    assert "hello" not in answer
    assert "script" not in answer
