"""Which codecs of a section are taken, in the profile that every browser decodes."""

from __future__ import annotations

import pytest

from media.aiortc_seam import BadSdp
from media.codecs import CodecName, useful_payload_types
from media.offer import read_offer
from tests.media.offers import captured, description, section


def codecs(sdp: str, index: int) -> dict[str, int]:
    return {codec.name.value: codec.payload_type for codec in read_offer(sdp).sections[index].codecs}


def video(*extra: str) -> str:
    lines = section("0", "video", "sendonly", *extra)
    lines[0] = "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 104 105 35"
    return description(lines)


def test_of_a_codec_in_several_profiles_the_first_that_fits_is_taken() -> None:
    sdp = video(
        "a=rtpmap:102 H264/90000",
        "a=fmtp:102 packetization-mode=0;profile-level-id=42e01f",
        "a=rtpmap:103 H264/90000",
        "a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42E01F",
        "a=rtpmap:104 H264/90000",
        "a=fmtp:104 packetization-mode=1;profile-level-id=42001f",
    )
    assert codecs(sdp, 0) == {"vp8": 96, "h264": 103}
    assert read_offer(sdp).sections[0].codecs[1].profile == "42e01f"


@pytest.mark.parametrize(("profile", "taken"), [("", True), ("profile-id=0", True), ("profile-id=2", False)])
def test_vp9_is_taken_in_its_first_profile(profile: str, taken: bool) -> None:
    lines = ["a=rtpmap:102 VP9/90000", *([f"a=fmtp:102 {profile}"] if profile else [])]
    assert ("vp9" in codecs(video(*lines), 0)) is taken


@pytest.mark.parametrize(("profile", "taken"), [("profile=0;level-idx=5", True), ("profile=1", False)])
def test_av1_is_taken_in_its_first_profile(profile: str, taken: bool) -> None:
    assert ("av1" in codecs(video("a=rtpmap:35 AV1/90000", f"a=fmtp:35 {profile}"), 0)) is taken


def test_each_codec_keeps_its_own_retransmissions() -> None:
    offer = read_offer(captured("chromium_publish"))
    rtx = {codec.name: codec.rtx_payload_type for codec in offer.sections[1].codecs}
    assert set(rtx) == {CodecName.VP8, CodecName.H264, CodecName.VP9, CodecName.AV1}
    assert len(set(rtx.values())) == 4
    assert None not in rtx.values()


def test_red_without_opus_is_nothing() -> None:
    lines = section("0")
    lines[0] = lines[0].replace("111", "63")
    lines = [line for line in lines if "opus" not in line]
    assert codecs(description([*lines, "a=rtpmap:63 red/48000/2"], section("1")), 0) == {}


@pytest.mark.parametrize("payload_type", [72, 95, 128])
def test_a_payload_type_that_nobody_may_use_is_refused(payload_type: int) -> None:
    lines = [line.replace("111", str(payload_type)) for line in section("0")]
    with pytest.raises(BadSdp):
        read_offer(description(lines))


def test_lines_about_other_codecs_never_reach_the_parser() -> None:
    attributes = [("rtpmap", "9 G722/8000"), ("rtpmap", "111 opus/48000/2"), ("fmtp", "9 apt=111;x")]
    assert useful_payload_types("audio", attributes) == {"*", "111", "9"}
    assert useful_payload_types("audio", attributes[:2]) == {"*", "111"}
