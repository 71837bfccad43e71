"""The built module between real UDP sockets: what is forwarded, and how a plane lives and ends."""

from __future__ import annotations

import socket
import sys
import threading
from time import monotonic

import pytest
from aiortc.rtp import (
    RtpPacket,
)
from studyhall_plane import Extensions, Plane, Profile, StunDatagram

from media.ice import MAX_PATHS
from tests.plane.peers import (
    DEADLINE,
    OTHER_SSRC,
    OUT_SSRC,
    PROFILES,
    QUIET,
    SSRC,
    STUN_BINDING,
    Publish,
    Subscribe,
    Subscriber,
    nonzero_drops,
    take_events,
    wait_for_drops,
    wait_until,
)


class TestForwarding:
    @pytest.mark.parametrize("sending", PROFILES)
    @pytest.mark.parametrize("receiving", PROFILES)
    def test_a_packet_goes_from_one_profile_to_another_with_the_receivers_numbers(
        self, plane: Plane, publish: Publish, subscribe: Subscribe, sending: Profile, receiving: Profile
    ) -> None:
        publisher, subscriber = publish(sending), subscribe(receiving)
        plane.route(subscriber.add_audio(OUT_SSRC, mid="slot"), [publisher.add_audio(SSRC)])
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
        plane.route(subscriber.add_audio(OUT_SSRC), [publisher.add_audio(SSRC)])
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
        plane.route(output, [streams[0]])
        first.send_audio(SSRC, 60000)
        before = subscriber.expect_rtp()
        plane.route(output, [streams[1]])
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
        plane.route(subscriber.add_audio(OUT_SSRC), [stream])
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
            plane.route(subscriber.add_audio(OUT_SSRC), [stream])
        payloads = [publisher.send_audio(SSRC, sequence) for sequence in range(10)]
        for subscriber in subscribers:
            assert [subscriber.expect_rtp().payload for _ in payloads] == payloads

    def test_a_moved_peer_is_served_at_its_new_address_only(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        publisher, subscriber = publish(), subscribe()
        plane.route(subscriber.add_audio(OUT_SSRC), [publisher.add_audio(SSRC)])
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

    def test_a_peer_is_heard_from_each_accepted_address_and_served_at_the_selected_one(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        publisher, subscriber = publish(), subscribe()
        plane.route(subscriber.add_audio(OUT_SSRC), [publisher.add_audio(SSRC)])
        publisher.move()
        plane.accept_path(publisher.transport, 0, publisher.address)
        plane.accept_path(subscriber.transport, 0, ("127.0.0.9", 9))
        payload = publisher.send_audio(SSRC, 1)
        assert subscriber.expect_rtp().payload == payload
        plane.forget_path(publisher.transport, 0, publisher.address)
        publisher.send_audio(SSRC, 2)
        wait_for_drops(plane, "unknown_address", 1)

    def test_a_transport_has_as_many_paths_as_ice_keeps_and_none_of_anothers(
        self, plane: Plane, publish: Publish
    ) -> None:
        publisher, other = publish(), publish()
        for port in range(1, MAX_PATHS):
            plane.accept_path(publisher.transport, 0, ("127.0.0.9", port))
        with pytest.raises(ValueError, match="sixteen"):
            plane.accept_path(publisher.transport, 0, ("127.0.0.9", MAX_PATHS))
        with pytest.raises(ValueError, match="another transport"):
            plane.accept_path(other.transport, 0, publisher.address)

    def test_a_slot_that_is_added_again_goes_on_counting(
        self, plane: Plane, publish: Publish, subscribe: Subscribe
    ) -> None:
        """Otherwise an (SSRC, index) would be encrypted twice under the same key."""
        publisher, subscriber = publish(), subscribe()
        stream, output = publisher.add_audio(SSRC), subscriber.add_audio(OUT_SSRC)
        plane.route(output, [stream])
        publisher.send_audio(SSRC, 1)
        before = subscriber.expect_rtp()
        plane.remove_output(output)
        plane.route(subscriber.add_audio(OUT_SSRC), [stream])
        publisher.send_audio(SSRC, 2)
        assert subscriber.expect_rtp().sequence_number == (before.sequence_number + 1) % 65536


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
            plane.route(subscriber.add_audio(OUT_SSRC), [stream])
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
            plane.route(999_999, [stream])
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
        with pytest.raises(ValueError, match="socket"):
            plane.accept_path(publisher.transport, 1, ("127.0.0.1", 1))
        with pytest.raises(KeyError):
            plane.forget_path(999_999, 0, ("127.0.0.1", 1))

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
        plane.route(subscriber.add_audio(OUT_SSRC), [publisher.add_audio(SSRC)])
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
