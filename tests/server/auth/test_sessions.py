"""From invite to person to cookie, on a real database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert

from rooms.roles import Role
from server.auth.invites import LONGEST_SECRET, hashed
from server.auth.sessions import COOKIE_SECONDS, Sessions
from server.storage.database import Database
from server.storage.people import Admission, People
from server.storage.tables import spaces
from tests.support.clock import ManualClock

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]


@pytest.fixture
async def sessions(database: Database, clock: ManualClock) -> Sessions:
    """Two spaces, with an invite per role that is named after both, such as "main/teacher"."""
    people = People(database)
    for space in ("main", "other"):
        async with database.writing() as connection:
            await connection.execute(insert(spaces).values(id=space, title=space, created_at=0.0))
        for role in Role:
            await people.add_invite(hashed(f"{space}/{role}"), Admission(space, role), 0.0)
    return Sessions(people, bytes(range(32)), clock.now)


async def test_an_invite_makes_a_person_with_its_role_in_its_space(sessions: Sessions) -> None:
    person = await sessions.admit("main/teacher", None, "Ada")
    assert person is not None
    assert (person.space, person.role, person.name) == ("main", Role.TEACHER, "Ada")


async def test_everybody_who_opens_an_invite_is_somebody_else(sessions: Sessions) -> None:
    one, other = [await sessions.admit("main/student", None, None) for _ in range(2)]
    assert one is not None
    assert other is not None
    assert one.id != other.id
    assert one.name == ""


@pytest.mark.parametrize("secret", ["", "main/king", "x" * (LONGEST_SECRET + 1), "main/teacher\x00", "é"])
async def test_what_is_no_invite_lets_nobody_in(sessions: Sessions, secret: str) -> None:
    assert await sessions.admit(secret, None, None) is None


async def test_a_cookie_says_who_it_is_until_it_expires(sessions: Sessions, clock: ManualClock) -> None:
    person = await sessions.admit("main/student", None, "Ada")
    assert person is not None
    cookie = sessions.cookie(person)
    assert await sessions.person(cookie) == person
    clock.advance(COOKIE_SECONDS)
    assert await sessions.person(cookie) is None


@pytest.mark.parametrize("cookie", [None, "", "p-ada", "a.b.c"])
async def test_what_is_no_cookie_of_ours_is_nobody(sessions: Sessions, cookie: str | None) -> None:
    assert await sessions.person(cookie) is None


async def test_the_same_space_again_keeps_the_person_and_takes_the_higher_role(sessions: Sessions) -> None:
    person = await sessions.admit("main/student", None, "Ada")
    promoted = await sessions.admit("main/ta", person, None)
    assert person is not None
    assert promoted is not None
    assert (promoted.id, promoted.role, promoted.name) == (person.id, Role.TA, "Ada")
    again = await sessions.admit("main/student", promoted, None)
    assert again == promoted
    assert await sessions.person(sessions.cookie(person)) == promoted


async def test_the_invite_that_gave_the_role_is_remembered(sessions: Sessions) -> None:
    person = await sessions.admit("main/ta", None, "Ada")
    assert person is not None
    assert person.invite == hashed("main/ta")
    lower = await sessions.admit("main/student", person, None)
    higher = await sessions.admit("main/teacher", person, None)
    assert lower is not None
    assert higher is not None
    assert (lower.invite, higher.invite) == (hashed("main/ta"), hashed("main/teacher"))


async def test_no_invite_changes_the_role_that_an_operator_gave(sessions: Sessions) -> None:
    person = await sessions.admit("main/teacher", None, "Ada")
    assert person is not None
    demoted = replace(person, role=Role.STUDENT, role_given=True)
    again = await sessions.admit("main/teacher", demoted, "Countess")
    assert again == replace(demoted, name="Countess")


async def test_an_invite_of_another_space_makes_another_person(sessions: Sessions) -> None:
    person = await sessions.admit("main/operator", None, "Ada")
    elsewhere = await sessions.admit("other/student", person, None)
    assert person is not None
    assert elsewhere is not None
    assert elsewhere.id != person.id
    assert (elsewhere.space, elsewhere.role) == ("other", Role.STUDENT)


async def test_a_new_name_is_the_persons_name_from_then_on(sessions: Sessions) -> None:
    person = await sessions.admit("main/student", None, "Ada")
    assert person is not None
    await sessions.rename(person, "Ada Lovelace")
    known = await sessions.person(sessions.cookie(person))
    assert known is not None
    assert known.name == "Ada Lovelace"
