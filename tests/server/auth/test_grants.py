"""What is taken back is taken back at once: in the database, which tickets are read by, and from who is connected."""

from __future__ import annotations

import pytest

from rooms.roles import Role
from server.auth.grants import Grants
from server.auth.tickets import SignedTickets
from server.auth.used_tickets import MemoryUsedTickets
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.people import Admission, People, Person
from tests.support.clock import ManualClock
from tests.support.memory_ports import STUDY

pytestmark = [pytest.mark.anyio, pytest.mark.row("S5"), pytest.mark.both_databases]
SPACE = STUDY.space
TESS = Person("p-tess", SPACE, "Tess", Role.TEACHER, b"invite")


class Connected:
    """Implements `server.auth.grants.Affected`."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Role | None]] = []

    def change_role(self, person: str, role: Role) -> None:
        self.heard.append((person, role))

    def shut_out(self, person: str) -> None:
        self.heard.append((person, None))


class Setting:
    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.people, self.connected = People(database), Connected()
        used, directory = MemoryUsedTickets(), SqlDirectory(database)
        self.tickets = SignedTickets(b"k" * 32, used, self.people, directory, clock.now)
        self.grants = Grants(self.people, [self.connected], clock.now)


@pytest.fixture
async def setting(database: Database, clock: ManualClock) -> Setting:
    made = Setting(database, clock)
    await SqlDirectory(database).create_space(SPACE, "Academy", 1.0, [STUDY])
    await made.people.add_invite(b"invite", Admission(SPACE, Role.TEACHER), 1.0)
    await made.people.add(TESS, 1.0)
    return made


async def test_a_role_that_was_given_holds_everywhere_at_once(setting: Setting) -> None:
    ticket = setting.tickets.issue(TESS)
    given = await setting.grants.give(TESS, Role.STUDENT)
    assert await setting.people.find("p-tess") == given
    assert (given.role, given.invite, given.role_given) == (Role.STUDENT, None, True)
    grant = await setting.tickets.redeem(ticket)
    assert grant is not None
    assert grant.role is Role.STUDENT
    assert setting.connected.heard == [("p-tess", Role.STUDENT)]


async def test_since_when_somebody_has_their_role_is_known(setting: Setting, clock: ManualClock) -> None:
    clock.advance(60.0)
    await setting.grants.give(TESS, Role.TEACHER)
    (tess,) = await setting.people.members(SPACE, [Role.TEACHER])
    assert (tess.name, tess.since) == ("Tess", 1.0), "it is the role that they had"
    await setting.grants.give(TESS, Role.STUDENT)
    (tess,) = await setting.people.members(SPACE, [Role.STUDENT])
    assert tess.since == clock.now()


async def test_who_is_shut_out_is_gone_everywhere_at_once(setting: Setting) -> None:
    ticket = setting.tickets.issue(TESS)
    await setting.grants.shut_out(TESS)
    assert await setting.people.find("p-tess") is None
    assert await setting.tickets.redeem(ticket) is None
    assert setting.connected.heard == [("p-tess", None)]


async def test_a_revoked_invite_takes_everybody_along_whose_role_it_gave(setting: Setting) -> None:
    ticket = setting.tickets.issue(TESS)
    assert await setting.grants.revoke(SPACE, b"invite")
    assert await setting.people.find("p-tess") is None
    assert await setting.tickets.redeem(ticket) is None
    assert setting.connected.heard == [("p-tess", None)]
    assert not await setting.grants.revoke(SPACE, b"invite")
