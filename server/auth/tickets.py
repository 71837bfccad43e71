"""One-time tickets for the WebSocket: implements `signaling.ports.Tickets`.

A cookie alone never opens a socket (cross-site WebSocket hijacking); a ticket does, once, within a minute, and only
at the process that issued it. It carries ids and grants, no secret.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import msgspec

from rooms.roles import Role
from server.auth.tokens import TokenSigner
from server.storage.people import Person
from signaling.ports import Grant

LIFETIME = 60.0


class _Claims(msgspec.Struct, frozen=True):
    sub: str
    name: str
    role: Role
    space: str
    space_title: str
    boot: str
    jti: str


class SignedTickets:
    """`now` gives UTC seconds and must not run backwards."""

    def __init__(self, key: bytes, now: Callable[[], float]) -> None:
        self._signer = TokenSigner(key, "ticket")
        self._now = now
        self._boot = secrets.token_urlsafe(8)
        self._redeemed: dict[str, float] = {}  # jti -> when it would have expired anyway, oldest first

    def issue(self, person: Person, space_title: str) -> str:
        claims = _Claims(
            sub=person.id,
            name=person.name,
            role=person.role,
            space=person.space,
            space_title=space_title,
            boot=self._boot,
            jti=secrets.token_urlsafe(12),
        )
        return self._signer.sign(msgspec.to_builtins(claims), now=self._now(), seconds=LIFETIME)

    def redeem(self, ticket: str) -> Grant | None:
        now = self._now()
        try:
            claims = msgspec.convert(self._signer.verify(ticket, now=now), _Claims)
        except msgspec.ValidationError:
            return None
        self._forget_expired(now)
        if claims.boot != self._boot or claims.jti in self._redeemed:
            return None
        self._redeemed[claims.jti] = now + LIFETIME
        return Grant(claims.sub, claims.name, claims.role, claims.space, claims.space_title)

    def _forget_expired(self, now: float) -> None:
        while self._redeemed and (oldest := next(iter(self._redeemed))):
            if self._redeemed[oldest] > now:
                return
            del self._redeemed[oldest]
