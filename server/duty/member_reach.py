"""Which notices a member gets of what concerns them in a room, whether they ring, and where they are sent.

Nothing rings in somebody's quiet hours nor while they have muted the room, but a mention by staff. It is asked twice: when
the notice is given, and when it goes out, because hours may lie between.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from community.muting import peace_at
from rooms.obligations.terms import ACK_UNDO_SECONDS
from server.duty.contacts import Contacts
from server.duty.desk import DutyDesk
from server.duty.notice import Draft, Reason
from server.duty.quiet_hours import is_quiet
from server.duty.room_choices import RoomChoices
from signaling.room_ids import home_of

WAIT_SECONDS = ACK_UNDO_SECONDS
"""Before anything is sent: until then a page that shows the place has said that it was seen, and a slip was taken back."""


class MemberReach:
    def __init__(self, contacts: Contacts, choices: RoomChoices, desk: DutyDesk) -> None:
        self._contacts, self._choices, self._desk = contacts, choices, desk

    async def told(self, draft: Draft, people: Sequence[str]) -> list[Draft]:
        """The notice for each of `people` who wants it."""
        choices = await self._choices.of_room(home_of(draft.room), people)
        wanted = [person for person in people if choices[person].wants(draft.reason)]
        ringing = await self.ringing(draft.space, draft.room, draft.reason, wanted, draft.at)
        addresses = await self._contacts.addresses([person for person in wanted if person in ringing])
        return [
            replace(
                draft,
                person=person,
                addresses=addresses.get(person, ()),
                rings=person in ringing,
                wait=WAIT_SECONDS,
            )
            for person in wanted
        ]

    async def ringing(
        self, space: str, room: str, reason: Reason, people: Sequence[str], at: float
    ) -> frozenset[str]:
        """For whom of `people` it may ring at this moment."""
        if reason is Reason.STAFF_MENTION:
            return frozenset(people)
        stored = self._desk.plan(space)
        of_space = None if stored is None else stored.plan.quiet_hours
        settings = await self._contacts.settings(people)
        choices = await self._choices.of_room(home_of(room), people)
        return frozenset(
            person
            for person in people
            if peace_at(choices[person].mute, at) is None
            and not is_quiet(settings[person].quiet_hours or of_space, at)
        )
