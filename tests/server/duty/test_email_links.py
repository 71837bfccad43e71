"""A link confirms one address of one person, once, within a day; and nobody's mailbox is flooded with them."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import select

from server.duty.email_links import DAY, LINKS_A_DAY, SECONDS_BETWEEN, EmailLinks, NoLink, Refused
from server.storage.database import Database
from server.storage.notice_tables import confirmed_emails
from tests.support.clock import ManualClock

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

MAIL = "ada@school.example"


class Rig:
    def __init__(self, database: Database) -> None:
        ids = (f"id-{number}" for number in count())
        self.database, self.clock = database, ManualClock()
        self.links = EmailLinks(database, b"k" * 32, self.clock.now, lambda: next(ids))

    async def link(self, person: str = "ada", email: str = MAIL) -> str:
        made = await self.links.make(person, email)
        assert isinstance(made, str)
        return made

    async def confirmed(self) -> dict[str, str]:
        async with self.database.reading() as connection:
            return {row.person: row.email for row in await connection.execute(select(confirmed_emails))}


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database)


async def test_a_link_confirms_its_address_once(rig: Rig) -> None:
    link = await rig.link()
    assert await rig.confirmed() == {}
    assert await rig.links.open(link) == MAIL
    assert await rig.links.open(link) is None
    assert await rig.confirmed() == {"ada": MAIL}


async def test_the_address_that_was_confirmed_last_is_the_one(rig: Rig) -> None:
    await rig.links.open(await rig.link())
    rig.clock.advance(SECONDS_BETWEEN)
    await rig.links.open(await rig.link(email="new@school.example"))
    assert await rig.confirmed() == {"ada": "new@school.example"}


async def test_a_link_works_for_a_day(rig: Rig) -> None:
    link = await rig.link()
    rig.clock.advance(DAY)
    assert await rig.links.open(link) is None


async def test_a_link_that_was_changed_or_signed_by_another_key_is_none(rig: Rig) -> None:
    link = await rig.link()
    other = EmailLinks(rig.database, b"x" * 32, rig.clock.now, lambda: "id-0")
    assert await other.open(link) is None
    assert await rig.links.open(link[:-4] + "AAAA") is None
    assert await rig.links.open("") is None
    assert await rig.confirmed() == {}


async def test_whoever_changed_their_address_confirms_nothing_with_older_links(rig: Rig) -> None:
    link = await rig.link()
    await rig.links.void("ada")
    assert await rig.links.open(link) is None


async def test_one_link_follows_another_after_a_while(rig: Rig) -> None:
    await rig.link()
    assert await rig.links.make("ada", MAIL) == Refused(NoLink.TOO_SOON, SECONDS_BETWEEN)
    rig.clock.advance(SECONDS_BETWEEN)
    await rig.link()


async def test_a_person_gets_few_links_a_day_whatever_the_address(rig: Rig) -> None:
    for number in range(LINKS_A_DAY):
        await rig.link(email=f"{number}@school.example")
        rig.clock.advance(SECONDS_BETWEEN)
    refused = await rig.links.make("ada", MAIL)
    assert refused == Refused(NoLink.TOO_MANY_TRIES, DAY - LINKS_A_DAY * SECONDS_BETWEEN)
    rig.clock.advance(refused.wait)
    await rig.link()


async def test_an_address_gets_few_links_a_day_whoever_names_it(rig: Rig) -> None:
    for number in range(LINKS_A_DAY):
        await rig.link(f"person-{number}", MAIL)
    assert isinstance(await rig.links.make("ada", MAIL.upper()), Refused)
    await rig.link("ada", "other@school.example")
