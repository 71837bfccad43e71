"""Peers of the plane over real UDP sockets: libsrtp protects and aiortc parses; neither shares code with the plane.

A peer knows only what a browser would know: its own keys, SSRCs and extension ids.
"""

from __future__ import annotations

import secrets
import select
import socket
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from time import monotonic
from typing import TypeVar

from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import AnyRtcpPacket, HeaderExtensionsMap, RtcpPacket, RtpPacket, is_rtcp
from pylibsrtp import Policy, Session
from studyhall_plane import DtlsDatagram, Extensions, Payload, Plane, Profile, StreamActive, StunDatagram

DEADLINE = 10.0  # seconds that anything may take on a busy machine
QUIET = 0.1  # seconds to listen for something that must not come

SSRC, OTHER_SSRC = 0x1000, 0x2000
OUT_SSRC, OUT_RTX = 0x5000, 0x5001

STUN_BINDING = bytes.fromhex("000100002112a442") + bytes(12)
DTLS_HELLO = bytes.fromhex("16feff0000000000000000000401000000")

PROFILES: dict[Profile, tuple[int, int, int]] = {  # libsrtp's number, bytes of key, bytes of salt
    "AEAD_AES_128_GCM": (Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 16, 12),
    "AEAD_AES_256_GCM": (Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 32, 12),
    "AES128_CM_HMAC_SHA1_80": (Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 16, 14),
}

URIS = {
    "mid": "urn:ietf:params:rtp-hdrext:sdes:mid",
    "rid": "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    "repaired_rid": "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    "audio_level": "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    "abs_send_time": "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    "transport_cc": "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
}
# Two browsers number their extensions differently, and so do these.
PUBLISHER_IDS = {"mid": 4, "audio_level": 1, "transport_cc": 3, "rid": 5, "repaired_rid": 6}
SUBSCRIBER_IDS = {"mid": 9, "audio_level": 7, "abs_send_time": 2}

AUDIO, VIDEO, RTX = 111, 96, 97  # payload types

_numbers = count(1)

P = TypeVar("P")


def next_number() -> int:
    """An id that no other test of this process uses."""
    return next(_numbers)


def _extensions_map(ids: dict[str, int]) -> HeaderExtensionsMap:
    parameters = [RTCRtpHeaderExtensionParameters(id=number, uri=URIS[name]) for name, number in ids.items()]
    known = HeaderExtensionsMap()
    known.configure(RTCRtpParameters(headerExtensions=parameters))
    return known


@dataclass
class Keys:
    key: bytes
    salt: bytes

    @classmethod
    def random(cls, profile: Profile) -> Keys:
        _, key, salt = PROFILES[profile]
        return cls(secrets.token_bytes(key), secrets.token_bytes(salt))


class Peer:
    """One transport of the plane, from the other side of the network."""

    def __init__(
        self,
        plane: Plane,
        ids: dict[str, int],
        profile: Profile = "AEAD_AES_128_GCM",
        thread: int = 0,
    ) -> None:
        self.plane = plane
        self.transport = next_number()
        self.ids = ids
        self.map = _extensions_map(ids)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.server = plane.local_addresses()[0]
        self.sent: list[bytes] = []
        ours, theirs = Keys.random(profile), Keys.random(profile)
        number = PROFILES[profile][0]
        self._send = Session(Policy(ours.key + ours.salt, Policy.SSRC_ANY_OUTBOUND, 0, number))
        self._receive = Session(Policy(theirs.key + theirs.salt, Policy.SSRC_ANY_INBOUND, 0, number))
        plane.add_transport(self.transport, thread)
        plane.set_path(self.transport, 0, self.address)
        plane.set_keys(
            self.transport,
            profile,
            receive_key=ours.key,
            receive_salt=ours.salt,
            send_key=theirs.key,
            send_salt=theirs.salt,
        )

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.socket.getsockname()
        return host, port

    @property
    def extensions(self) -> Extensions:
        return Extensions(**self.ids)

    def move(self) -> None:
        """Continue from another local address, as after a change of network."""
        self.socket.close()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))

    def close(self) -> None:
        self.socket.close()

    # -- sending

    def send(self, datagram: bytes) -> None:
        self.sent.append(datagram)
        self.socket.sendto(datagram, self.server)

    def protected(self, packet: RtpPacket) -> bytes:
        return self._send.protect(packet.serialize(self.map))

    def send_rtp(self, packet: RtpPacket) -> None:
        self.send(self.protected(packet))

    def send_rtcp(self, *packets: AnyRtcpPacket) -> None:
        self.send(self._send.protect_rtcp(b"".join(bytes(packet) for packet in packets)))

    # -- receiving

    def receive_datagram(self, within: float = DEADLINE) -> bytes | None:
        self.socket.settimeout(within)
        try:
            return self.socket.recv(2048)
        except TimeoutError:
            return None

    def receive_rtp(self, within: float = DEADLINE) -> RtpPacket | None:
        """The next RTP packet; RTCP on the way is passed over."""
        return self._next(within, lambda data: None if is_rtcp(data) else self.opened(data))

    def receive_rtcp(self, within: float = DEADLINE) -> bytes | None:
        """The next compound RTCP packet; RTP on the way is passed over."""
        return self._next(within, lambda data: self._receive.unprotect_rtcp(data) if is_rtcp(data) else None)

    def expect_rtp(self) -> RtpPacket:
        packet = self.receive_rtp()
        assert packet is not None, f"no RTP; drops: {nonzero_drops(self.plane)}"
        return packet

    def expect_rtcp(self, kind: type[P], matching: Callable[[P], bool] = lambda _: True) -> P:
        """The next RTCP packet of this kind."""
        found = self._next(DEADLINE, lambda data: self._find_rtcp(data, kind, matching))
        assert found is not None, f"no {kind.__name__}; drops: {nonzero_drops(self.plane)}"
        return found

    def opened(self, datagram: bytes) -> RtpPacket:
        """Verify and decrypt one datagram."""
        return RtpPacket.parse(self._receive.unprotect(datagram), self.map)

    def _find_rtcp(self, datagram: bytes, kind: type[P], matching: Callable[[P], bool]) -> P | None:
        if not is_rtcp(datagram):
            return None
        compound = self._receive.unprotect_rtcp(datagram)
        if is_transport_feedback(compound):
            return None  # aiortc takes it for a NACK
        packets = RtcpPacket.parse(compound)
        return next((packet for packet in packets if isinstance(packet, kind) and matching(packet)), None)

    def _next(self, within: float, read: Callable[[bytes], P | None]) -> P | None:
        until = monotonic() + within
        while (left := until - monotonic()) > 0:
            datagram = self.receive_datagram(left)
            if datagram is not None and (result := read(datagram)) is not None:
                return result
        return None


class Publisher(Peer):
    """Sends one audio and one video stream, if the test declares them."""

    def __init__(self, plane: Plane, profile: Profile = "AEAD_AES_128_GCM") -> None:
        super().__init__(plane, PUBLISHER_IDS, profile)
        self.transport_sequence = 0

    def add_audio(self, ssrc: int | None = None, mid: str = "a", allowed: bool = True) -> int:
        stream = next_number()
        self.plane.add_stream(
            stream, self.transport, mid=mid, rid=None, ssrc=ssrc, rtx_ssrc=None,
            payloads=[Payload("opus", AUDIO)], clock_rate=48000, extensions=self.extensions, nack=False,
            transport_cc=True, allowed=allowed, max_bitrate=None,
        )  # fmt: skip
        return stream

    def add_video(
        self,
        ssrc: int | None,
        rtx_ssrc: int | None = None,
        mid: str = "v",
        allowed: bool = True,
        rid: str | None = None,
        max_bitrate: int | None = None,
    ) -> int:
        stream = next_number()
        self.plane.add_stream(
            stream, self.transport, mid=mid, rid=rid, ssrc=ssrc, rtx_ssrc=rtx_ssrc,
            payloads=[Payload("vp8", VIDEO, RTX)], clock_rate=90000, extensions=self.extensions, nack=True,
            transport_cc=True, allowed=allowed, max_bitrate=max_bitrate,
        )  # fmt: skip
        return stream

    def packet(
        self,
        ssrc: int,
        sequence: int,
        *,
        payload_type: int = AUDIO,
        payload: bytes = b"opus",
        mid: str | None = None,
        rid: str | None = None,
    ) -> RtpPacket:
        packet = RtpPacket(
            payload_type=payload_type,
            sequence_number=sequence % 65536,
            timestamp=sequence * 960 % 2**32,
            ssrc=ssrc,
            payload=payload,
        )
        packet.extensions.mid = mid
        packet.extensions.rtp_stream_id = rid
        packet.extensions.transport_sequence_number = self.transport_sequence % 65536
        self.transport_sequence += 1
        return packet

    def send_audio(
        self, ssrc: int, sequence: int, *, level: int | None = None, mid: str | None = None
    ) -> bytes:
        """Send one packet; returns its payload, which no other packet has."""
        payload = b"opus %d %d" % (ssrc, sequence)
        packet = self.packet(ssrc, sequence, payload=payload, mid=mid)
        packet.extensions.audio_level = None if level is None else (True, level)
        self.send_rtp(packet)
        return payload

    def send_video(
        self,
        ssrc: int,
        sequence: int,
        picture: int,
        *,
        key: bool = False,
        mid: str | None = None,
        rid: str | None = None,
    ) -> bytes:
        """Send a picture of one packet; returns what follows its VP8 payload descriptor."""
        payload = vp8(picture, key=key)
        packet = self.packet(ssrc, sequence, payload_type=VIDEO, payload=payload, mid=mid, rid=rid)
        packet.marker = 1
        self.send_rtp(packet)
        return packet.payload[5:]


class Subscriber(Peer):
    def __init__(self, plane: Plane, profile: Profile = "AEAD_AES_128_GCM") -> None:
        super().__init__(plane, SUBSCRIBER_IDS, profile, thread=len(plane.thread_cpu_ns()) - 1)

    def add_audio(self, ssrc: int, mid: str = "0") -> int:
        output = next_number()
        self.plane.add_output(
            output, self.transport, "audio", mid=mid, ssrc=ssrc, rtx_ssrc=None,
            payloads=[Payload("opus", 109)], clock_rate=48000, extensions=self.extensions,
        )  # fmt: skip
        return output

    def add_video(self, ssrc: int, rtx_ssrc: int | None = None, mid: str = "1") -> int:
        output = next_number()
        self.plane.add_output(
            output, self.transport, "video", mid=mid, ssrc=ssrc, rtx_ssrc=rtx_ssrc,
            payloads=[Payload("vp8", 120, None if rtx_ssrc is None else 124)], clock_rate=90000,
            extensions=self.extensions,
        )  # fmt: skip
        return output


def vp8(picture: int, *, key: bool = False) -> bytes:
    """X, I with 15 bits and L, then a frame that names its picture (RFC 7741 section 4.2)."""
    descriptor = bytes([0x90, 0xC0]) + (0x8000 | picture % 0x8000).to_bytes(2) + bytes([picture % 256])
    return descriptor + bytes([0 if key else 1]) + b"picture %d" % picture


def picture_id(payload: bytes) -> int:
    return int.from_bytes(payload[2:4]) & 0x7FFF


def is_transport_feedback(compound: bytes) -> bool:
    """draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1"""
    return (compound[0] & 31, compound[1]) == (15, 205)


def nonzero_drops(plane: Plane) -> dict[str, int]:
    return {reason: number for reason, number in plane.statistics()["drops"].items() if number}


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Ask the plane until it says so: every question waits for its thread, which is what lets time pass."""
    until = monotonic() + DEADLINE
    while not condition():
        assert monotonic() < until, f"never happened: {what}"


def wait_for_drops(plane: Plane, reason: str, number: int) -> None:
    wait_until(lambda: plane.statistics()["drops"][reason] >= number, f"{number} dropped as {reason}")
    assert plane.statistics()["drops"][reason] == number


def take_events(plane: Plane, number: int) -> list[StunDatagram | DtlsDatagram | StreamActive]:
    """Wait on the descriptor for as many events."""
    events: list[StunDatagram | DtlsDatagram | StreamActive] = []
    while len(events) < number:
        readable, _, _ = select.select([plane.fileno()], [], [], DEADLINE)
        assert readable, f"only {len(events)} of {number} events"
        events += plane.take_events()
    return events


Publish = Callable[..., Publisher]
Subscribe = Callable[..., Subscriber]
