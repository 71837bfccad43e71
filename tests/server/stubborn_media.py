"""Two ends of a microphone that heed nobody: one sends whatever it is told, one notes when packets come.

Both negotiate as any client must. The sender protects its packets with libsrtp, and goes on when it is muted, when it
is removed, and when its connection is closed; the listener only looks at what its socket receives.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import struct
from collections.abc import AsyncIterator

from pylibsrtp import Policy, Session

from loadtests.client import Client
from loadtests.dtls import PROFILES, Identity, MasterKeys
from loadtests.light_offer import OPUS, LightSection
from loadtests.light_peer import LightPeer

SO_TIMESTAMPNS = 35  # socket(7); Python has no name for it
PACKET_SECONDS = 0.02
SAMPLES = 960  # 20 ms at 48 kHz
_POLICIES = {
    "AEAD_AES_128_GCM": Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
    "AES128_CM_HMAC_SHA1_80": Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
}


class Sender:
    """Sends a packet every 20 ms from `begin` to `end`. `sent` counts them."""

    def __init__(self, client: Client, room: str) -> None:
        self._client, self._room = client, room
        self._ssrc = secrets.randbits(32)
        self._peer = LightPeer(Identity(), [LightSection("0", "audio", self._ssrc)])
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._progress = asyncio.Event()
        self.sent = 0

    async def begin(self) -> None:
        """Negotiated for a microphone, whether or not the room permits one."""
        answer = await self._client.media_offer(self._room, "publish", self._peer.offer, {"0": "mic"})
        self._session = _sending(await self._peer.connect(answer))
        self._send()

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._peer.close()

    async def until_sent(self, more: int) -> None:
        """Returns when so many more packets have gone out."""
        target = self.sent + more
        async with asyncio.timeout(10):
            while self.sent < target:
                self._progress.clear()
                await self._progress.wait()

    def _send(self) -> None:
        header = struct.pack("!BBHII", 0x80, OPUS, self.sent & 0xFFFF, SAMPLES * self.sent, self._ssrc)
        with contextlib.suppress(OSError):  # whoever closed the way to the server does not stop us
            os.write(self._peer.fileno(), self._session.protect(header + b"\xf8" + bytes(40)))
        self.sent += 1
        self._progress.set()
        self._timer = self._loop.call_later(PACKET_SECONDS, self._send)


class Listener:
    """`arrivals` are the UTC seconds at which media packets came, of whomever: the kernel's word, however busy we are."""

    def __init__(self, client: Client, room: str) -> None:
        self._client, self._room = client, room
        self._peer = LightPeer(Identity(), [LightSection(str(mid), "audio") for mid in range(2)])
        self._loop = asyncio.get_running_loop()
        self._socket: socket.socket | None = None
        self._arrived = asyncio.Event()
        self.arrivals: list[float] = []

    async def begin(self) -> None:
        answer = await self._client.media_offer(self._room, "receive", self._peer.offer)
        await self._peer.connect(answer)
        self._socket = socket.socket(fileno=os.dup(self._peer.fileno()))
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._loop.add_reader(self._socket, self._read, self._socket)

    def end(self) -> None:
        if self._socket is not None:
            self._loop.remove_reader(self._socket)
            self._socket.close()
        self._peer.close()

    async def until_heard(self, more: int) -> None:
        """Returns when so many more packets have come."""
        target = len(self.arrivals) + more
        async with asyncio.timeout(10):
            while len(self.arrivals) < target:
                self._arrived.clear()
                await self._arrived.wait()

    def after(self, moment: float) -> int:
        """How many packets came later than that."""
        return sum(arrival > moment for arrival in self.arrivals)

    def _read(self, udp: socket.socket) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionRefusedError):
            while True:
                data, ancillary, _, _ = udp.recvmsg(2048, 64)
                if _is_media(data):
                    self.arrivals.extend(_seconds(content) for _, _, content in ancillary)
                    self._arrived.set()


def _seconds(timespec: bytes) -> float:
    seconds: int
    nanoseconds: int
    seconds, nanoseconds = struct.unpack("@ll", timespec)
    return seconds + nanoseconds / 1e9


def _is_media(data: bytes) -> bool:
    """RTP and not RTCP (RFC 7983, RFC 5761 section 4)."""
    return len(data) > 12 and 128 <= data[0] <= 191 and not 192 <= data[1] <= 223


def _sending(keys: MasterKeys) -> Session:
    (profile,) = (profile for profile in PROFILES if profile.name == keys.profile)
    key = keys.send_key[: profile.key] + keys.send_salt[: profile.salt]
    policy = Policy(key=key, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=_POLICIES[keys.profile])
    return Session(policy)


@contextlib.asynccontextmanager
async def microphone(client: Client, room: str) -> AsyncIterator[Sender]:
    sender = Sender(client, room)
    try:
        await sender.begin()
        yield sender
    finally:
        sender.end()


@contextlib.asynccontextmanager
async def ear(client: Client, room: str) -> AsyncIterator[Listener]:
    listener = Listener(client, room)
    try:
        await listener.begin()
        yield listener
    finally:
        listener.end()
