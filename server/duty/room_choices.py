"""What each member wants to hear of in each room, and when: kept per person, so that all of their devices agree.

Level and mute are two things. The level says what becomes a notice at all; a mute only keeps it from ringing. A mention by
staff passes both.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec
from msgspec import Struct
from sqlalchemy import delete, insert, select

from community.muting import Mute
from server.duty.notice import OF_ANSWERS, Reason
from server.storage.database import Database
from server.storage.notice_tables import room_choices


class Hears(StrEnum):
    CONCERNS = "concerns"  # answers and mentions
    MENTIONS = "mentions"
    NOTHING = "nothing"


class RoomChoice(Struct, frozen=True, forbid_unknown_fields=True):
    """For one room, and its sub-rooms. `follows`: every important post of it too."""

    hears: Hears = Hears.CONCERNS
    follows: bool = False
    mute: Mute = Mute()

    def wants(self, reason: Reason) -> bool:
        """Of what concerns members."""
        if reason is Reason.STAFF_MENTION:
            return True
        if reason is Reason.IMPORTANT:
            return self.follows
        if reason in OF_ANSWERS:
            return self.hears is Hears.CONCERNS
        return self.hears is not Hears.NOTHING


USUAL = RoomChoice()
_columns = room_choices.c


class RoomChoices:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_room(self, room: str, people: Sequence[str]) -> dict[str, RoomChoice]:
        """Of each of these people; whoever chose nothing has the usual."""
        query = select(room_choices).where(_columns.room == room, _columns.person.in_(people))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        known = {row.person: _decoded(row.body) for row in rows}
        return {person: known.get(person, USUAL) for person in people}

    async def of_person(self, person: str) -> dict[str, RoomChoice]:
        """By room; those where they chose nothing are left out."""
        query = select(room_choices).where(_columns.person == person)
        async with self._database.reading() as connection:
            return {row.room: _decoded(row.body) for row in await connection.execute(query)}

    async def followers(self, room: str) -> list[str]:
        query = select(_columns.person).where(_columns.room == room, _columns.follows)
        async with self._database.reading() as connection:
            return list(await connection.scalars(query.order_by(_columns.person)))

    async def choose(self, person: str, room: str, choice: RoomChoice) -> None:
        async with self._database.writing() as connection:
            await connection.execute(
                delete(room_choices).where(_columns.person == person, _columns.room == room)
            )
            if choice != USUAL:
                row = {"follows": choice.follows, "body": msgspec.json.encode(choice)}
                await connection.execute(insert(room_choices).values(person=person, room=room, **row))


def _decoded(body: bytes) -> RoomChoice:
    return msgspec.json.decode(body, type=RoomChoice)
