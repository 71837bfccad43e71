"""What this machine is called: its own IP addresses and host names, and the origins under which its pages may be opened."""

from __future__ import annotations

import ipaddress
import socket

from media.addresses import default_addresses
from server.auth.origins import normalised, origin_of
from server.config import Config

WILDCARDS = frozenset({"", "0.0.0.0", "::"})
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def own_addresses() -> list[str]:
    """Of all interfaces, IPv4 first; no loopback and no link-local ones."""
    return [host for host, _ in default_addresses(0) if host not in LOOPBACK]


def own_names() -> list[str]:
    """The host name, and the name under which a local network finds it by mDNS (RFC 6762)."""
    name = socket.gethostname().lower()
    return [name] if "." in name else [name, f"{name}.local"]


def reachable_hosts(host: str) -> list[str]:
    """Names and addresses under which a server listening on `host` answers."""
    if host in WILDCARDS:
        return [*LOOPBACK, *own_names(), *own_addresses()]
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = host == "localhost"
    return [*LOOPBACK, host] if is_loopback else [host, *own_names()]


def own_origins(config: Config, port: int) -> list[str]:
    """The origins of the pages that this server serves itself, on this port."""
    origins = [origin_of(config.scheme, host, port) for host in reachable_hosts(config.host)]
    if config.public_url:
        origins.append(normalised(config.public_url))
    return origins + [normalised(origin) for origin in config.allow_origins]


def base_url(config: Config, port: int) -> str:
    """How links to this server begin: the public one, else one that works from where people are."""
    if config.public_url:
        return config.public_url.rstrip("/")
    if config.host in WILDCARDS:
        return origin_of(config.scheme, next(iter(own_addresses()), "127.0.0.1"), port)
    return origin_of(config.scheme, config.host, port)
