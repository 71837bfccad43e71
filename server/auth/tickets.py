"""One-time tickets for the WebSocket: implements `signaling.ports.Tickets`.

A cookie alone never opens a socket (cross-site WebSocket hijacking); a ticket does, once, within a minute, at any of the
servers that share what was used. It names a person and nothing else: who that is, and may be, is read when it is used.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from rooms.roles import Role
from server.auth.tokens import TokenSigner
from server.storage.directory import SqlDirectory
from server.storage.people import People, Person
from signaling.ports import Grant

LIFETIME = 60.0


class UsedTickets(Protocol):
    """Which tickets were used. `scope`: of which servers, that all of them sign their tickets with."""

    @property
    def scope(self) -> str: ...

    async def use(self, id: str, until: float, now: float) -> bool:
        """Whether it was not used before; from now on it was. Nobody asks again after `until`, UTC seconds.

        Raises a database error; then it may count as used.
        """
        ...


class _Claims(msgspec.Struct, frozen=True):
    sub: str
    scope: str
    jti: str
    exp: int


class SignedTickets:
    """`now` gives UTC seconds and must not run backwards."""

    def __init__(
        self,
        key: bytes,
        used: UsedTickets,
        people: People,
        directory: SqlDirectory,
        now: Callable[[], float],
    ) -> None:
        self._signer = TokenSigner(key, "ticket")
        self._used, self._people, self._directory, self._now = used, people, directory, now

    def issue(self, person: Person) -> str:
        claims = {"sub": person.id, "scope": self._used.scope, "jti": secrets.token_urlsafe(12)}
        return self._signer.sign(claims, now=self._now(), seconds=LIFETIME)

    async def redeem(self, ticket: str) -> Grant | None:
        now = self._now()
        try:
            claims = msgspec.convert(self._signer.verify(ticket, now=now), _Claims)
        except msgspec.ValidationError:
            return None
        if claims.scope != self._used.scope or not await self._used.use(claims.jti, claims.exp, now):
            return None
        person = await self._people.find(claims.sub)
        if person is None:
            return None
        title = await self._directory.space_title(person.space)
        return Grant(person.id, person.name, person.role, person.space, title or "")

    async def roles(self, people: Sequence[str]) -> dict[str, Role]:
        return await self._people.roles(people)
