"""One association with a peer: ICE credentials, DTLS handshake, SRTP keys, and the plane's transport that carries them.

It decides when media may flow and when it is over; it never knows what flows, nor whose it is.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from enum import StrEnum
from typing import assert_never

from studyhall_plane import Plane

from media.addresses import Address
from media.aiortc_seam import Certificate, DtlsServer, HandshakeFailed
from media.answer import LocalTransport
from media.ice import IceLite, PathChange, PathUse
from media.offer import Offer

log = logging.getLogger(__name__)


class Relation(StrEnum):
    """What a later offer is to a connection (RFC 8839 section 4.4.1.1.1, RFC 8842 section 5.5)."""

    SAME = "same"  # same ICE session: sections were added or changed
    RESTART = "restart"  # new ICE session, same DTLS association
    OTHER = "other"  # another certificate: another connection


class Connection:
    """Lives from its first offer until `close`, the peer's goodbye, or the end of consent."""

    def __init__(
        self,
        plane: Plane,
        ice: IceLite,
        certificate: Certificate,
        transport: int,
        offer: Offer,
        now: float,
        thread: int = 0,
    ):
        """`transport` is a number that the plane has not seen; `thread` is the plane's that does its work."""
        self.transport = transport
        self.cname = secrets.token_hex(8)  # RFC 7022
        self._plane = plane
        self._ice = ice
        self._certificate = certificate
        self._fingerprints = offer.fingerprints
        self._session = secrets.randbits(62)
        self._answers = 0
        self._closed = False
        self._agent = ice.add(transport, offer.ice_ufrag, now)
        self._dtls = DtlsServer(certificate, offer.fingerprints, self._send)
        plane.add_transport(transport, thread)

    def relation(self, offer: Offer) -> Relation:
        if offer.fingerprints and offer.fingerprints != self._fingerprints:
            return Relation.OTHER
        if offer.ice_ufrag in ("", self._agent.local.remote_ufrag):
            return Relation.SAME
        return Relation.RESTART

    def restart_ice(self, offer: Offer) -> None:
        self._ice.restart(self._agent, offer.ice_ufrag)

    def describe(
        self, candidates: tuple[Address, ...], tcp_candidates: tuple[Address, ...]
    ) -> LocalTransport:
        local = self._agent.local
        return LocalTransport(
            local.ufrag,
            local.pwd,
            self._certificate.fingerprints,
            candidates,
            tcp_candidates,
            self._agent.restarts,
        )

    def next_version(self) -> tuple[int, int]:
        """Session id and version of the next answer's o= line."""
        self._answers += 1
        return self._session, self._answers

    def receive_dtls(self, data: bytes) -> None:
        self._dtls.receive(data)

    async def run(self, on_connected: Callable[[], None]) -> None:
        """Handshake, hand the keys to the plane, and return when the association is over, however it ended."""
        try:
            keys = await self._dtls.handshake()
            self._plane.set_keys(
                self.transport,
                keys.profile,
                receive_key=keys.receive_key,
                receive_salt=keys.receive_salt,
                send_key=keys.send_key,
                send_salt=keys.send_salt,
            )
            on_connected()
            await self._dtls.ended()
        except HandshakeFailed as failure:
            log.info("transport %d: DTLS handshake failed: %s", self.transport, failure.reason)
        finally:
            self.close()
            await self._dtls.say_goodbye()

    def close(self) -> None:
        """Stop all media at once. Twice is fine."""
        if self._closed:
            return
        self._closed = True
        self._ice.remove(self._agent)
        self._plane.remove_transport(self.transport)
        self._dtls.end()

    def _send(self, data: bytes) -> None:
        """To the path that proved itself by a check; DTLS never goes anywhere else."""
        path = self._agent.path
        if path is not None:
            self._plane.send_datagram(path.socket, path.remote, data)


def tell_of_path(plane: Plane, change: PathChange) -> None:
    """The plane sends to a transport's selected path, and takes from each of its paths."""
    transport, socket, remote = change.transport, change.path.socket, change.path.remote
    match change.use:
        case PathUse.SELECTED:
            plane.set_path(transport, socket, remote)
        case PathUse.ACCEPTED:
            plane.accept_path(transport, socket, remote)
        case PathUse.FORGOTTEN:
            plane.forget_path(transport, socket, remote)
        case _:
            assert_never(change.use)
