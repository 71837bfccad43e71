"""Light publishers, viewers and chat clients in native threads, for load tests.

Python negotiates by ICE and DTLS and hands over connected, non-blocking UDP sockets (their descriptors are duplicated)
with SRTP keys; from then on it must not read from them, but may send. Errors: OSError for sockets, ValueError for
arguments that make no sense, RuntimeError when closed.
"""

from typing import final

@final
class SrtpKeys:
    """Master keys and salts (RFC 5764 section 4.2). `profile` is an IANA name such as AEAD_AES_128_GCM."""

    def __init__(
        self, profile: str, *, receive_key: bytes, receive_salt: bytes, send_key: bytes, send_salt: bytes
    ) -> None: ...

@final
class Track:
    """How a published track looks on the wire. `mid_extension` None: packets carry no mid (RFC 8843 section 15)."""

    def __init__(self, *, ssrc: int, payload_type: int, mid: str, mid_extension: int | None) -> None: ...

@final
class Probe:
    """Two threads: one paces publishers, one reads for viewers."""

    def __init__(self) -> None: ...
    def add_publisher(
        self, fd: int, keys: SrtpKeys, video: Track, audio: Track, bits_per_second: int
    ) -> None:
        """Send VP8, 30 frames a second in bursts, and Opus, 50 packets a second, from now on."""

    def add_viewer(self, fd: int, keys: SrtpKeys, ssrc: int, video_payload_type: int) -> int:
        """Count what arrives and send receiver reports from `ssrc`. Returns the viewer's number, from 0."""

    def wait_for_video(self, viewer: int, patience: float) -> float | None:
        """When the kernel had the viewer's first packet of a picture, in seconds of `time.monotonic()`.

        Waits for it for `patience` seconds, without the GIL; None: it did not come.
        """

    def wait_for_packets(self, packets: int, patience: float) -> bool:
        """Whether all viewers together received so many packets within `patience` seconds. Waits without the GIL."""

    def viewers(self) -> list[tuple[str, int]]:
        """Over all viewers: received (each packet once), expected (by sequence numbers), duplicates, too_late, bytes,
        rtcp, stun, dtls, strange; of the one packet in 64 that is decrypted: verified, bad_tags, and renumbered
        (times at which sequence numbers did not move as the publisher's count did).
        """

    def received(self) -> list[int]:
        """Packets of each viewer."""

    def publishers(self) -> list[tuple[str, int]]:
        """Over all publishers: packets, keyframes, picture_requests, nacked, bad (RTCP that could not be read)."""

    def take_latencies(self) -> list[int]:
        """Microseconds from publisher to arrival at a viewer, one per decrypted packet since the last call."""

    def close(self) -> None:
        """Stop the threads. Twice is fine."""

def floor(viewers: int, seconds: float, *, bits_per_second: int, gso: bool) -> tuple[int, int, float]:
    """Only encrypt and send one publisher's packets to `viewers` for `seconds`, by AES-128-GCM.

    Returns packets sent, packets that the viewers counted, and CPU seconds (user and system) of the sending thread.
    """

@final
class Dialect:
    """What all chat clients of one server say. Payloads are whole messages: text or binary, masked on the way out.

    `ready`: a message with these bytes in it says that a client is a member; empty: the upgrade does. `answers`: what is
    sent when a message begins with the first of the two. `heartbeat`: what is sent every so many seconds.

    `post`: what posts a message. Sixteen T in it become the time and eight N the number, in hexadecimal digits; one
    `~bench:TTTTTTTTTTTTTTTT:NNNNNNNN` must come back to every member.
    """

    def __init__(
        self,
        *,
        text: bool,
        post: bytes,
        ready: bytes = b"",
        answers: list[tuple[bytes, bytes]] = ...,
        heartbeat: tuple[bytes, float] | None = None,
    ) -> None: ...

@final
class Readers:
    """Chat clients of one server, and one thread that reads for all of them."""

    def __init__(self, dialect: Dialect) -> None: ...
    def add(self, host: str, port: int, upgrade: bytes, opening: list[bytes] = ...) -> None:
        """Connect to an IP address, send the request for the upgrade, and the messages of `opening` after it."""

    def wait_until_ready(self, members: int, patience: float) -> bool:
        """Whether so many were members within `patience` seconds. Waits without the GIL."""

    def wait_until_received(self, marks: int, patience: float) -> bool:
        """Whether all together received so many messages, ever, within `patience` seconds. Waits without the GIL."""

    def post(self, per_second: float, posters: int) -> None:
        """Post at this pace from now on, the first `posters` members in turn; 0 stops."""

    def counts(self) -> list[tuple[str, int]]:
        """Over all clients: members, ready, closed, posted; received (posted messages, each once), twice; messages (of the
        WebSocket, with any number of posted ones in it) and bytes.
        """

    def close_codes(self) -> list[int]:
        """Of those who were closed; 1006 without a goodbye or an upgrade."""

    def take_latencies(self) -> list[int]:
        """Microseconds from posting to being read, of one delivery in eight since the last call."""

    def close(self) -> None:
        """Stop the thread and let go of the sockets. Twice is fine."""

def send_floor(
    sockets: int, for_seconds: float, *, per_second: float | None, size: int
) -> tuple[int, int, int, float, float, list[int]]:
    """Only send one framed message of `size` bytes to each of `sockets`; None: as fast as it goes.

    Returns messages, deliveries sent and received, CPU seconds (user and system) of the sending thread, seconds it took,
    and latencies as of `Readers`.
    """
