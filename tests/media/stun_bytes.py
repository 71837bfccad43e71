"""Connectivity checks made by hand from RFC 8489, independently of the library that reads them."""

from __future__ import annotations

import hashlib
import hmac
import struct
import zlib

COOKIE = 0x2112A442
TRANSACTION = bytes(range(12))
PRIORITY = 0x6E7F1EFF


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def check(
    username: str,
    password: str,
    *,
    use_candidate: bool = False,
    message_type: int = 0x0001,
    fingerprint: bool = True,
    priority: int = PRIORITY,
    transaction: bytes = TRANSACTION,
) -> bytes:
    """A binding request with PRIORITY, ICE-CONTROLLING, MESSAGE-INTEGRITY and FINGERPRINT (RFC 8445 section 7.2.2)."""
    body = attribute(0x0006, username.encode())
    body += attribute(0x0024, struct.pack("!I", priority))
    body += attribute(0x802A, bytes(8))
    if use_candidate:
        body += attribute(0x0025, b"")
    header = struct.pack("!HHI", message_type, len(body) + 24, COOKIE) + transaction
    body += attribute(0x0008, hmac.new(password.encode(), header + body, hashlib.sha1).digest())
    if not fingerprint:
        return header + body
    header = struct.pack("!HHI", message_type, len(body) + 8, COOKIE) + transaction
    crc = zlib.crc32(header + body) ^ 0x5354554E
    return header + body + attribute(0x8028, struct.pack("!I", crc))


def attributes(message: bytes) -> dict[int, bytes]:
    """By type."""
    found: dict[int, bytes] = {}
    at = 20
    while at < len(message):
        kind, size = struct.unpack_from("!HH", message, at)
        found[kind] = message[at + 4 : at + 4 + size]
        at += 4 + size + (-size % 4)
    return found


def is_signed_with(message: bytes, password: str) -> bool:
    """Whether MESSAGE-INTEGRITY of `message` was made with `password`."""
    at = message.index(struct.pack("!HH", 0x0008, 20))
    header = message[:2] + struct.pack("!H", at + 24 - 20) + message[4:20]
    expected = hmac.new(password.encode(), header + message[20:at], hashlib.sha1).digest()
    return hmac.compare_digest(expected, message[at + 4 : at + 24])
