"""Derives one key per purpose from the stored one, so that a token of one kind can never pass for another."""

from __future__ import annotations

import base64
import hashlib
import hmac


class Keys:
    """`root` is 32 random bytes. Derivation: HMAC-SHA256 (RFC 2104) over the purpose's name."""

    def __init__(self, root: bytes) -> None:
        self._root = root

    def cookie(self) -> bytes:
        return self._derive("cookie")

    def ticket(self) -> bytes:
        return self._derive("ticket")

    def email(self) -> bytes:
        return self._derive("email")

    def standing_invite(self, space: str, role: str) -> str:
        """The secret of the invite that every space has per role: 128 bits, printable again at every start."""
        return base64.urlsafe_b64encode(self._derive(f"invite/{space}/{role}")[:16]).rstrip(b"=").decode()

    def _derive(self, purpose: str) -> bytes:
        return hmac.digest(self._root, f"studyhall/{purpose}".encode(), hashlib.sha256)
