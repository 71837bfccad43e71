"""Whether an address belongs to who gave it: a signed link that works once, within a day, sent to that address.

Nothing else is sent to an address before its link was opened. A link is for one person and one address: who has changed
the address meanwhile confirms nothing with it. How many links may be sent is bounded for a person and for an address,
because a stranger's mailbox may be named.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.auth.tokens import TokenSigner
from server.storage.database import Database
from server.storage.notice_tables import confirmed_emails, email_links

DAY = 86_400.0
SECONDS_BETWEEN = 60.0
LINKS_A_DAY = 5
"""To one address, and of one person."""
AUDIENCE = "email"
_links = email_links.c


class NoLink(StrEnum):
    """Why none is made; the page has words for each."""

    TOO_SOON = "too_soon"
    TOO_MANY_TRIES = "too_many_tries"


class Refused(Struct, frozen=True):
    """`wait`: seconds."""

    why: NoLink
    wait: float


class EmailLinks:
    """`new_id` gives what nobody guesses."""

    def __init__(
        self, database: Database, key: bytes, now: Callable[[], float], new_id: Callable[[], str]
    ) -> None:
        self._database, self._now, self._new_id = database, now, new_id
        self._signer = TokenSigner(key, AUDIENCE)

    async def make(self, person: str, email: str) -> str | Refused:
        """What the link ends with. It counts whether or not it is sent."""
        now, id = self._now(), self._new_id()
        async with self._database.writing() as connection:
            refused = await _refused(connection, person, email, now)
            if refused is not None:
                return refused
            await connection.execute(
                insert(email_links).values(id=id, person=person, email=email, at=now, spent=False)
            )
        return self._signer.sign({"jti": id, "sub": person, "email": email}, now=now, seconds=DAY)

    async def open(self, link: str) -> str | None:
        """The address that is confirmed from now on. None: not ours, too old, or opened before."""
        claims = self._signer.verify(link, now=self._now())
        if claims is None:
            return None
        person, email = str(claims["sub"]), str(claims["email"])
        async with self._database.writing() as connection:
            opened = await connection.execute(
                update(email_links)
                .where(_links.id == str(claims["jti"]), _links.spent.is_(False))
                .values(spent=True)
            )
            if opened.rowcount == 0:
                return None
            await connection.execute(delete(confirmed_emails).where(confirmed_emails.c.person == person))
            await connection.execute(
                insert(confirmed_emails).values(person=person, email=email, at=self._now())
            )
        return email

    async def void(self, person: str) -> None:
        """Links that were sent to this person confirm nothing any more: they have changed their address."""
        async with self._database.writing() as connection:
            await connection.execute(update(email_links).where(_links.person == person).values(spent=True))


async def _refused(connection: AsyncConnection, person: str, email: str, now: float) -> Refused | None:
    """The oldest of the last day say when there may be another."""
    last = await _last(connection, _links.person == person, now)
    if last and last[-1] + SECONDS_BETWEEN > now:
        return Refused(NoLink.TOO_SOON, last[-1] + SECONDS_BETWEEN - now)
    for sent in (last, await _last(connection, func.lower(_links.email) == email.lower(), now)):
        if len(sent) >= LINKS_A_DAY:
            return Refused(NoLink.TOO_MANY_TRIES, sent[-LINKS_A_DAY] + DAY - now)
    return None


async def _last(connection: AsyncConnection, of: ColumnElement[bool], now: float) -> list[float]:
    """When links were made within the last day, the oldest first."""
    query = select(_links.at).where(of, _links.at > now - DAY).order_by(_links.at)
    return list(await connection.scalars(query))
