"""People and invites, as stored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rooms.kinds import RoomKind
from rooms.roles import Role
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.people import Admission, People, Person
from signaling.ports import RoomSpec

pytestmark = pytest.mark.anyio

ADA = Person("p-ada", "main", "Ada", Role.STUDENT)


@pytest.fixture
async def people(database: Database) -> People:
    rooms = [RoomSpec("zone", "main", "Ask here", RoomKind.ZONE)]
    await SqlDirectory(database).create_space("main", "Main", 1.0, rooms)
    return People(database)


async def test_a_person_is_found_as_stored(people: People) -> None:
    await people.add(ADA, 1.0)
    assert await people.find("p-ada") == ADA
    assert await people.find("p-bob") is None


async def test_an_update_stores_name_and_role(people: People) -> None:
    await people.add(ADA, 1.0)
    promoted = replace(ADA, name="Countess", role=Role.TA)
    await people.update(promoted)
    assert await people.find("p-ada") == promoted


async def test_an_invite_gives_its_role_in_its_space(people: People) -> None:
    await people.add_invite(b"hash", Admission("main", Role.TEACHER), 1.0)
    assert await people.admission(b"hash") == Admission("main", Role.TEACHER)
    assert await people.admission(b"other") is None


async def test_an_invite_added_again_stays_as_it_was(people: People) -> None:
    await people.add_invite(b"hash", Admission("main", Role.TEACHER), 1.0)
    await people.add_invite(b"hash", Admission("main", Role.OPERATOR), 2.0)
    assert await people.admission(b"hash") == Admission("main", Role.TEACHER)


async def test_people_are_found_by_their_role_in_the_order_in_which_they_came(people: People) -> None:
    await people.add(replace(ADA, id="p-tess", role=Role.TA), 3.0)
    await people.add(replace(ADA, id="p-olga", role=Role.OPERATOR), 2.0)
    await people.add(ADA, 1.0)
    assert await people.with_roles("main", [Role.TA, Role.OPERATOR]) == ["p-olga", "p-tess"]
    assert await people.with_roles("other", [Role.TA]) == []


async def test_names_are_told_of_whoever_is_known(people: People) -> None:
    await people.add(ADA, 1.0)
    assert await people.names(["p-ada", "p-bob"]) == {"p-ada": "Ada"}
