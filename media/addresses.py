"""Which addresses of this machine get a socket, and which of them are told to clients.

One socket per address: with a wildcard socket a reply may leave from another address than the one that was asked,
and browsers then refuse the pair. 127.0.0.1 alone is not enough: Firefox never pairs with it.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

import ifaddr
import msgspec
from msgspec import Struct

from media.threads import RECEIVERS_AT_HOME

Address = tuple[str, int]  # as in Python's socket module: host without brackets or scope, port

LOOPBACK = "127.0.0.1"


class Sockets(Struct, frozen=True):
    """`udp` gets one socket each, `tcp` a listener each; `advertise` are further hosts under which clients reach them
    (NAT). `threads` forward packets; up to `receivers_at_home` receivers of a group are on the thread of its publishers.

    From `relay` links to other media processes are opened. No client is told of these sockets: an address belongs to one
    connection, and of two processes each may be the other's edge.
    """

    udp: tuple[Address, ...]
    tcp: tuple[Address, ...] = ()
    advertise: tuple[str, ...] = ()
    relay: tuple[Address, ...] = ()
    threads: int = 1
    receivers_at_home: int = RECEIVERS_AT_HOME

    def as_argument(self) -> str:
        """For a command line."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_argument(cls, argument: str) -> Sockets:
        """Raises ValueError."""
        return msgspec.json.decode(argument, type=cls)


def default_addresses(port: int) -> list[Address]:
    """`port` on every address of this machine that a client could use, IPv4 first, and on 127.0.0.1 at the end."""
    found = {
        ipaddress.ip_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0])
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
    }
    usable = [
        a for a in found if not (a.is_loopback or a.is_link_local or a.is_unspecified or a.is_multicast)
    ]
    ordered = sorted(usable, key=lambda a: (a.version, int(a)))
    return [(str(a), port) for a in ordered if _can_bind(str(a), a.version)] + [(LOOPBACK, port)]


def candidates(bound: Sequence[Address], advertise: Sequence[str]) -> tuple[Address, ...]:
    """The host candidates: each bound address, and each advertised one (NAT, RFC 8445 section 5.1.1.1) with the port
    of the first socket of its family. Wildcards are no candidates."""
    direct = [(host, port) for host, port in bound if not ipaddress.ip_address(host).is_unspecified]
    mapped: list[Address] = []
    for host in advertise:
        version = ipaddress.ip_address(host).version
        port = next((p for h, p in bound if ipaddress.ip_address(h).version == version), None)
        if port is not None:
            mapped.append((host, port))
    return tuple(dict.fromkeys([*mapped, *direct]))


def _can_bind(host: str, version: int) -> bool:
    """An address that is tentative or leaving cannot be bound (RFC 4862 section 5.4)."""
    family = socket.AF_INET if version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            return False
    return True


def listed(addresses: Sequence[Address]) -> str:
    """As people read it."""
    return ", ".join(f"{host} port {port}" for host, port in addresses) or "none"
