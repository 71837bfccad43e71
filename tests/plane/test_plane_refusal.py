"""What the plane refuses, under which reason, and what it hands to Python instead: neighbours never notice."""

from __future__ import annotations

import select
import socket

import pytest
from aiortc.rtp import (
    RTCP_PSFB_PLI,
    RtcpPsfbPacket,
    RtcpRrPacket,
)
from studyhall_plane import DtlsDatagram, Plane, StreamActive, StunDatagram

from tests.plane.peers import (
    DEADLINE,
    DTLS_HELLO,
    OTHER_SSRC,
    OUT_SSRC,
    QUIET,
    SSRC,
    STUN_BINDING,
    Publish,
    Publisher,
    Subscribe,
    Subscriber,
    take_events,
    wait_for_drops,
    wait_until,
)


class TestRefusal:
    """Each bad packet is dropped under its reason, and the good one after it arrives."""

    @pytest.fixture
    def publisher(self, publish: Publish) -> Publisher:
        return publish()

    @pytest.fixture
    def subscriber(self, plane: Plane, publisher: Publisher, subscribe: Subscribe) -> Subscriber:
        subscriber = subscribe()
        plane.route(subscriber.add_audio(OUT_SSRC), [publisher.add_audio(SSRC)])
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
        plane.route(subscriber.add_audio(OUT_SSRC), [stream])
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
