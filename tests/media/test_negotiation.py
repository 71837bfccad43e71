"""What is taken of an offer, and in which direction."""

from __future__ import annotations

import pytest

from media.aiortc_seam import BadSdp
from media.commands import Direction, Source
from media.negotiation import AgreedSection, agree
from media.offer import ExtensionUri, read_offer
from tests.media.offers import CAPTURED, captured, description, section

MIC_AND_CAMERA = {"0": Source.MIC, "1": Source.CAMERA}


def agreed(
    sdp: str, direction: Direction, sources: dict[str, Source] | None = None
) -> list[AgreedSection | None]:
    return agree(read_offer(sdp), direction, sources or {})


def directions(sdp: str, direction: Direction, sources: dict[str, Source] | None = None) -> list[str | None]:
    return [None if taken is None else taken.direction for taken in agreed(sdp, direction, sources)]


@pytest.mark.parametrize("name", [name for name in CAPTURED if name.endswith(("publish", "simulcast"))])
def test_a_publisher_is_received_with_nack_and_transport_feedback_where_it_offers_them(name: str) -> None:
    for taken in agreed(captured(name), Direction.PUBLISH, MIC_AND_CAMERA):
        assert taken is not None
        assert taken.direction == "recvonly"
        assert taken.source is MIC_AND_CAMERA[taken.mid]
        offers_feedback = f"{taken.codecs[-1].payload_type} transport-cc" in captured(name)
        assert taken.has_feedback("transport-cc") is offers_feedback
        assert (ExtensionUri.TRANSPORT_CC in taken.extensions) is offers_feedback
        for codec in taken.codecs:
            assert {"nack", "nack pli"} <= set(codec.feedback) or taken.kind == "audio"


@pytest.mark.parametrize("name", [name for name in CAPTURED if name.endswith("receive")])
def test_every_receiving_section_is_a_slot(name: str) -> None:
    assert directions(captured(name), Direction.RECEIVE) == ["sendonly"] * 4


@pytest.mark.parametrize("name", [name for name in CAPTURED if name.endswith("receive")])
def test_a_receiver_is_asked_what_arrives_or_how_much_it_takes(name: str) -> None:
    for taken in agreed(captured(name), Direction.RECEIVE):
        assert taken is not None
        tells_arrivals = f"{taken.codecs[0].payload_type} transport-cc" in captured(name)
        assert taken.has_feedback("transport-cc") is tells_arrivals
        assert (ExtensionUri.TRANSPORT_CC in taken.extensions) is tells_arrivals
        assert taken.has_feedback("goog-remb") or taken.kind == "audio"


def test_packets_are_not_numbered_for_a_receiver_that_tells_no_arrivals() -> None:
    numbered = f"a=extmap:3 {ExtensionUri.TRANSPORT_CC}"
    silent = agreed(description(section("0", "video", "recvonly", numbered)), Direction.RECEIVE)[0]
    assert silent is not None
    assert ExtensionUri.TRANSPORT_CC not in silent.extensions
    telling = section("0", "video", "recvonly", numbered, "a=rtcp-fb:96 transport-cc")
    heard = agreed(description(telling), Direction.RECEIVE)[0]
    assert heard is not None
    assert heard.extensions[ExtensionUri.TRANSPORT_CC] == 3


def test_a_dependency_descriptor_is_taken_where_its_structure_can_be_sent() -> None:
    described = section("0", "video", "recvonly", f"a=extmap:5 {ExtensionUri.DEPENDENCY_DESCRIPTOR}")
    for lines, is_taken in ((described, False), ([*described, "a=extmap-allow-mixed"], True)):
        slot = agreed(description(lines), Direction.RECEIVE)[0]
        assert slot is not None
        assert slot.mixed_headers is is_taken
        assert (ExtensionUri.DEPENDENCY_DESCRIPTOR in slot.extensions) is is_taken


@pytest.mark.parametrize("name", [name for name in CAPTURED if name.endswith("data")])
def test_a_data_channel_is_rejected_and_its_neighbours_are_not(name: str) -> None:
    assert directions(captured(name), Direction.PUBLISH, MIC_AND_CAMERA) == ["recvonly", "recvonly", None]


def test_a_section_that_sends_without_a_source_is_inactive() -> None:
    assert directions(description(section("0"), section("1")), Direction.PUBLISH, {"1": Source.MIC}) == [
        "inactive",
        "recvonly",
    ]


@pytest.mark.parametrize("offered", ["inactive", "recvonly"])
def test_a_publishing_section_that_does_not_send_is_inactive(offered: str) -> None:
    sdp = description(section("0", "audio", offered))
    assert directions(sdp, Direction.PUBLISH, {"0": Source.MIC}) == ["inactive"]


@pytest.mark.parametrize("offered", ["inactive", "sendonly"])
def test_a_receiving_section_that_does_not_receive_is_inactive(offered: str) -> None:
    assert directions(description(section("0", "audio", offered)), Direction.RECEIVE) == ["inactive"]


def test_a_source_of_the_other_kind_is_refused() -> None:
    with pytest.raises(BadSdp):
        agreed(description(section("0", "video")), Direction.PUBLISH, {"0": Source.MIC})


def test_two_sections_for_one_source_are_refused_unless_one_stopped_sending() -> None:
    both = {"0": Source.SCREEN, "1": Source.SCREEN}
    with pytest.raises(BadSdp):
        agreed(description(section("0", "video"), section("1", "video")), Direction.PUBLISH, both)
    replaced = description(section("0", "video", "inactive"), section("1", "video"))
    assert directions(replaced, Direction.PUBLISH, both) == ["inactive", "recvonly"]


def test_a_section_outside_the_bundle_is_rejected() -> None:
    sdp = description(section("0"), section("1", "video"), bundle="0")
    assert directions(sdp, Direction.PUBLISH, MIC_AND_CAMERA) == ["recvonly", None]


def test_the_rtx_ssrc_is_forgotten_without_an_rtx_format() -> None:
    ssrcs = ["a=ssrc-group:FID 7 8", "a=ssrc:7 cname:x", "a=ssrc:8 cname:x"]
    with_rtx = description(section("1", "video", "sendonly", *ssrcs))
    taken = agreed(with_rtx, Direction.PUBLISH, MIC_AND_CAMERA)[0]
    assert taken is not None
    assert (taken.ssrc, taken.rtx_ssrc) == (7, 8)
    without = agreed(with_rtx.replace("a=fmtp:97 apt=96\r\n", ""), Direction.PUBLISH, MIC_AND_CAMERA)[0]
    assert without is not None
    assert (without.ssrc, without.rtx_ssrc, without.codecs[0].rtx_payload_type) == (7, None, None)


def test_a_sending_section_needs_an_ssrc_or_the_mid_extension() -> None:
    bare = [line for line in section("0") if not line.startswith(("a=ssrc", "a=extmap"))]
    with pytest.raises(BadSdp):
        agreed(description(bare), Direction.PUBLISH, {"0": Source.MIC})
    for told in ("a=ssrc:7 cname:x", f"a=extmap:4 {ExtensionUri.MID}"):
        assert directions(description([*bare, told]), Direction.PUBLISH, {"0": Source.MIC}) == ["recvonly"]
    assert directions(description(bare), Direction.PUBLISH) == ["inactive"]


def test_a_microphone_is_wanted_in_red_and_received_in_whatever_comes() -> None:
    def names(name: str, direction: Direction) -> list[str]:
        first = agreed(captured(name), direction, MIC_AND_CAMERA)[0]
        assert first is not None
        return [codec.name.value for codec in first.codecs]

    assert names("chromium_publish", Direction.PUBLISH) == ["red", "opus"]
    assert names("chromium_receive", Direction.RECEIVE) == ["opus", "red"]
    assert names("firefox_publish", Direction.PUBLISH) == ["opus"]


def test_the_encodings_of_a_camera_are_taken_and_those_of_nothing_are_not() -> None:
    camera = agreed(captured("chromium_simulcast"), Direction.PUBLISH, MIC_AND_CAMERA)[1]
    assert camera is not None
    assert camera.rids == ("l", "m", "h")
    assert {ExtensionUri.RID, ExtensionUri.REPAIRED_RID} <= camera.extensions.keys()
    idle = agreed(captured("chromium_simulcast"), Direction.PUBLISH, {"0": Source.MIC})[1]
    assert idle is not None
    assert (idle.direction, idle.rids) == ("inactive", ())


def test_encodings_that_nobody_could_tell_apart_are_refused() -> None:
    rids = ["a=rid:l send", "a=rid:h send", "a=simulcast:send l;h"]
    with pytest.raises(BadSdp, match="rid extension"):
        agreed(description(section("0", "video", "sendonly", *rids)), Direction.PUBLISH, {"0": Source.CAMERA})
