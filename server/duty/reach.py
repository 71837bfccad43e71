"""Where somebody is reached besides the page: their browsers and mailbox, unless they are in their quiet hours.

A notice is given in any case; this only says what rings. A report rings at any hour.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from rooms.obligations.terms import ObligationClass
from server.duty.contacts import Contacts
from server.duty.notice import SPACE_ITSELF, Address, Draft
from server.duty.quiet_hours import QuietHours, is_quiet


class Reach:
    def __init__(self, contacts: Contacts) -> None:
        self._contacts = contacts

    async def told(
        self, draft: Draft, people: Sequence[str], quiet_hours: QuietHours | None, *, rings: bool = True
    ) -> list[Draft]:
        """The notice for each of `people`; and where it rings, their addresses, and one more notice for webhooks.

        `quiet_hours` are the space's, for whoever has none of their own.
        """
        drafts = [replace(draft, person=person) for person in people]
        if not rings:
            return drafts
        settings, addresses = await self._contacts.settings(people), await self._contacts.addresses(people)
        return [
            *(
                each
                if _is_silenced(each, settings[each.person].quiet_hours or quiet_hours)
                else replace(each, addresses=addresses.get(each.person, ()))
                for each in drafts
            ),
            *await self._for_webhooks(draft, quiet_hours),
        ]

    async def _for_webhooks(self, draft: Draft, quiet_hours: QuietHours | None) -> list[Draft]:
        hooks = await self._contacts.webhooks(draft.space)
        told = [hook for hook in hooks if hook.kinds.tells(draft.reason, draft.level)]
        if not told or _is_silenced(draft, quiet_hours):
            return []
        addresses = tuple(Address(hook.kinds.channel, hook.id) for hook in told)
        return [replace(draft, person=SPACE_ITSELF, addresses=addresses)]


def _is_silenced(draft: Draft, quiet_hours: QuietHours | None) -> bool:
    return draft.class_ != ObligationClass.REPORT and is_quiet(quiet_hours, draft.at)
