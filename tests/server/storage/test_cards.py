"""Cards and who looked at them, as stored."""

from __future__ import annotations

import pytest

from community.cards import CardLine, MemberCard
from rooms.roles import Role
from server.storage.cards import Cards, Look
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.people import People, Person
from tests.support.memory_ports import STUDY

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]


@pytest.fixture
async def cards(database: Database) -> Cards:
    await SqlDirectory(database).create_space(STUDY.space, "Academy", 1.0, [STUDY])
    for id in ("ada", "bo"):
        await People(database).add(Person(id, STUDY.space, id.capitalize(), Role.STUDENT), 1.0)
    return Cards(database)


async def test_whoever_wrote_none_has_an_empty_card_that_shows_nothing(cards: Cards) -> None:
    assert await cards.get("ada") == MemberCard()


async def test_the_card_that_was_saved_last_is_the_card(cards: Cards) -> None:
    await cards.save("ada", MemberCard(goal=CardLine("pass B2", True)))
    await cards.save("ada", MemberCard(goal=CardLine("pass B2")))
    assert await cards.get("ada") == MemberCard(goal=CardLine("pass B2"))
    assert await cards.get("bo") == MemberCard()


async def test_looks_are_told_newest_first_each_with_whom_it_was_about(cards: Cards) -> None:
    for by, at in (("tess", 1.0), ("olga", 2.0), ("tess", 3.0)):
        await cards.note_look("ada", by, at)
    await cards.note_look("bo", "tess", 4.0)
    assert await cards.looks("ada", 2) == [Look("tess", 3.0), Look("olga", 2.0)]
