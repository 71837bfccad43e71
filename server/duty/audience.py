"""Who may still be told when a message goes out, and in which language: asked anew every time.

Hours may lie between a notice and its delivery. Whoever is no longer of the staff, or has taken their address away, is
told nothing more.
"""

from __future__ import annotations

from server.catalogue import Language
from server.duty.contacts import Contacts
from server.duty.notice import SPACE_ITSELF, Channel, Lane
from server.storage.people import People


class Audience:
    """`language` is that of the installation, for whoever chose none."""

    def __init__(self, contacts: Contacts, people: People, language: Language) -> None:
        self._contacts, self._people, self._language = contacts, people, language

    async def language(self, lane: Lane) -> Language | None:
        """None: nobody there may be told."""
        if lane.person == SPACE_ITSELF:
            hook = await self._contacts.webhook(lane.space, lane.address.to)
            return None if hook is None else hook.kinds.language or self._language
        if lane.person not in await self._people.staff_among(lane.space, [lane.person]):
            return None
        settings = (await self._contacts.settings([lane.person]))[lane.person]
        if lane.address.channel is Channel.MAIL and settings.email != lane.address.to:
            return None
        return settings.language or self._language
