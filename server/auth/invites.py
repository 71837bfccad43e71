"""Invite links: a secret in the path of the page that redeems it. Knows how secrets are made and hashed."""

from __future__ import annotations

import hashlib
import secrets

from rooms.roles import Role

LONGEST_SECRET = 100


def new_secret() -> str:
    """128 random bits."""
    return secrets.token_urlsafe(16)


def hashed(secret: str) -> bytes:
    """SHA-256 without salt: the secrets are random, so there is no dictionary to defend against."""
    return hashlib.sha256(secret.encode()).digest()


def link(base_url: str, secret: str) -> str:
    return f"{base_url}/i/{secret}"


_RANKS = {role: rank for rank, role in enumerate(reversed(Role))}


def higher(one: Role, other: Role) -> Role:
    """The role of the two that may do more; `Role` lists them from the highest."""
    return max(one, other, key=_RANKS.__getitem__)
