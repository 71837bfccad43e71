"""What members wrote about themselves, and who of the staff looked at it. It never decides who may."""

from __future__ import annotations

import msgspec
from msgspec import Struct
from sqlalchemy import delete, insert, select

from community.cards import MemberCard
from server.storage.database import Database
from server.storage.learner_tables import card_looks, member_cards


class Look(Struct, frozen=True):
    """`by` opened the card at this UTC second."""

    by: str
    at: float


class Cards:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, person: str) -> MemberCard:
        """An empty one of whoever wrote none."""
        query = select(member_cards.c.body).where(member_cards.c.person == person)
        async with self._database.reading() as connection:
            body: bytes | None = await connection.scalar(query)
        return MemberCard() if body is None else msgspec.json.decode(body, type=MemberCard)

    async def save(self, person: str, card: MemberCard) -> None:
        """Instead of the one that there was."""
        async with self._database.writing() as connection:
            await connection.execute(delete(member_cards).where(member_cards.c.person == person))
            await connection.execute(
                insert(member_cards).values(person=person, body=msgspec.json.encode(card))
            )

    async def note_look(self, person: str, by: str, at: float) -> None:
        async with self._database.writing() as connection:
            await connection.execute(insert(card_looks).values(person=person, by=by, at=at))

    async def looks(self, person: str, limit: int) -> list[Look]:
        """The newest, newest first."""
        query = (
            select(card_looks.c.by, card_looks.c.at)
            .where(card_looks.c.person == person)
            .order_by(card_looks.c.number.desc())
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [Look(*row) for row in await connection.execute(query)]
