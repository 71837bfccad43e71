"""Keyframes, lost packets and reports: the plane's side of what keeps a picture whole."""

from __future__ import annotations

import pytest
from aiortc.rtp import (
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
    RtpPacket,
    unwrap_rtx,
)
from studyhall_plane import Plane

from tests.plane.peers import (
    DEADLINE,
    OTHER_SSRC,
    OUT_RTX,
    OUT_SSRC,
    RTX,
    SSRC,
    VIDEO,
    Publish,
    Publisher,
    Subscribe,
    Subscriber,
    is_transport_feedback,
    picture_id,
    vp8,
    wait_for_drops,
    wait_until,
)


class TestVideo:
    @pytest.fixture
    def publisher(self, publish: Publish) -> Publisher:
        return publish()

    @pytest.fixture
    def subscriber(self, subscribe: Subscribe) -> Subscriber:
        return subscribe()

    def test_an_output_waits_for_a_keyframe_and_asks_for_one(
        self, plane: Plane, publisher: Publisher, subscriber: Subscriber
    ) -> None:
        plane.route(subscriber.add_video(OUT_SSRC), [publisher.add_video(SSRC)])
        pli = publisher.expect_rtcp(RtcpPsfbPacket)
        assert (pli.fmt, pli.media_ssrc) == (RTCP_PSFB_PLI, SSRC)
        publisher.send_video(SSRC, 1, 1)
        wait_for_drops(plane, "awaiting_keyframe", 1)
        frames = [publisher.send_video(SSRC, 2, 2, key=True), publisher.send_video(SSRC, 3, 3)]
        assert [subscriber.expect_rtp().payload[5:] for _ in frames] == frames

    def test_picture_ids_go_on_across_a_switch(
        self, plane: Plane, publisher: Publisher, subscriber: Subscriber
    ) -> None:
        output = subscriber.add_video(OUT_SSRC)
        streams = [publisher.add_video(SSRC), publisher.add_video(OTHER_SSRC, mid="w")]
        plane.route(output, [streams[0]])
        publisher.send_video(SSRC, 1, 0x7FFF, key=True)
        before = subscriber.expect_rtp()
        plane.route(output, [streams[1]])
        publisher.send_video(OTHER_SSRC, 9, 77, key=True)
        after = subscriber.expect_rtp()
        assert picture_id(before.payload) == 0x7FFF
        assert picture_id(after.payload) == 0
        assert after.payload[4] == (before.payload[4] + 1) % 256, "TL0PICIDX"
        assert after.payload[5:] == vp8(77, key=True)[5:]

    @pytest.mark.row("M12")
    def test_keyframe_requests_are_merged_and_throttled(
        self, plane: Plane, publisher: Publisher, subscribe: Subscribe
    ) -> None:
        stream = publisher.add_video(SSRC)
        publisher.send_video(SSRC, 1, 1, key=True)  # so that nobody waits for one
        wait_for_drops(plane, "unwatched", 1)
        subscribers = [subscribe() for _ in range(4)]
        outputs = [subscriber.add_video(OUT_SSRC) for subscriber in subscribers]
        for output in outputs:
            plane.route(output, [stream])
        pli = RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=1, media_ssrc=OUT_SSRC)
        for _ in range(20):
            for subscriber in subscribers:
                subscriber.send_rtcp(pli)
        wait_until(
            lambda: sum(plane.output_statistics(output)["plis_received"] for output in outputs) == 80,
            "80 PLIs received",
        )
        publisher.expect_rtcp(RtcpPsfbPacket)
        assert plane.stream_statistics(stream)["plis_sent"] == 1
        publisher.expect_rtcp(RtcpPsfbPacket)  # the wishes meanwhile make one more, a second later
        assert plane.stream_statistics(stream)["plis_sent"] == 2

    def test_python_may_ask_for_a_keyframe(self, plane: Plane, publisher: Publisher) -> None:
        stream = publisher.add_video(SSRC)
        plane.request_keyframe(stream)
        assert publisher.expect_rtcp(RtcpPsfbPacket).media_ssrc == SSRC

    def test_a_receivers_nack_is_answered_on_the_rtx_ssrc(
        self, plane: Plane, publisher: Publisher, subscriber: Subscriber
    ) -> None:
        output = subscriber.add_video(OUT_SSRC, OUT_RTX)
        plane.route(output, [publisher.add_video(SSRC)])
        sent: dict[int, RtpPacket] = {}
        for number in range(10):
            publisher.send_video(SSRC, 65530 + number, number, key=number == 0)
            packet = subscriber.expect_rtp()
            sent[packet.sequence_number] = packet
        lost = list(sent)[3:6]
        nack = RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=1, media_ssrc=OUT_SSRC, lost=lost)
        subscriber.send_rtcp(nack)
        for sequence in lost:
            packet = subscriber.expect_rtp()
            assert (packet.ssrc, packet.payload_type) == (OUT_RTX, 124)
            again = unwrap_rtx(packet, payload_type=120, ssrc=OUT_SSRC)
            assert again.sequence_number == sequence
            assert again.payload == sent[sequence].payload
            assert (again.timestamp, again.marker) == (sent[sequence].timestamp, sent[sequence].marker)
            assert packet.extensions.mid == "1"
        subscriber.send_rtcp(nack)
        wait_for_drops(plane, "resent_recently", 3)
        subscriber.send_rtcp(
            RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=1, media_ssrc=OUT_SSRC, lost=[(lost[0] - 900) % 65536])
        )
        wait_for_drops(plane, "not_in_cache", 1)
        statistics = plane.output_statistics(output)
        assert (statistics["resent"], statistics["nacks_received"]) == (3, 3)

    def test_a_nack_without_rtx_is_counted(
        self, plane: Plane, publisher: Publisher, subscriber: Subscriber
    ) -> None:
        plane.route(subscriber.add_video(OUT_SSRC), [publisher.add_video(SSRC)])
        publisher.send_video(SSRC, 1, 1, key=True)
        sequence = subscriber.expect_rtp().sequence_number
        subscriber.send_rtcp(
            RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=1, media_ssrc=OUT_SSRC, lost=[sequence])
        )
        wait_for_drops(plane, "rtx_not_negotiated", 1)

    @pytest.mark.parametrize("declared", [True, False], ids=["declared RTX", "learned RTX"])
    def test_a_lost_packet_is_asked_for_and_its_retransmission_fills_the_gap(
        self, plane: Plane, publisher: Publisher, subscriber: Subscriber, declared: bool
    ) -> None:
        stream = publisher.add_video(SSRC if declared else None, OTHER_SSRC if declared else None)
        plane.route(subscriber.add_video(OUT_SSRC), [stream])
        mid = None if declared else "v"
        publisher.send_video(SSRC, 100, 0, key=True, mid=mid)
        first = subscriber.expect_rtp()
        lost = publisher.packet(SSRC, 101, payload_type=VIDEO, payload=vp8(1))
        publisher.send_video(SSRC, 102, 2, mid=mid)
        assert (subscriber.expect_rtp().sequence_number - first.sequence_number) % 65536 == 2
        nack = publisher.expect_rtcp(RtcpRtpfbPacket, lambda packet: packet.fmt == RTCP_RTPFB_NACK)
        assert (nack.media_ssrc, nack.lost) == (SSRC, [101])
        for sequence in (1, 2):  # a browser may answer twice
            rtx = publisher.packet(
                OTHER_SSRC, sequence, payload_type=RTX, payload=(101).to_bytes(2) + lost.payload, mid=mid
            )
            rtx.timestamp = lost.timestamp
            publisher.send_rtp(rtx)
        recovered = subscriber.expect_rtp()
        assert (recovered.sequence_number - first.sequence_number) % 65536 == 1
        assert recovered.payload == lost.payload
        assert (recovered.timestamp - first.timestamp) % 2**32 == 960
        wait_for_drops(plane, "duplicate", 1)
        assert plane.stream_statistics(stream)["nacks_sent"] == 1


class TestReports:
    def test_a_publisher_hears_what_was_lost_and_when_packets_arrived(
        self, plane: Plane, publish: Publish
    ) -> None:
        publisher = publish()
        publisher.add_audio(SSRC)
        for sequence in (1, 2, 4):
            publisher.send_audio(SSRC, sequence)
        report = publisher.expect_rtcp(RtcpRrPacket).reports[0]
        assert (report.ssrc, report.packets_lost, report.highest_sequence) == (SSRC, 1, 4)
        publisher.send_audio(SSRC, 5)
        while (compound := publisher.receive_rtcp()) is not None:
            if is_transport_feedback(compound):
                base, number = int.from_bytes(compound[12:14]), int.from_bytes(compound[14:16])
                assert (base, number) in {(0, 3), (3, 1)}
                return
        pytest.fail("no transport-wide feedback")

    def test_a_receiver_hears_when_its_samples_were_captured(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        publisher, subscriber = publish(), subscribe()
        output = subscriber.add_audio(OUT_SSRC)
        plane.route(output, [publisher.add_audio(SSRC)])
        publisher.send_audio(SSRC, 1)
        packet = subscriber.expect_rtp()
        # Captured at 960 ticks, ten seconds into the hour of the publisher's clock.
        ntp = 3_900_000_010 << 32
        info = RtcpSenderInfo(ntp_timestamp=ntp, rtp_timestamp=960, packet_count=1, octet_count=4)
        publisher.send_rtcp(RtcpSrPacket(ssrc=SSRC, sender_info=info))
        report = subscriber.expect_rtcp(RtcpSrPacket)
        assert (report.ssrc, report.sender_info.packet_count) == (OUT_SSRC, 1)
        since_packet = (report.sender_info.rtp_timestamp - packet.timestamp) % 2**32
        assert since_packet < 48000 * 2, "the report is about now, and now is within a second or so"

        middle = report.sender_info.ntp_timestamp >> 16 & 0xFFFFFFFF
        block = RtcpReceiverInfo(
            ssrc=OUT_SSRC, fraction_lost=0, packets_lost=7, highest_sequence=0, jitter=0, lsr=middle, dlsr=0
        )
        subscriber.send_rtcp(RtcpRrPacket(ssrc=1, reports=[block]))
        wait_until(lambda: plane.output_statistics(output)["lost"] == 7, "the receiver report was read")
        assert 0 < plane.output_statistics(output)["rtt_us"] < DEADLINE * 1_000_000

    def test_levels_of_audio_that_is_heard(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        loud, silent = publish(), publish()
        streams = [loud.add_audio(SSRC), silent.add_audio(SSRC)]
        loud.send_audio(SSRC, 1, level=10)
        silent.send_audio(SSRC, 1, level=127)
        wait_until(lambda: len(plane.audio_levels()) == 2, "both are heard")
        assert sorted(plane.audio_levels()) == [(streams[0], 10), (streams[1], 127)]
        wait_until(lambda: plane.audio_levels() == [], "the levels are forgotten")

    def test_totals_count_what_went_over_the_wire(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        publisher, subscriber = publish(), subscribe()
        stream, output = publisher.add_audio(SSRC), subscriber.add_audio(OUT_SSRC)
        plane.route(output, [stream])
        publisher.send_audio(SSRC, 1)
        datagram = subscriber.receive_datagram()
        assert datagram is not None
        total = plane.statistics()["total"]
        assert (total["packets_in"], total["bytes_in"]) == (1, len(publisher.sent[0]))
        assert (total["packets_out"], total["bytes_out"], total["datagrams_out"]) == (1, len(datagram), 1)
        assert all(spent > 0 for spent in plane.thread_cpu_ns())
        assert plane.stream_statistics(stream)["packets"] == 1
        assert plane.output_statistics(output)["packets"] == 1
