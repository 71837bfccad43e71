"""Signed claims: JSON Web Tokens (RFC 7519) with HS256 and nothing else. Says whether a signature and an expiry hold.

The algorithm is fixed here and never read from the token (RFC 8725 section 3.1). Time comes from the caller, because
a wall clock that jumps must neither kill nor revive a token.
"""

from __future__ import annotations

from typing import Any

import jwt

LONGEST = 4096


class TokenSigner:
    """`audience` is what these tokens are for; one of another audience is refused even under the same key."""

    def __init__(self, key: bytes, audience: str) -> None:
        self._key = key
        self._audience = audience

    def sign(self, claims: dict[str, Any], *, now: float, seconds: float) -> str:
        return jwt.encode(
            {**claims, "aud": self._audience, "exp": int(now + seconds)}, self._key, algorithm="HS256"
        )

    def verify(self, token: str, *, now: float) -> dict[str, Any] | None:
        """The claims; None for everything that is not ours, not for this audience, or expired."""
        if len(token) > LONGEST:
            return None
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key,
                algorithms=["HS256"],
                audience=self._audience,
                options={"require": ["exp", "aud"], "verify_exp": False, "verify_iat": False},
            )
        except (jwt.PyJWTError, ValueError):
            return None
        expiry = claims["exp"]
        return claims if isinstance(expiry, int) and now < expiry else None
