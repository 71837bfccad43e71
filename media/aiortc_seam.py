"""The only file that imports aiortc (1.16.0) and aioice (0.13.0): descriptions, STUN and DTLS as values and errors of ours.

It never knows peers, groups or slots, and it owns no socket: datagrams come in as bytes and leave through a callback.

Private names used, each pinned by tests/media/test_aiortc_seam.py:
  RTCDtlsTransport   _set_role, _set_state, _srtp_profiles, _setup_srtp, _ssl, and what it asks of its transport:
                     `async _recv()`, `async _send(bytes)`, `role`
  rtcdtlstransport   State, SRTPProtectionProfile and the three SRTP_* profiles (not private by name, not exported)
"""

from __future__ import annotations

import asyncio
import struct
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from typing import Literal

from aioice import stun
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    SRTPProtectionProfile,
    State,
)
from aiortc.sdp import MediaDescription, SessionDescription
from msgspec import Struct
from typing_extensions import override

from media.addresses import Address

__all__ = ["MediaDescription", "SessionDescription"]

Profile = Literal["AEAD_AES_128_GCM", "AEAD_AES_256_GCM", "AES128_CM_HMAC_SHA1_80"]

# ---------------------------------------------------------------- session descriptions


class BadSdp(ValueError):
    """The description is malformed, too large, or asks for what nobody could answer."""


def parse_description(sdp: str) -> SessionDescription:
    """Raises BadSdp, whatever the parser trips over. The caller bounds size and line counts first: it is quadratic."""
    try:
        return SessionDescription.parse(sdp)
    except (
        AssertionError,
        AttributeError,
        IndexError,
        KeyError,
        StopIteration,
        TypeError,
        ValueError,
    ) as error:
        raise BadSdp(f"cannot be parsed ({type(error).__name__})") from error


# ---------------------------------------------------------------- STUN

_STUN_HEADER = 20
_BINDING_REQUEST = b"\x00\x01"
_BINDING_SUCCESS = b"\x01\x01"
_HOST_PRIORITY = 126 << 24 | 65535 << 8 | 255  # RFC 8445 section 5.1.2.1
_MAGIC_COOKIE = stun.COOKIE.to_bytes(4, "big")


class BindingRequest(Struct, frozen=True):
    """A connectivity check (RFC 8445 section 7). Nothing in it is to be believed before `authentic`."""

    username: str
    use_candidate: bool
    priority: int
    message: stun.Message

    @property
    def transaction(self) -> bytes:
        return self.message.transaction_id

    def authentic(self, password: str) -> bool:
        """Whether MESSAGE-INTEGRITY was made with `password` (RFC 8489 section 14.5)."""
        return self.message.check_message_integrity(password.encode())

    def success(self, remote: Address, password: str) -> bytes:
        """The success response, which tells `remote` how it looks from here."""
        response = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=self.message.transaction_id,
            attributes={"XOR-MAPPED-ADDRESS": remote},
        )
        response.add_message_integrity(password.encode())
        return bytes(response)


def read_binding_request(data: bytes) -> BindingRequest | None:
    """None for everything that is not a well-formed binding request with a user name."""
    if len(data) < _STUN_HEADER or data[:2] != _BINDING_REQUEST or data[4:8] != _MAGIC_COOKIE:
        return None
    try:
        message = stun.parse_message(data)
    except (ValueError, struct.error, IndexError):
        return None
    username = message.attributes.get("USERNAME")
    if not isinstance(username, str):
        return None
    priority = message.attributes.get("PRIORITY", 0)
    return BindingRequest(username, "USE-CANDIDATE" in message.attributes, priority, message)


def write_binding_request(username: str, password: str, transaction: bytes, *, use_candidate: bool) -> bytes:
    """A check of the controlling end (RFC 8445 section 7.2.2). `transaction`: 12 bytes, never used before."""
    request = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.REQUEST,
        transaction_id=transaction,
        attributes={"USERNAME": username, "PRIORITY": _HOST_PRIORITY, "ICE-CONTROLLING": 0},
    )
    if use_candidate:
        request.attributes["USE-CANDIDATE"] = None
    request.add_message_integrity(password.encode())
    return bytes(request)


def read_binding_success(data: bytes, password: str) -> bytes | None:
    """The transaction that this answers; None for everything that is no response made with `password`."""
    if len(data) < _STUN_HEADER or data[:2] != _BINDING_SUCCESS or data[4:8] != _MAGIC_COOKIE:
        return None
    try:
        message = stun.parse_message(data)
    except (ValueError, struct.error, IndexError):
        return None
    return message.transaction_id if message.check_message_integrity(password.encode()) else None


# ---------------------------------------------------------------- DTLS


class Certificate:
    """One self-signed ECDSA P-256 certificate: small enough that every handshake flight fits one datagram."""

    def __init__(self) -> None:
        self._certificate = RTCCertificate.generateCertificate()

    @property
    def fingerprints(self) -> tuple[tuple[str, str], ...]:
        """(hash function, value) as in a=fingerprint (RFC 8122)."""
        return tuple((f.algorithm, f.value) for f in self._certificate.getFingerprints())

    def open(self, datagrams: _Datagrams, ended: asyncio.Event) -> _ServerTransport:
        return _ServerTransport(datagrams, self._certificate, ended)


class SrtpKeys(Struct, frozen=True):
    """Master keys and salts of one association (RFC 5764 section 4.2), seen from the server."""

    profile: Profile
    receive_key: bytes
    receive_salt: bytes
    send_key: bytes
    send_salt: bytes


class HandshakeError(StrEnum):
    CLOSED = "closed"  # by us, or by the peer, before keys were there
    FINGERPRINT = "fingerprint"  # the peer's certificate is not the one that its description named
    NO_PROFILE = "no_profile"
    TOO_MANY_FAILURES = "too_many_failures"


class HandshakeFailed(Exception):
    def __init__(self, reason: HandshakeError) -> None:
        super().__init__(reason.value)
        self.reason = reason


_PROFILES: dict[bytes, tuple[Profile, SRTPProtectionProfile]] = {
    # In our order of preference: the DTLS server's order wins, which is why we always answer a=setup:passive.
    SRTP_AEAD_AES_128_GCM.openssl_profile: ("AEAD_AES_128_GCM", SRTP_AEAD_AES_128_GCM),
    SRTP_AEAD_AES_256_GCM.openssl_profile: ("AEAD_AES_256_GCM", SRTP_AEAD_AES_256_GCM),
    SRTP_AES128_CM_SHA1_80.openssl_profile: ("AES128_CM_HMAC_SHA1_80", SRTP_AES128_CM_SHA1_80),
}
_EXPORTER_LABEL = b"EXTRACTOR-dtls_srtp"
_MAX_WAITING_DATAGRAMS = 64
_MAX_FAILED_HANDSHAKES = 200


def export_keys(ssl_profile: bytes, export: Callable[[bytes, int], bytes]) -> SrtpKeys | None:
    """Split the exported key material (RFC 5764 section 4.2); None when no profile of ours was agreed."""
    if ssl_profile not in _PROFILES:
        return None
    name, profile = _PROFILES[ssl_profile]
    material = export(_EXPORTER_LABEL, 2 * (profile.key_length + profile.salt_length))
    client = profile.get_key_and_salt(material, 0)
    server = profile.get_key_and_salt(material, 1)
    split = profile.key_length
    return SrtpKeys(name, client[:split], client[split:], server[:split], server[split:])


class _Datagrams:
    """What RTCDtlsTransport takes for its ICE transport. At most 64 datagrams wait; then the oldest is lost."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send_datagram = send
        self._waiting: deque[bytes] = deque(maxlen=_MAX_WAITING_DATAGRAMS)
        self._changed = asyncio.Event()
        self.closed = False

    def put(self, data: bytes) -> None:
        self._waiting.append(data)
        self._changed.set()

    def close(self) -> None:
        self.closed = True
        self._changed.set()

    async def _recv(self) -> bytes:
        while not self._waiting or self.closed:
            if self.closed:
                raise ConnectionError
            self._changed.clear()
            await self._changed.wait()
        return self._waiting.popleft()

    async def _send(self, data: bytes) -> None:
        if not _is_unprotected_alert(data):
            self._send_datagram(data)


def _is_unprotected_alert(data: bytes) -> bool:
    """An alert of epoch 0. Somebody else's forged ClientHello may have caused it, and it would end the true peer's
    handshake, so it is not sent (RFC 6347 section 4.1.2.7)."""
    return data[0] == 21 and data[3:5] == b"\x00\x00"


class _ServerTransport(RTCDtlsTransport):
    """Exports the SRTP keys instead of opening libsrtp sessions: packets never come this way."""

    def __init__(self, datagrams: _Datagrams, certificate: RTCCertificate, ended: asyncio.Event) -> None:
        super().__init__(datagrams, [certificate])  # type: ignore[arg-type]
        self._set_role("server")
        self._srtp_profiles = [profile for _, profile in _PROFILES.values()]
        self._ended = ended
        self.identified = False
        self.keys: SrtpKeys | None = None
        self.on("statechange", self._on_state_change)

    def _on_state_change(self) -> None:
        if self._state == State.CLOSED:
            self._ended.set()

    @override
    def _setup_srtp(self) -> None:
        if self._ssl is None:
            raise RuntimeError("no handshake to take keys from")
        self.identified = True  # the fingerprint was checked just before
        self.keys = export_keys(self._ssl.get_selected_srtp_profile(), self._ssl.export_keying_material)
        if self.keys is None:
            self._set_state(State.FAILED)


class DtlsServer:
    """The passive end of one DTLS-SRTP association (RFC 5764) over somebody else's socket."""

    def __init__(
        self,
        certificate: Certificate,
        peer_fingerprints: tuple[tuple[str, str], ...],
        send: Callable[[bytes], None],
    ) -> None:
        """`send` takes each outgoing datagram."""
        self._certificate = certificate
        self._expected = RTCDtlsParameters([RTCDtlsFingerprint(*f) for f in peer_fingerprints])
        self._datagrams = _Datagrams(send)
        self._ended = asyncio.Event()
        self._transport = certificate.open(self._datagrams, self._ended)

    def receive(self, datagram: bytes) -> None:
        if datagram:
            self._datagrams.put(datagram)

    async def handshake(self) -> SrtpKeys:
        """Waits for a ClientHello as long as it takes. Raises HandshakeFailed.

        An attempt that breaks before the peer has shown its certificate may be a forgery, so another one may follow it.
        """
        for _ in range(_MAX_FAILED_HANDSHAKES):
            await self._transport.start(self._expected)
            if self._ended.is_set():
                raise HandshakeFailed(HandshakeError.CLOSED)
            if self._transport.keys is not None:
                return self._transport.keys
            if self._transport.encrypted:
                known = self._transport.identified
                raise HandshakeFailed(HandshakeError.NO_PROFILE if known else HandshakeError.FINGERPRINT)
            self._transport = self._certificate.open(self._datagrams, self._ended)
        raise HandshakeFailed(HandshakeError.TOO_MANY_FAILURES)

    async def ended(self) -> None:
        """Returns when the peer has said goodbye (close_notify) or `end` was called."""
        await self._ended.wait()

    def end(self) -> None:
        """Let `handshake` and `ended` return at once; `say_goodbye` may follow."""
        self._ended.set()
        if not self._transport.encrypted:
            self._datagrams.close()

    async def say_goodbye(self) -> None:
        """Send close_notify, if there is an association, and stop."""
        await self._transport.stop()
        self._datagrams.close()
