"""The e-mail address of one person: set, asked about by a mail, confirmed by the link in it.

Until then nothing else is sent to it.
"""

from __future__ import annotations

from collections.abc import Callable

from server.catalogue import Language
from server.duty.contacts import Contacts, Settings
from server.duty.email_links import EmailLinks, Refused
from server.duty.sending import Result
from server.duty.ways_out import WaysOut


class Emails:
    """`language` is that of the installation, for whoever chose none."""

    def __init__(
        self,
        contacts: Contacts,
        links: EmailLinks,
        ways_out: WaysOut,
        language: Language,
        now: Callable[[], float],
    ) -> None:
        self._contacts, self._links, self._ways_out = contacts, links, ways_out
        self._language, self._now = language, now

    async def is_confirmed(self, person: str) -> bool:
        return bool(await self._contacts.mailboxes([person]))

    async def save(self, person: str, settings: Settings) -> None:
        """A changed address starts unconfirmed, and links to the former confirm nothing any more."""
        before = (await self._contacts.settings([person]))[person]
        if before.email != settings.email:
            await self._links.void(person)
        await self._contacts.set_settings(person, settings)

    async def ask(self, person: str, settings: Settings) -> Result | Refused:
        """Sends the link to the address of these settings, which are the person's; they have one."""
        assert settings.email is not None
        link = await self._links.make(person, settings.email)
        if isinstance(link, Refused):
            return link
        language = settings.language or self._language
        return await self._ways_out.confirm(settings.email, link, language, self._now())

    async def confirm(self, link: str) -> str | None:
        """The address that is confirmed now. None: the link is none, or none any more."""
        return await self._links.open(link)
