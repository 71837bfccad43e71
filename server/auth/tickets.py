"""One-time tickets for the WebSocket: implements `signaling.ports.Tickets`.

A cookie alone never opens a socket (cross-site WebSocket hijacking); a ticket does, once, within a minute, and only
at the process that issued it, and as long as it says what is so. It carries ids and grants, no secret.
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
    mark: int


class SignedTickets:
    """`now` gives UTC seconds and must not run backwards."""

    def __init__(self, key: bytes, now: Callable[[], float]) -> None:
        self._signer = TokenSigner(key, "ticket")
        self._now = now
        self._boot = secrets.token_urlsafe(8)
        self._redeemed: dict[str, float] = {}  # jti -> when it would have expired anyway, oldest first
        self._marks = 0
        self._void_before: dict[str, int] = {}  # person -> the first mark that is good again

    def mark(self) -> int:
        """Take it before reading who somebody is, and give it to `issue`: what changes in between voids the ticket."""
        return self._marks

    def void(self, person: str) -> None:
        """Tickets that say what was so until now are good no more. The grants of this person have changed."""
        self._marks += 1
        self._void_before[person] = self._marks

    def issue(self, person: Person, space_title: str, mark: int | None = None) -> str:
        """`mark`: see there; None when nothing was waited for since `person` was read."""
        claims = _Claims(
            sub=person.id,
            name=person.name,
            role=person.role,
            space=person.space,
            space_title=space_title,
            boot=self._boot,
            jti=secrets.token_urlsafe(12),
            mark=self._marks if mark is None else mark,
        )
        return self._signer.sign(msgspec.to_builtins(claims), now=self._now(), seconds=LIFETIME)

    def redeem(self, ticket: str) -> Grant | None:
        now = self._now()
        try:
            claims = msgspec.convert(self._signer.verify(ticket, now=now), _Claims)
        except msgspec.ValidationError:
            return None
        self._forget_expired(now)
        is_void = claims.mark < self._void_before.get(claims.sub, 0)
        if claims.boot != self._boot or claims.jti in self._redeemed or is_void:
            return None
        self._redeemed[claims.jti] = now + LIFETIME
        return Grant(claims.sub, claims.name, claims.role, claims.space, claims.space_title)

    def _forget_expired(self, now: float) -> None:
        while self._redeemed and (oldest := next(iter(self._redeemed))):
            if self._redeemed[oldest] > now:
                return
            del self._redeemed[oldest]
