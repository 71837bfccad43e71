"""One receiver lies in every way that RTCP has, and all it harms is itself."""

from __future__ import annotations

import struct
from time import monotonic

import pytest
from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpPsfbPacket,
    RtcpRtpfbPacket,
    pack_remb_fci,
)
from studyhall_plane import Plane
from typing_extensions import override

from tests.plane.peers import OUT_RTX, OUT_SSRC, SSRC, Publish, Subscribe, Subscriber, wait_until

TRANSPORT_CC = 15
PICTURES = 60
LIES_PER_PICTURE = 5
NACKED = 100
"""Packets that each lie asks for again."""


class ArrivalLie(RtcpRtpfbPacket):
    """Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01) on seven packets from `pid` on."""

    def __init__(self, pid: int) -> None:
        super().__init__(fmt=TRANSPORT_CC, ssrc=1, media_ssrc=OUT_SSRC)
        self.pid = pid

    @override
    def __bytes__(self) -> bytes:
        told = struct.pack("!HHIH", self.pid, 7, self.pid << 8, 0x2007) + bytes(10)
        return (
            struct.pack("!BBHII", 0x80 | self.fmt, 205, (8 + len(told)) // 4, self.ssrc, self.media_ssrc)
            + told
        )


def lie(subscriber: Subscriber, count: int) -> None:
    """Everything is lost, no picture can be decoded, nothing can be taken, and what was never sent arrived."""
    lost = [(count * 7 + back) % 65536 for back in range(NACKED)]
    subscriber.send_rtcp(
        RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=1, media_ssrc=OUT_SSRC, lost=lost),
        RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=1, media_ssrc=OUT_SSRC),
        RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=1, media_ssrc=0, fci=pack_remb_fci(0, [OUT_SSRC])),
        ArrivalLie(count),
    )


@pytest.mark.row("M12")
def test_who_lies_about_everything_spoils_no_other_picture_and_pesters_no_publisher(
    plane: Plane, publish: Publish, subscribe: Subscribe
) -> None:
    publisher, honest, liar = publish(), subscribe(), subscribe()
    stream = publisher.add_video(SSRC)
    outputs = [subscriber.add_video(OUT_SSRC, OUT_RTX) for subscriber in (honest, liar)]
    for output in outputs:
        plane.route(output, [stream])
    began, seen = monotonic(), []
    for picture in range(1, PICTURES + 1):
        publisher.send_video(SSRC, picture, picture, key=picture == 1)
        seen.append(honest.expect_rtp())
        for count in range(LIES_PER_PICTURE):
            lie(liar, picture * LIES_PER_PICTURE + count)
    told = PICTURES * LIES_PER_PICTURE
    wait_until(lambda: plane.output_statistics(outputs[1])["plis_received"] == told, "all lies were heard")
    numbers = [packet.sequence_number for packet in seen]
    assert [(number - numbers[0]) % 65536 for number in numbers] == list(range(PICTURES)), (
        "no gap for the honest one"
    )
    assert {packet.ssrc for packet in seen} == {OUT_SSRC}, "and nothing twice"
    statistics = [plane.output_statistics(output) for output in outputs]
    assert statistics[1]["packets"] <= statistics[0]["packets"] * 2 + 400, (
        "what is asked for again is bounded"
    )
    assert plane.stream_statistics(stream)["plis_sent"] <= 1 + (monotonic() - began), "one a second"
