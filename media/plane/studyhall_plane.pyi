"""The packet plane: Rust threads that own the UDP sockets and forward RTP without Python.

The seam is narrow on purpose. Python decides who is who (ICE, DTLS, SDP, slots) and says so here in numbers that
it chose: transport, stream and output ids. Calls return at once; the plane threads that a call is about do it, each
in the order in which it was told. Errors: OSError with its errno for sockets, ValueError for arguments that make no
sense, KeyError for ids that are not there, RuntimeError when closed or ended.
"""

from typing import Literal, final

Address = tuple[str, int]
Kind = Literal["audio", "video"]
Codec = Literal["opus", "red", "vp8", "h264", "vp9", "av1"]
Profile = Literal["AEAD_AES_128_GCM", "AEAD_AES_256_GCM", "AES128_CM_HMAC_SHA1_80"]

@final
class StunDatagram:
    """A STUN message (RFC 7983: first byte 0-3), from anybody."""

    socket: int
    remote: Address
    data: bytes

@final
class DtlsDatagram:
    """A DTLS record from one of the paths of `transport`; from anywhere else it is dropped and counted."""

    transport: int
    data: bytes

@final
class StreamActive:
    """The first authenticated packet of `stream` since it was added or allowed again."""

    stream: int

@final
class Extensions:
    """RTP header extension ids (RFC 8285) of one media section; None or absent: not negotiated."""

    def __init__(
        self,
        *,
        mid: int | None = None,
        rid: int | None = None,
        repaired_rid: int | None = None,
        audio_level: int | None = None,
        transport_cc: int | None = None,
        abs_send_time: int | None = None,
        video_orientation: int | None = None,
        playout_delay: int | None = None,
        dependency_descriptor: int | None = None,
    ) -> None: ...

@final
class Payload:
    """One way to send a medium: a codec on its payload type, and RTX for it (RFC 4588) where that was negotiated."""

    def __init__(self, codec: Codec, payload_type: int, rtx_payload_type: int | None = None) -> None: ...

@final
class Plane:
    def __init__(self, sockets: list[Address], *, tcp: list[Address] = ..., threads: int = 1) -> None:
        """Bind one UDP socket per (address, port), IPv4 or IPv6, listen on `tcp` for RFC 4571 frames (ICE-TCP, RFC 6544),
        and start the threads, 1 to 64. Port 0: the kernel chooses. To the outside it is one plane, however many there are.

        An accepted TCP connection is a `socket` number of its own from then on, as good as a UDP socket's: in
        datagrams, in `send_datagram` and as a path. It ends with its transport; and after ten seconds unused, or without a
        byte where it is accepted and not selected.
        """

    @property
    def buffers_are_clamped(self) -> bool:
        """The kernel gives a socket less than 4 MiB of buffer: raise net.core.rmem_max and net.core.wmem_max."""

    def local_addresses(self) -> list[Address]: ...
    def tcp_addresses(self) -> list[Address]: ...
    def fileno(self) -> int:
        """Readable while `take_events` has something, and once any thread of the plane has ended (an eventfd)."""

    def take_events(self) -> list[StunDatagram | DtlsDatagram | StreamActive]:
        """Raises RuntimeError once any thread of the plane has ended: only a new plane helps."""

    def send_datagram(self, socket: int, remote: Address, data: bytes) -> None:
        """Send STUN or DTLS as it is."""

    def close(self) -> None:
        """Stop the threads and close the sockets. Twice is fine."""

    # -- transports: one ICE + DTLS association each

    def add_transport(self, transport: int, thread: int = 0) -> None:
        """`thread`, from 0, does its work for as long as it is there.

        Streams may be shown on transports of any thread. On another one than its publisher's a stream costs one copy of
        each packet, however many are shown it there.
        """

    def set_path(self, transport: int, socket: int, remote: Address) -> None:
        """The selected pair: RTP and RTCP of this transport are sent there only. It is accepted with it, even where another
        transport had it; the one before stays accepted."""

    def accept_path(self, transport: int, socket: int, remote: Address) -> None:
        """RTP, RTCP and DTLS of this transport are taken from this pair, too (RFC 8445 section 12.2).

        A transport has at most 16. A path of another transport is refused.
        """

    def forget_path(self, transport: int, socket: int, remote: Address) -> None:
        """Take nothing from there any more, and send nothing there. One that it does not have is fine."""

    def set_keys(
        self,
        transport: int,
        profile: Profile,
        *,
        receive_key: bytes,
        receive_salt: bytes,
        send_key: bytes,
        send_salt: bytes,
    ) -> None:
        """SRTP master keys and salts (RFC 5764 section 4.2). May be called once per transport: a nonce is never used twice."""

    def remove_transport(self, transport: int) -> None:
        """And its streams and outputs."""

    # -- streams: what a transport receives from its peer

    def add_stream(
        self,
        stream: int,
        transport: int,
        *,
        mid: str,
        rid: str | None,
        ssrc: int | None,
        rtx_ssrc: int | None,
        payloads: list[Payload],
        clock_rate: int,
        extensions: Extensions,
        nack: bool,
        transport_cc: bool,
        allowed: bool,
        max_bitrate: int | None,
    ) -> None:
        """One encoding of one media section: with simulcast (RFC 8853) there is a stream for each rid.

        `ssrc` None: learned from the mid extension, and the rid extension where `rid` is set, of the first packets
        (RFC 8852); so is `rtx_ssrc`. The publisher may send any of `payloads`, all of one kind.

        An SSRC, a rid, or a payload type on it, that no stream declares is dropped and counted. So is what exceeds
        `max_bitrate` (bits per second over one second, with a burst of a second) before it costs anybody else.
        """

    def allow_stream(self, stream: int, allowed: bool) -> None:
        """Not allowed: authenticated, counted as dropped, not forwarded."""

    def remove_stream(self, stream: int) -> None: ...
    def request_keyframe(self, stream: int) -> None:
        """Send a PLI, at most one per stream and second (merged)."""

    # -- outputs: what a transport sends to its peer; a slot

    def add_output(
        self,
        output: int,
        transport: int,
        kind: Kind,
        *,
        mid: str,
        ssrc: int,
        rtx_ssrc: int | None,
        payloads: list[Payload],
        clock_rate: int,
        extensions: Extensions,
    ) -> None:
        """`payloads` is what the receiver takes: a packet of another codec is dropped and counted."""

    def route(self, output: int, streams: list[int]) -> None:
        """Show what `streams` are encodings of, lowest first; an empty list shows nothing.

        Sequence numbers, timestamps and picture ids go on. Which layer is sent follows from `watch` and from the
        bandwidth of the receiver; a layer begins at a keyframe or at a switching point, which is asked for.
        """

    def watch(self, output: int, *, layer: int, priority: int, is_screen: bool) -> None:
        """How `output` is looked at: the highest layer that is of use (0 lowest, -1: nobody looks, nothing is sent).

        A layer is an encoding of simulcast, or a spatial layer of a scalable stream. Where bandwidth is short, a higher
        `priority` keeps its layers longer, and a screen gives up frames before sharpness. Before the first call: the
        highest layer, priority 0.
        """

    def remove_output(self, output: int) -> None: ...

    # -- measurement

    def audio_levels(self) -> list[tuple[int, int]]:
        """(stream, level) of allowed audio streams heard in the last 200 ms; 0 loudest, 127 silence (RFC 6464)."""

    def statistics(self) -> dict[str, dict[str, int]]:
        """Counters since start.

        `total`: packets_in, bytes_in, packets_out, bytes_out, datagrams_out (after GSO), resent (of packets_out),
        keyframes_wanted (by receivers), keyframes_asked (of publishers);
        `drops`: one entry per drop reason, always all of them.
        """

    def thread_cpu_ns(self) -> list[int]:
        """What each thread has spent."""

    def stream_statistics(self, stream: int) -> dict[str, int]:
        """packets, bytes, lost, jitter (clock units), nacks_sent, plis_sent, bitrate (bits per second, last second)."""

    def output_statistics(self, output: int) -> dict[str, int]:
        """packets, bytes, resent, nacks_received, plis_received, layer (-1: none is sent), bitrate; and what the last
        receiver report said: lost, rtt_us."""

    def transport_statistics(self, transport: int) -> dict[str, int]:
        """estimate (bits per second that may be sent to the peer; 0: not estimated), sent_bitrate, rtt_us, and what the
        peer reported lost of all that it was sent: lost, in 1/65536 of the last two seconds."""

    def lines(self) -> list[tuple[int, int, int, int]]:
        """(transport, loss in, loss out, round trip in µs) of every transport with media in the last two seconds.

        Losses are in 1/65536: of what its peer sent, and of what the peer reported of ours. 0: nothing is known.
        """
