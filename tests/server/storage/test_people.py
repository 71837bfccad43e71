"""People and invites, as stored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rooms.kinds import RoomKind
from rooms.roles import Role
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.people import Admission, Invite, Member, People, Person
from signaling.ports import RoomSpec

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

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


async def test_staff_of_a_space_are_told_apart_from_everybody_else(people: People) -> None:
    await people.add(ADA, 1.0)
    await people.add(replace(ADA, id="p-tess", role=Role.TA), 2.0)
    await people.add(replace(ADA, id="p-gone", role=Role.TA), 3.0)
    await people.shut_out("p-gone", 4.0)
    asked = ["p-ada", "p-tess", "p-gone", "p-nobody"]
    assert await people.staff_among("main", asked) == {"p-tess"}
    assert await people.staff_among("other", asked) == set()


async def test_names_are_told_of_whoever_is_known(people: People) -> None:
    await people.add(ADA, 1.0)
    assert await people.names(["p-ada", "p-bob"]) == {"p-ada": "Ada"}


async def test_somebody_who_was_shut_out_is_not_found_but_keeps_a_name(people: People) -> None:
    await people.add(replace(ADA, role=Role.TA), 1.0)
    await people.shut_out("p-ada", 2.0)
    assert await people.find("p-ada") is None
    assert await people.with_roles("main", [Role.TA]) == []
    assert await people.names(["p-ada"]) == {"p-ada": "Ada"}


async def test_a_revoked_invite_lets_nobody_in_and_shuts_out_who_came_by_it(people: People) -> None:
    await people.add_invite(b"hash", Admission("main", Role.TEACHER), 1.0)
    await people.add(replace(ADA, invite=b"hash"), 1.0)
    await people.add(replace(ADA, id="p-bo", invite=b"other"), 1.0)
    assert await people.revoke("main", b"hash", 2.0) == ["p-ada"]
    assert await people.admission(b"hash") is None
    assert await people.find("p-ada") is None
    assert await people.find("p-bo") is not None
    assert await people.revoke("main", b"hash", 3.0) is None


async def test_a_revoked_invite_that_is_added_again_stays_revoked(people: People) -> None:
    for at in (1.0, 3.0):
        await people.add_invite(b"hash", Admission("main", Role.TEACHER), at)
        await people.revoke("main", b"hash", 2.0)
    assert await people.admission(b"hash") is None


async def test_an_invite_of_another_space_is_not_revoked(people: People) -> None:
    await people.add_invite(b"hash", Admission("main", Role.TEACHER), 1.0)
    assert await people.revoke("other", b"hash", 2.0) is None
    assert await people.admission(b"hash") is not None


async def test_invites_say_how_many_have_their_role_by_them(people: People) -> None:
    for number, name in enumerate((b"old", b"new", b"gone")):
        await people.add_invite(name, Admission("main", Role.TEACHER), float(number))
    await people.revoke("main", b"gone", 3.0)
    await people.add(replace(ADA, invite=b"old"), 1.0)
    await people.add(replace(ADA, id="p-bo", invite=b"old"), 1.0)
    await people.shut_out("p-bo", 2.0)
    assert await people.invites("main") == [
        Invite(b"new", Role.TEACHER, 1.0, 0),
        Invite(b"old", Role.TEACHER, 0.0, 1),
    ]


async def test_when_somebody_came_is_known(people: People) -> None:
    await people.add(ADA, 12.5)
    assert await people.joined_at("p-ada") == 12.5


async def test_members_are_told_with_their_names_and_since_when_they_have_their_role(people: People) -> None:
    await people.add(replace(ADA, id="p-bo", name="Bo", role=Role.ACTIVE), 2.0)
    await people.add(ADA, 1.0)
    await people.update(ADA, 5.0)
    await people.update(replace(ADA, name="Countess"))
    found = await people.members("main", [Role.STUDENT, Role.ACTIVE])
    assert found == [
        Member("p-ada", "Countess", Role.STUDENT, 5.0),
        Member("p-bo", "Bo", Role.ACTIVE, 2.0),
    ]
    assert await people.members("other", [Role.STUDENT]) == []
