"""One peer connection of a light client: a UDP socket, ICE to an ICE-lite server, DTLS; then keys, and consent.

It negotiates as any client must (RFC 8445, RFC 5764) and then lets go of the socket: who counts the packets is not
its business. It goes on asking for consent (RFC 7675), whose answers nobody reads.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Sequence, Set

from aioice import stun

from loadtests.dtls import DtlsClient, Identity, MasterKeys
from loadtests.light_offer import LightAnswer, LightSection, read_answer, write_offer

CHECK_AGAIN_SECONDS = 0.2
HANDSHAKE_AGAIN_SECONDS = 1.0  # OpenSSL's first retransmission
CONSENT_SECONDS = 5.0
PRIORITY = (126 << 24) | (65535 << 8) | 255  # RFC 8445 section 5.1.2.1: a host candidate
_DATAGRAM = 2048


class LightPeer:
    """`offer` goes to the server; with its answer, `connect` returns the keys. `fileno` is then the connected socket."""

    def __init__(self, identity: Identity, sections: Sequence[LightSection], setup: str = "actpass") -> None:
        """`setup` as in write_offer: whatever it says, we are the DTLS client."""
        self.sections = tuple(sections)
        self._identity = identity
        self._ufrag = secrets.token_hex(4)
        self._password = secrets.token_hex(16)
        self._tie_breaker = secrets.randbits(64)
        self.offer = write_offer(
            sections,
            ufrag=self._ufrag,
            password=self._password,
            fingerprint=identity.fingerprint,
            setup=setup,
        )
        self.answer: LightAnswer | None = None
        self._socket: socket.socket | None = None

    async def connect(self, answer: str) -> MasterKeys:
        """Check, nominate, shake hands. Raises ValueError for a bad answer, HandshakeFailed, TimeoutError by the caller."""
        self.answer = read_answer(answer)
        family = socket.AF_INET6 if ":" in self.answer.remote[0] else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.connect(self.answer.remote)
        await self._nominate()
        return await self._shake_hands(self.answer.fingerprint)

    def fileno(self) -> int:
        if self._socket is None:
            raise ValueError("not connected yet")
        return self._socket.fileno()

    def check(self) -> None:
        """Send one connectivity check, which renews consent. What comes back is not read here."""
        if self._socket is not None:
            self._socket.send(bytes(self._check()))

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _check(self) -> stun.Message:
        """A binding request that nominates the pair (RFC 8445 section 7.2.2): we are controlling, the server is lite."""
        if self.answer is None:
            raise ValueError("no answer yet")
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self.answer.ufrag}:{self._ufrag}"
        request.attributes["PRIORITY"] = PRIORITY
        request.attributes["ICE-CONTROLLING"] = self._tie_breaker
        request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(self.answer.password.encode())
        return request

    async def _nominate(self) -> None:
        """Ask until an answer comes, to whichever of the checks: a busy server may answer late."""
        asked: set[bytes] = set()
        while True:
            request = self._check()
            asked.add(request.transaction_id)
            self._sent(bytes(request))
            datagram = await self._received(CHECK_AGAIN_SECONDS)
            if datagram is not None and self._is_answer(datagram, asked):
                return
            self._answer_check(datagram)

    def _is_answer(self, datagram: bytes, asked: Set[bytes]) -> bool:
        try:
            message = stun.parse_message(datagram)
        except ValueError:
            return False
        expected = message.message_class == stun.Class.RESPONSE and message.transaction_id in asked
        password = self.answer.password if self.answer else ""
        return expected and message.check_message_integrity(password.encode())

    def _answer_check(self, datagram: bytes | None) -> None:
        """A server that is not lite checks us, too (RFC 8445 section 7.3)."""
        try:
            request = stun.parse_message(datagram or b"")
        except ValueError:
            return
        if request.message_class != stun.Class.REQUEST or self.answer is None:
            return
        response = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, request.transaction_id)
        response.attributes["XOR-MAPPED-ADDRESS"] = self.answer.remote
        response.add_message_integrity(self._password.encode())
        response.add_fingerprint()
        self._sent(bytes(response))

    async def _shake_hands(self, fingerprint: str) -> MasterKeys:
        dtls = DtlsClient(self._identity, fingerprint)
        while dtls.keys is None:
            for datagram in dtls.datagrams():
                self._sent(datagram)
            received = await self._received(HANDSHAKE_AGAIN_SECONDS)
            if received is None:
                dtls.retransmit()
            elif 20 <= received[0] <= 63:  # RFC 7983: DTLS
                dtls.take(received)
            else:
                self._answer_check(received)
        for datagram in dtls.datagrams():
            self._sent(datagram)
        return dtls.keys

    def _sent(self, datagram: bytes) -> None:
        if self._socket is None:
            raise ValueError("closed")
        self._socket.send(datagram)

    async def _received(self, seconds: float) -> bytes | None:
        if self._socket is None:
            raise ValueError("closed")
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.get_running_loop().sock_recv(self._socket, _DATAGRAM) or None
        except TimeoutError:
            return None


async def keep_consent(peers: Sequence[LightPeer]) -> None:
    """Renew every peer's consent for ever, evenly spread over `CONSENT_SECONDS`; `peers` may grow meanwhile."""
    while True:
        for peer in list(peers):
            peer.check()
            await asyncio.sleep(CONSENT_SECONDS / max(1, len(peers)))
        if not peers:
            await asyncio.sleep(CONSENT_SECONDS)
