"""The built module between real UDP sockets: what is forwarded, what is refused, and that neighbours never notice."""

from __future__ import annotations

import select
import socket
import sys
import threading
from collections.abc import Callable
from time import monotonic

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
from studyhall_plane import DtlsDatagram, Extensions, Plane, Profile, StreamActive, StunDatagram

from tests.plane.peers import (
    DEADLINE,
    PROFILES,
    QUIET,
    RTX,
    VIDEO,
    Publisher,
    Subscriber,
    is_transport_feedback,
    nonzero_drops,
    picture_id,
    vp8,
    wait_for_drops,
    wait_until,
)

Publish = Callable[..., Publisher]
Subscribe = Callable[..., Subscriber]

SSRC, OTHER_SSRC = 0x1000, 0x2000
OUT_SSRC, OUT_RTX = 0x5000, 0x5001

STUN_BINDING = bytes.fromhex("000100002112a442") + bytes(12)
DTLS_HELLO = bytes.fromhex("16feff0000000000000000000401000000")


def take_events(plane: Plane, number: int) -> list[StunDatagram | DtlsDatagram | StreamActive]:
    """Wait on the descriptor for as many events."""
    events: list[StunDatagram | DtlsDatagram | StreamActive] = []
    while len(events) < number:
        readable, _, _ = select.select([plane.fileno()], [], [], DEADLINE)
        assert readable, f"only {len(events)} of {number} events"
        events += plane.take_events()
    return events


class TestForwarding:
    @pytest.mark.parametrize("sending", PROFILES)
    @pytest.mark.parametrize("receiving", PROFILES)
    def test_a_packet_goes_from_one_profile_to_another_with_the_receivers_numbers(
        self, plane: Plane, publish: Publish, subscribe: Subscribe, sending: Profile, receiving: Profile
    ) -> None:
        publisher, subscriber = publish(sending), subscribe(receiving)
        plane.route(subscriber.add_audio(OUT_SSRC, mid="slot"), publisher.add_audio(SSRC))
        payload = publisher.send_audio(SSRC, 7, level=42)
        packet = subscriber.expect_rtp()
        assert (packet.payload, packet.ssrc, packet.payload_type) == (payload, OUT_SSRC, 109)
        assert (packet.extensions.mid, packet.extensions.audio_level) == ("slot", (True, 42))
        assert packet.extensions.abs_send_time is not None
        assert packet.extensions.transport_sequence_number is None

    def test_order_gaps_and_timestamps_are_kept_across_the_wrap(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        publisher, subscriber = publish(), subscribe()
        plane.route(subscriber.add_audio(OUT_SSRC), publisher.add_audio(SSRC))
        received: list[RtpPacket] = []
        for sequence in (65533, 65534, 65536, 65535, 65540):
            publisher.send_audio(SSRC, sequence)
            received.append(subscriber.expect_rtp())
        first = received[0]
        assert [(p.sequence_number - first.sequence_number) % 65536 for p in received] == [0, 1, 3, 2, 7]
        assert [(p.timestamp - first.timestamp) % 2**32 for p in received] == [
            n * 960 for n in (0, 1, 3, 2, 7)
        ]

    def test_a_route_switch_continues_sequence_and_time(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        first, second, subscriber = publish(), publish(), subscribe()
        output = subscriber.add_audio(OUT_SSRC)
        streams = [first.add_audio(SSRC), second.add_audio(OTHER_SSRC)]
        plane.route(output, streams[0])
        first.send_audio(SSRC, 60000)
        before = subscriber.expect_rtp()
        plane.route(output, streams[1])
        payload = second.send_audio(OTHER_SSRC, 10)
        after = subscriber.expect_rtp()
        assert after.payload == payload
        assert after.ssrc == before.ssrc
        assert after.sequence_number == (before.sequence_number + 1) % 65536
        assert 0 < (after.timestamp - before.timestamp) % 2**32 < 48000 * DEADLINE

    def test_an_ssrc_is_learned_from_the_mid(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        publisher, subscriber = publish(), subscribe()
        stream = publisher.add_audio(ssrc=None, mid="mic")
        plane.route(subscriber.add_audio(OUT_SSRC), stream)
        publisher.send_audio(SSRC, 1, mid="camera")
        publisher.send_audio(SSRC, 2)
        wait_for_drops(plane, "undeclared_ssrc", 2)
        payloads = [publisher.send_audio(SSRC, 3, mid="mic"), publisher.send_audio(SSRC, 4)]
        assert [subscriber.expect_rtp().payload for _ in payloads] == payloads

    def test_one_stream_reaches_many_receivers(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        publisher, subscribers = publish(), [subscribe() for _ in range(16)]
        stream = publisher.add_audio(SSRC)
        for subscriber in subscribers:
            plane.route(subscriber.add_audio(OUT_SSRC), stream)
        payloads = [publisher.send_audio(SSRC, sequence) for sequence in range(10)]
        for subscriber in subscribers:
            assert [subscriber.expect_rtp().payload for _ in payloads] == payloads

    def test_a_moved_peer_is_served_at_its_new_address_only(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        publisher, subscriber = publish(), subscribe()
        plane.route(subscriber.add_audio(OUT_SSRC), publisher.add_audio(SSRC))
        publisher.send_audio(SSRC, 1)
        before = subscriber.expect_rtp()
        publisher.move()
        publisher.send_audio(SSRC, 2)
        wait_for_drops(plane, "unknown_address", 1)
        subscriber.move()
        plane.set_path(publisher.transport, 0, publisher.address)
        plane.set_path(subscriber.transport, 0, subscriber.address)
        payload = publisher.send_audio(SSRC, 3)
        after = subscriber.expect_rtp()
        assert (after.payload, after.ssrc) == (payload, before.ssrc)

    def test_a_slot_that_is_added_again_goes_on_counting(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        """Otherwise an (SSRC, index) would be encrypted twice under the same key."""
        publisher, subscriber = publish(), subscribe()
        stream, output = publisher.add_audio(SSRC), subscriber.add_audio(OUT_SSRC)
        plane.route(output, stream)
        publisher.send_audio(SSRC, 1)
        before = subscriber.expect_rtp()
        plane.remove_output(output)
        plane.route(subscriber.add_audio(OUT_SSRC), stream)
        publisher.send_audio(SSRC, 2)
        assert subscriber.expect_rtp().sequence_number == (before.sequence_number + 1) % 65536


class TestRefusal:
    """Each bad packet is dropped under its reason, and the good one after it arrives."""

    @pytest.fixture
    def publisher(self, publish: Publish) -> Publisher:
        return publish()

    @pytest.fixture
    def subscriber(self, plane: Plane, publisher: Publisher, subscribe: Subscribe) -> Subscriber:
        subscriber = subscribe()
        plane.route(subscriber.add_audio(OUT_SSRC), publisher.add_audio(SSRC))
        publisher.send_audio(SSRC, 1)
        subscriber.expect_rtp()
        return subscriber

    def assert_only_the_next_arrives(self, publisher: Publisher, subscriber: Subscriber) -> None:
        payload = publisher.send_audio(SSRC, 2)
        assert subscriber.expect_rtp().payload == payload

    @pytest.mark.row("M4")
    def test_a_bad_tag(self, plane: Plane, publisher: Publisher, subscriber: Subscriber) -> None:
        """Had it changed anything, the sequence number of the next packet would be far behind."""
        publisher.send(publisher.packet(SSRC, 30000).serialize(publisher.map) + bytes(16))
        wait_for_drops(plane, "bad_tag", 1)
        self.assert_only_the_next_arrives(publisher, subscriber)

    @pytest.mark.row("M4")
    def test_rtcp_with_a_bad_tag(self, plane: Plane, publisher: Publisher, subscriber: Subscriber) -> None:
        encrypted_with_index_7 = bytes(16) + (1 << 31 | 7).to_bytes(4)
        pli = RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=1, media_ssrc=OUT_SSRC)
        subscriber.send(bytes(pli) + encrypted_with_index_7)
        wait_for_drops(plane, "bad_tag", 1)
        self.assert_only_the_next_arrives(publisher, subscriber)

    @pytest.mark.row("M4")
    def test_an_authentic_packet_from_another_address(
        self, plane: Plane, publisher: Publisher, subscriber: Subscriber
    ) -> None:
        stolen = publisher.protected(publisher.packet(SSRC, 20))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.sendto(stolen, publisher.server)
            wait_for_drops(plane, "unknown_address", 1)
        self.assert_only_the_next_arrives(publisher, subscriber)

    @pytest.mark.row("M7")
    def test_a_replay_of_rtp_and_rtcp(
        self, plane: Plane, publisher: Publisher, subscriber: Subscriber
    ) -> None:
        publisher.send_rtcp(RtcpRrPacket(ssrc=SSRC))
        for datagram in list(publisher.sent):
            publisher.send(datagram)
        wait_for_drops(plane, "replayed", 2)
        self.assert_only_the_next_arrives(publisher, subscriber)

    @pytest.mark.row("M13")
    def test_an_undeclared_ssrc(self, plane: Plane, publisher: Publisher, subscriber: Subscriber) -> None:
        publisher.send_audio(OTHER_SSRC, 1)
        wait_for_drops(plane, "undeclared_ssrc", 1)
        self.assert_only_the_next_arrives(publisher, subscriber)

    @pytest.mark.row("M13")
    def test_the_ssrc_of_somebody_else(
        self, plane: Plane, publisher: Publisher, subscriber: Subscriber, publish: Publish
    ) -> None:
        impostor = publish()
        impostor.add_audio(OTHER_SSRC)
        impostor.send_audio(SSRC, 2)
        wait_for_drops(plane, "undeclared_ssrc", 1)
        self.assert_only_the_next_arrives(publisher, subscriber)

    @pytest.mark.row("M13")
    def test_an_undeclared_payload_type(
        self, plane: Plane, publisher: Publisher, subscriber: Subscriber
    ) -> None:
        publisher.send_rtp(publisher.packet(SSRC, 5, payload_type=0))
        wait_for_drops(plane, "undeclared_payload_type", 1)
        self.assert_only_the_next_arrives(publisher, subscriber)

    def test_bytes_that_are_no_protocol_and_rtp_that_is_cut_off(
        self, plane: Plane, publisher: Publisher, subscriber: Subscriber
    ) -> None:
        for datagram in (b"\xff" * 40, b"\x80\x6f" + bytes(5), b"\x8f\x6f" + bytes(30), b"\x80\xc8\x00\x01"):
            publisher.send(datagram)
        wait_for_drops(plane, "unknown_protocol", 1)
        wait_for_drops(plane, "malformed_rtp", 2)
        wait_for_drops(plane, "malformed_rtcp", 1)
        self.assert_only_the_next_arrives(publisher, subscriber)

    def test_every_drop_reason_is_always_in_the_statistics(self, plane: Plane) -> None:
        drops = plane.statistics()["drops"]
        assert set(drops.values()) == {0}
        assert {
            "bad_tag",
            "replayed",
            "undeclared_ssrc",
            "unknown_address",
            "send_buffer_full",
        } <= drops.keys()

    @pytest.mark.row("S6")
    def test_a_stream_that_is_not_allowed_is_not_forwarded(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        publisher, subscriber = publish(), subscribe()
        stream = publisher.add_audio(SSRC, allowed=False)
        plane.route(subscriber.add_audio(OUT_SSRC), stream)
        for sequence in range(1, 4):
            publisher.send_audio(SSRC, sequence, level=10)
        wait_for_drops(plane, "not_allowed", 3)
        assert plane.audio_levels() == []
        plane.allow_stream(stream, True)
        payload = publisher.send_audio(SSRC, 4)
        before = subscriber.expect_rtp()
        assert before.payload == payload
        plane.allow_stream(stream, False)
        publisher.send_audio(SSRC, 5)
        wait_for_drops(plane, "not_allowed", 4)
        plane.allow_stream(stream, True)
        payload = publisher.send_audio(SSRC, 6)
        after = subscriber.expect_rtp()
        assert after.payload == payload
        assert after.sequence_number == (before.sequence_number + 1) % 65536, "a mute is not loss"


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
        plane.route(subscriber.add_video(OUT_SSRC), publisher.add_video(SSRC))
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
        plane.route(output, streams[0])
        publisher.send_video(SSRC, 1, 0x7FFF, key=True)
        before = subscriber.expect_rtp()
        plane.route(output, streams[1])
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
            plane.route(output, stream)
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
        publisher.expect_rtcp(RtcpPsfbPacket)  # the wishes meanwhile make one more, half a second later
        assert plane.stream_statistics(stream)["plis_sent"] == 2

    def test_python_may_ask_for_a_keyframe(self, plane: Plane, publisher: Publisher) -> None:
        stream = publisher.add_video(SSRC)
        plane.request_keyframe(stream)
        assert publisher.expect_rtcp(RtcpPsfbPacket).media_ssrc == SSRC

    def test_a_receivers_nack_is_answered_on_the_rtx_ssrc(
        self, plane: Plane, publisher: Publisher, subscriber: Subscriber
    ) -> None:
        output = subscriber.add_video(OUT_SSRC, OUT_RTX)
        plane.route(output, publisher.add_video(SSRC))
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
        plane.route(subscriber.add_video(OUT_SSRC), publisher.add_video(SSRC))
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
        plane.route(subscriber.add_video(OUT_SSRC), stream)
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
        plane.route(output, publisher.add_audio(SSRC))
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
        plane.route(output, stream)
        publisher.send_audio(SSRC, 1)
        datagram = subscriber.receive_datagram()
        assert datagram is not None
        total = plane.statistics()["total"]
        assert (total["packets_in"], total["bytes_in"]) == (1, len(publisher.sent[0]))
        assert (total["packets_out"], total["bytes_out"], total["datagrams_out"]) == (1, len(datagram), 1)
        assert total["thread_cpu_ns"] > 0
        assert plane.stream_statistics(stream)["packets"] == 1
        assert plane.output_statistics(output)["packets"] == 1


class TestEvents:
    def test_stun_comes_from_anybody(self, plane: Plane) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.bind(("127.0.0.1", 0))
            stranger.sendto(STUN_BINDING, plane.local_addresses()[0])
            (event,) = take_events(plane, 1)
            assert isinstance(event, StunDatagram)
            assert (event.socket, event.remote, event.data) == (0, stranger.getsockname(), STUN_BINDING)

    @pytest.mark.row("M2")
    def test_dtls_comes_only_from_a_nominated_address_and_strangers_get_no_byte(
        self, plane: Plane, publish: Publish
    ) -> None:
        publisher = publish()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.settimeout(QUIET)
            stranger.sendto(DTLS_HELLO, plane.local_addresses()[0])
            wait_for_drops(plane, "unknown_address", 1)
            with pytest.raises(TimeoutError):
                stranger.recv(2048)
        publisher.send(DTLS_HELLO)
        (event,) = take_events(plane, 1)
        assert isinstance(event, DtlsDatagram)
        assert (event.transport, event.data) == (publisher.transport, DTLS_HELLO)
        assert plane.statistics()["total"]["packets_out"] == 0

    def test_datagrams_are_sent_as_they_are(self, plane: Plane) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as remote:
            remote.bind(("127.0.0.1", 0))
            remote.settimeout(DEADLINE)
            plane.send_datagram(0, remote.getsockname(), STUN_BINDING)
            assert remote.recvfrom(2048) == (STUN_BINDING, plane.local_addresses()[0])

    def test_a_stream_is_announced_when_it_is_first_heard_and_when_it_is_allowed_again(
        self, plane: Plane, publish: Publish
    ) -> None:
        publisher = publish()
        stream = publisher.add_audio(SSRC)
        for sequence in (1, 2):
            publisher.send_audio(SSRC, sequence)
        wait_for_drops(plane, "unwatched", 2)
        plane.allow_stream(stream, False)
        plane.allow_stream(stream, True)
        publisher.send_audio(SSRC, 3)
        events = take_events(plane, 2)
        assert [event.stream for event in events if isinstance(event, StreamActive)] == [stream, stream]

    def test_the_descriptor_is_quiet_after_everything_was_taken(self, plane: Plane, publish: Publish) -> None:
        publisher = publish()
        publisher.send(DTLS_HELLO)
        take_events(plane, 1)
        assert select.select([plane.fileno()], [], [], 0) == ([], [], [])

    @pytest.mark.row("M1")
    def test_a_flood_of_stun_is_bounded_and_leaves_room_for_dtls(
        self, plane: Plane, publish: Publish
    ) -> None:
        publisher = publish()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            sent = 0
            while plane.statistics()["drops"]["event_queue_full"] == 0:
                for _ in range(100):
                    stranger.sendto(STUN_BINDING, plane.local_addresses()[0])
                sent += 100
                assert sent < 100_000
        publisher.send(DTLS_HELLO)
        wait_until(lambda: plane.statistics()["total"]["packets_in"] == sent + 1, "everything was read")
        events = plane.take_events()
        assert isinstance(events[-1], DtlsDatagram)
        assert len(events) + plane.statistics()["drops"]["event_queue_full"] == sent + 1


class TestLife:
    def test_closing_twice_is_fine_and_nothing_works_afterwards(self) -> None:
        plane = Plane([("127.0.0.1", 0)])
        plane.close()
        plane.close()
        for use in (
            plane.local_addresses,
            plane.fileno,
            plane.take_events,
            plane.statistics,
            plane.audio_levels,
        ):
            with pytest.raises(RuntimeError, match="closed"):
                use()
        with pytest.raises(RuntimeError, match="closed"):
            plane.add_transport(1)

    def test_a_closed_plane_leaves_its_port_free(self) -> None:
        plane = Plane([("127.0.0.1", 0)])
        address = plane.local_addresses()
        with pytest.raises(OSError, match="in use"):
            Plane(address)
        plane.close()
        Plane(address).close()

    def test_sockets_may_be_of_both_families(self) -> None:
        plane = Plane([("127.0.0.1", 0), ("::1", 0)])
        hosts = [host for host, _ in plane.local_addresses()]
        assert hosts == ["127.0.0.1", "::1"]
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as remote:
            remote.sendto(STUN_BINDING, plane.local_addresses()[1])
            (event,) = take_events(plane, 1)
            assert isinstance(event, StunDatagram)
            assert (event.socket, event.remote[0]) == (1, "::1")
        plane.close()

    def test_a_transport_is_removed_while_traffic_flows(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        publisher, leaving, staying = publish(), subscribe(), subscribe()
        stream = publisher.add_audio(SSRC)
        for subscriber in (leaving, staying):
            plane.route(subscriber.add_audio(OUT_SSRC), stream)
        stop = threading.Event()

        def send() -> None:
            sequence = 0
            while not stop.is_set():
                publisher.send_audio(SSRC, sequence)
                sequence += 1
                stop.wait(0.001)

        sender = threading.Thread(target=send)
        sender.start()
        try:
            leaving.expect_rtp()
            plane.remove_transport(leaving.transport)
            plane.statistics()  # from here on it is done
            while leaving.receive_datagram(QUIET) is not None:
                pass
            for _ in range(50):
                staying.expect_rtp()
            plane.remove_transport(publisher.transport)
            wait_until(
                lambda: nonzero_drops(plane).get("unknown_address", 0) > 0, "its packets are a stranger's"
            )
        finally:
            stop.set()
            sender.join()

    def test_what_makes_no_sense_is_refused_at_once(self, plane: Plane, publish: Publish) -> None:
        publisher = publish()
        stream = publisher.add_audio(SSRC)
        with pytest.raises(KeyError):
            plane.remove_transport(999_999)
        with pytest.raises(KeyError):
            plane.route(999_999, stream)
        with pytest.raises(KeyError):
            plane.stream_statistics(999_999)
        with pytest.raises(ValueError, match="there already"):
            plane.add_transport(publisher.transport)
        with pytest.raises(ValueError, match="another stream"):
            publisher.add_audio(SSRC)
        with pytest.raises(ValueError, match="IP address"):
            plane.send_datagram(0, ("example.org", 1), b"")
        with pytest.raises(ValueError, match="socket"):
            plane.set_path(publisher.transport, 1, ("127.0.0.1", 1))

    def test_keys_are_set_once_per_transport(self, plane: Plane, publish: Publish) -> None:
        publisher = publish()
        with pytest.raises(ValueError, match="once"):
            plane.set_keys(
                publisher.transport, "AEAD_AES_128_GCM",
                receive_key=bytes(16), receive_salt=bytes(12), send_key=bytes(16), send_salt=bytes(12),
            )  # fmt: skip
        plane.add_transport(10**9)
        with pytest.raises(ValueError, match="length"):
            plane.set_keys(
                10**9, "AES128_CM_HMAC_SHA1_80",
                receive_key=bytes(16), receive_salt=bytes(12), send_key=bytes(16), send_salt=bytes(14),
            )  # fmt: skip

    def test_extension_ids_are_bytes(self) -> None:
        with pytest.raises(OverflowError):
            Extensions(mid=256)

    def test_packets_are_forwarded_while_python_holds_its_lock(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        publisher, subscriber = publish(), subscribe()
        plane.route(subscriber.add_audio(OUT_SSRC), publisher.add_audio(SSRC))
        publisher.send_audio(SSRC, 1)
        subscriber.expect_rtp()
        interval = sys.getswitchinterval()
        sys.setswitchinterval(3600)  # nobody takes the lock from this thread
        try:
            payload = publisher.send_audio(SSRC, 2)
            datagram = self.poll_without_letting_go(subscriber)
        finally:
            sys.setswitchinterval(interval)
        assert datagram is not None
        assert subscriber.opened(datagram).payload == payload

    @staticmethod
    def poll_without_letting_go(subscriber: Subscriber) -> bytes | None:
        subscriber.socket.setblocking(False)
        until = monotonic() + DEADLINE
        while monotonic() < until:
            try:
                return subscriber.socket.recv(2048)
            except BlockingIOError:
                continue
        return None
