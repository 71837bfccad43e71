"""A WebRTC client in pieces, for what a whole one would never do.

Checks are made by hand, DTLS is OpenSSL's, SRTP is libsrtp's: nothing of ours, and nothing of aiortc's either.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import re
import secrets
import socket
import struct
from collections.abc import AsyncIterator

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL
from pylibsrtp import Policy, Session
from typing_extensions import override

from media.addresses import LOOPBACK, Address
from media.commands import Direction, Source
from media.events import Answered
from tests.media.media_server import MediaServer
from tests.media.offers import FINGERPRINT, description, section
from tests.media.stun_bytes import PRIORITY, check

SECONDS = 5.0
OPUS, SSRC = 111, 0x1234
KEY_BYTES, SALT_BYTES = 16, 12  # AEAD_AES_128_GCM


class RawClient:
    """One publishing connection with one microphone, from one UDP socket after the other."""

    def __init__(self, server: MediaServer, name: str, udp: socket.socket, host: str = LOOPBACK) -> None:
        self.name = name
        self.ufrag = secrets.token_hex(4)
        self.answer = ""
        self.udp = udp
        self.to: Address = next(address for address in server.bound if address[0] == host)
        self.srtp: Session | None = None
        self._server = server
        self._certificate, self._key = _own_certificate()
        self._ssl: SSL.Connection | None = None
        self._sequence = 0

    @property
    def fingerprint(self) -> str:
        digest = self._certificate.fingerprint(hashes.SHA256()).hex().upper()
        return ":".join(digest[i : i + 2] for i in range(0, len(digest), 2))

    async def negotiate(self, fingerprint: str | None = None) -> None:
        """Offer one microphone; `fingerprint`: of somebody else's certificate."""
        sdp = description(section("0", "audio", "sendonly", f"a=ssrc:{SSRC} cname:raw"))
        sdp = sdp.replace(":ufra", ":" + self.ufrag).replace(FINGERPRINT, fingerprint or self.fingerprint)
        answer = await self._server.negotiate(self.name, Direction.PUBLISH, sdp, {"0": Source.MIC})
        assert isinstance(answer, Answered), answer
        self.answer = answer.sdp

    def credential(self, name: str) -> str:
        """Of the answer, for example "ice-ufrag"."""
        found = re.search(rf"^a={name}:(\S+)", self.answer, re.MULTILINE)
        assert found is not None
        return found[1]

    def connectivity_check(self, *, use_candidate: bool = True, password: str | None = None) -> bytes:
        return check(
            f"{self.credential('ice-ufrag')}:{self.ufrag}",
            password or self.credential("ice-pwd"),
            use_candidate=use_candidate,
            priority=PRIORITY,
            transaction=secrets.token_bytes(12),
        )

    async def check(self) -> bytes:
        """Nominate the path from our socket, and return the response."""
        self.send(self.connectivity_check())
        return await self.receive()

    def send(self, data: bytes) -> None:
        self.udp.sendto(data, self.to)

    async def receive(self, seconds: float = SECONDS) -> bytes:
        async with asyncio.timeout(seconds):
            return await asyncio.get_running_loop().sock_recv(self.udp, 2048)

    async def receive_dtls(self) -> bytes:
        while not 20 <= (data := await self.receive())[0] <= 63:
            pass
        return data

    async def handshake(self) -> None:
        """DTLS as the client, and SRTP keys."""
        self._ssl = connection = self._new_connection()
        while True:
            try:
                connection.do_handshake()
            except SSL.WantReadError:
                self.flush(connection)
                connection.bio_write(await self.receive_dtls())
                continue
            break
        self.flush(connection)
        material = connection.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (KEY_BYTES + SALT_BYTES))
        salt = material[2 * KEY_BYTES :][:SALT_BYTES]
        profile = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
        key = material[:KEY_BYTES] + salt
        self.srtp = Session(Policy(key=key, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile))

    def client_hello(self) -> bytes:
        """The first flight of a handshake that is not continued."""
        connection = self._new_connection()
        with contextlib.suppress(SSL.WantReadError):
            connection.do_handshake()
        return connection.bio_read(2048)

    def flush(self, connection: SSL.Connection) -> None:
        with contextlib.suppress(SSL.WantReadError):
            self.send(connection.bio_read(2048))

    async def connect(self) -> None:
        await self.negotiate()
        await self.check()
        await self.handshake()

    def rtp(self, ssrc: int = SSRC) -> bytes:
        """The next protected Opus packet."""
        assert self.srtp is not None
        self._sequence += 1
        header = struct.pack("!BBHII", 0x80, OPUS, self._sequence, 960 * self._sequence, ssrc)
        return self.srtp.protect(header + b"\xf8" + bytes(40))

    def _new_connection(self) -> SSL.Connection:
        context = SSL.Context(SSL.DTLS_METHOD)
        context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
        context.use_certificate(self._certificate)
        context.use_privatekey(self._key)
        context.set_tlsext_use_srtp(b"SRTP_AEAD_AES_128_GCM")
        connection = SSL.Connection(context)
        connection.set_connect_state()
        return connection


class TcpClient(RawClient):
    """The same over one TCP connection, in frames of RFC 4571. Its UDP socket is idle."""

    def __init__(self, server: MediaServer, name: str, idle: socket.socket, tcp: socket.socket) -> None:
        super().__init__(server, name, idle)
        self.tcp = tcp

    @override
    def send(self, data: bytes) -> None:
        self.tcp.sendall(struct.pack("!H", len(data)) + data)

    @override
    async def receive(self, seconds: float = SECONDS) -> bytes:
        async with asyncio.timeout(seconds):
            (length,) = struct.unpack("!H", await self._read(2))
            return await self._read(length)

    async def _read(self, length: int) -> bytes:
        """Raises EOFError at the end of the connection."""
        data = b""
        while len(data) < length:
            more = await asyncio.get_running_loop().sock_recv(self.tcp, length - len(data))
            if not more:
                raise EOFError
            data += more
        return data


@contextlib.asynccontextmanager
async def tcp_client(server: MediaServer, name: str) -> AsyncIterator[TcpClient]:
    """Connected to the address that an answer would name."""
    address = next(address for address in server.tcp if address[0] == LOOPBACK)
    with loopback_socket() as idle, socket.socket() as tcp:
        tcp.setblocking(False)
        await asyncio.get_running_loop().sock_connect(tcp, address)
        yield TcpClient(server, name, idle, tcp)


def loopback_socket(host: str = LOOPBACK) -> socket.socket:
    udp = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    udp.setblocking(False)
    udp.bind((host, 0))
    return udp


@contextlib.asynccontextmanager
async def raw_client(server: MediaServer, name: str, host: str = LOOPBACK) -> AsyncIterator[RawClient]:
    """A device of the peer `name` at the loopback address `host`; nothing is negotiated yet."""
    with loopback_socket(host) as udp:
        yield RawClient(server, name, udp, host)


def _own_certificate() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "client")])
    now = datetime.datetime.now(tz=datetime.UTC)
    certificate = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - datetime.timedelta(days=1),
        not_valid_after=now + datetime.timedelta(days=1),
    )
    return certificate.sign(key, hashes.SHA256()), key
