"""One-time tickets: once, within a minute, at any server that shares the database; what they give is read when they are used."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rooms.roles import Role
from server.app import open_database
from server.auth.tickets import LIFETIME, SignedTickets, UsedTickets
from server.auth.tokens import TokenSigner
from server.auth.used_tickets import MemoryUsedTickets
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.people import People, Person
from server.storage.used_tickets import SqlUsedTickets
from signaling.ports import Grant
from tests.support.clock import ManualClock
from tests.support.memory_ports import STUDY
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.anyio

KEY = bytes(range(32))
ADA = Person("p-ada", "main", "Ada", Role.TEACHER)


async def settled(database: Database) -> None:
    await SqlDirectory(database).create_space("main", "Studyhall", 1.0, [STUDY])
    await People(database).add(ADA, 1.0)


def made(
    database: Database, clock: ManualClock, used: UsedTickets | None = None, key: bytes = KEY
) -> SignedTickets:
    return SignedTickets(
        key, used or MemoryUsedTickets(), People(database), SqlDirectory(database), clock.now
    )


@pytest.fixture
async def tickets(database: Database, clock: ManualClock) -> SignedTickets:
    await settled(database)
    return made(database, clock)


async def test_a_ticket_says_who_comes_with_which_role_into_which_space(tickets: SignedTickets) -> None:
    grant = await tickets.redeem(tickets.issue(ADA))
    assert grant == Grant("p-ada", "Ada", Role.TEACHER, "main", "Studyhall")


@pytest.mark.row("S2")
async def test_a_ticket_is_good_once(tickets: SignedTickets) -> None:
    ticket = tickets.issue(ADA)
    assert await tickets.redeem(ticket) is not None
    assert await tickets.redeem(ticket) is None


@pytest.mark.row("S2")
async def test_a_used_ticket_stays_used_until_it_has_expired(
    tickets: SignedTickets, clock: ManualClock
) -> None:
    ticket = tickets.issue(ADA)
    assert await tickets.redeem(ticket) is not None
    for _ in range(70):
        clock.advance(1)
        await tickets.redeem(tickets.issue(ADA))
        assert await tickets.redeem(ticket) is None


@pytest.mark.row("S2")
async def test_a_ticket_expires(tickets: SignedTickets, clock: ManualClock) -> None:
    ticket = tickets.issue(ADA)
    clock.advance(LIFETIME)
    assert await tickets.redeem(ticket) is None


@pytest.mark.row("S2")
async def test_a_ticket_of_an_earlier_process_that_was_alone_is_refused(
    tickets: SignedTickets, database: Database, clock: ManualClock
) -> None:
    assert await tickets.redeem(made(database, clock).issue(ADA)) is None


@pytest.mark.row("S2")
async def test_a_ticket_is_good_once_at_any_server_of_a_database(
    postgres: PostgresServer, clock: ManualClock
) -> None:
    async with (
        postgres.database() as url,
        open_database(url) as here,
        open_database(url) as there,
    ):
        await settled(here)
        one, other = (made(database, clock, SqlUsedTickets(database)) for database in (here, there))
        ticket = one.issue(ADA)
        assert await other.redeem(ticket) == Grant("p-ada", "Ada", Role.TEACHER, "main", "Studyhall")
        assert await one.redeem(ticket) is None
        assert await other.redeem(ticket) is None


@pytest.mark.row("S2")
async def test_a_ticket_of_another_key_is_refused(
    tickets: SignedTickets, database: Database, clock: ManualClock
) -> None:
    shared = SqlUsedTickets(database)
    stranger = made(database, clock, shared, bytes(32))
    assert await made(database, clock, shared).redeem(stranger.issue(ADA)) is None


@pytest.mark.row("S2")
async def test_well_signed_claims_of_the_wrong_shape_are_refused(
    tickets: SignedTickets, clock: ManualClock
) -> None:
    signer = TokenSigner(KEY, "ticket")
    wrong: list[dict[str, object]] = [{}, {"sub": 1}, {"sub": "p-ada", "jti": "x"}]
    for claims in wrong:
        assert await tickets.redeem(signer.sign(claims, now=clock.now(), seconds=60)) is None


async def test_a_ticket_holds_no_secret_and_no_name(tickets: SignedTickets) -> None:
    ticket = tickets.issue(ADA)
    assert KEY.hex() not in ticket
    assert len(ticket) < 300


@pytest.mark.row("S5")
async def test_a_ticket_gives_what_is_so_when_it_is_used(tickets: SignedTickets, database: Database) -> None:
    old, older = tickets.issue(ADA), tickets.issue(ADA)
    await People(database).update(replace(ADA, role=Role.STUDENT, name="Ada L."))
    grant = await tickets.redeem(old)
    assert grant == Grant("p-ada", "Ada L.", Role.STUDENT, "main", "Studyhall")
    assert await tickets.roles(["p-ada", "p-bo"]) == {"p-ada": Role.STUDENT}
    await People(database).shut_out("p-ada", 5.0)
    assert await tickets.redeem(older) is None
    assert await tickets.roles(["p-ada"]) == {}
