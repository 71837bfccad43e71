"""Who may still be told when a message goes out, of what, and in which language: asked anew every time.

Hours may lie between a notice and its delivery. Whoever may not come any more, or has taken their address away, is told
nothing more; who is no longer of the staff, only what concerns members; and those nothing that is not so any more, nor
while they want to be left in peace.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from rooms.roles import is_staff
from server.catalogue import Language
from server.duty.contacts import Contacts
from server.duty.member_reach import MemberReach
from server.duty.notice import OF_MEMBERS, SPACE_ITSELF, Channel, GivenNotice, Lane
from server.duty.subjects import Subjects
from server.storage.people import People


class Reader(Struct, frozen=True):
    """`is_staff`: also a webhook of the space is."""

    language: Language
    is_staff: bool


class Audience:
    """`language` is that of the installation, for whoever chose none."""

    def __init__(
        self,
        contacts: Contacts,
        people: People,
        subjects: Subjects,
        reach: MemberReach,
        language: Language,
    ) -> None:
        self._contacts, self._people, self._language = contacts, people, language
        self._subjects, self._reach = subjects, reach

    async def reader(self, lane: Lane) -> Reader | None:
        """None: nobody there may be told."""
        if lane.person == SPACE_ITSELF:
            hook = await self._contacts.webhook(lane.space, lane.address.to)
            return None if hook is None else Reader(hook.kinds.language or self._language, True)
        roles = await self._people.roles_among(lane.space, [lane.person])
        if lane.person not in roles:
            return None
        if lane.address.channel is Channel.MAIL:
            mailboxes = await self._contacts.mailboxes([lane.person])
            if mailboxes.get(lane.person) != lane.address.to:
                return None
        settings = (await self._contacts.settings([lane.person]))[lane.person]
        return Reader(settings.language or self._language, is_staff(roles[lane.person]))

    async def wanted(
        self, lane: Lane, reader: Reader, notices: Sequence[GivenNotice], now: float
    ) -> frozenset[int]:
        """Ids of those that are still to be told."""
        return frozenset([each.id for each in notices if await self._is_wanted(lane, reader, each, now)])

    async def _is_wanted(self, lane: Lane, reader: Reader, notice: GivenNotice, now: float) -> bool:
        """A program is told of everything that happened, people of what there still is to do or to read."""
        if lane.address.channel is Channel.WEBHOOK:
            return True
        if notice.is_seen or notice.is_over:
            return False
        if notice.reason is None or notice.reason not in OF_MEMBERS:
            return reader.is_staff
        ringing = await self._reach.ringing(notice.space, notice.room, notice.reason, [lane.person], now)
        return lane.person in ringing and not await self._subjects.is_gone(notice)
