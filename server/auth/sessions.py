"""From invite to person to cookie. Decides who somebody is; what they may do is the room's table of roles."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

from server.auth.invites import LONGEST_SECRET, hashed, higher
from server.auth.tokens import TokenSigner
from server.storage.people import People, Person

COOKIE_SECONDS = 180 * 24 * 3600


class Sessions:
    """`now` gives UTC seconds and must not run backwards."""

    def __init__(self, people: People, key: bytes, now: Callable[[], float]) -> None:
        self._people = people
        self._signer = TokenSigner(key, "cookie")
        self._now = now

    def cookie(self, person: Person) -> str:
        return self._signer.sign({"sub": person.id}, now=self._now(), seconds=COOKIE_SECONDS)

    async def person(self, cookie: str | None) -> Person | None:
        """Whose cookie it is; None for none, forged, expired, or of somebody who is not there any more."""
        claims = self._signer.verify(cookie, now=self._now()) if cookie else None
        return await self._people.find(str(claims.get("sub"))) if claims else None

    async def admit(self, secret: str, known: Person | None, name: str | None) -> Person | None:
        """Redeem an invite; None when it is not one.

        A person of the same space stays the same person and takes the higher role, unless an operator gave them theirs;
        anybody else becomes a new one.
        """
        if len(secret) > LONGEST_SECRET:
            return None
        invite = hashed(secret)
        admission = await self._people.admission(invite)
        if admission is None:
            return None
        if known is not None and known.space == admission.space:
            person = replace(known, name=name or known.name)
            if not known.role_given and higher(known.role, admission.role) is not known.role:
                person = replace(person, role=admission.role, invite=invite)
            if person != known:
                has_risen = person.role is not known.role
                await self._people.update(person, self._now() if has_risen else None)
            return person
        person = Person(f"p-{secrets.token_hex(8)}", admission.space, name or "", admission.role, invite)
        await self._people.add(person, self._now())
        return person

    async def rename(self, person: Person, name: str) -> Person:
        renamed = replace(person, name=name)
        await self._people.update(renamed)
        return renamed
