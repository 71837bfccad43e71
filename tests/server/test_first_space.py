"""What a new installation finds, and a later start finds again."""

from __future__ import annotations

import asyncio

import pytest

from rooms.kinds import Purpose, RoomKind
from rooms.roles import Role
from server.app import open_database
from server.auth.invites import hashed
from server.auth.keys import Keys
from server.catalogue import Catalogue
from server.first_space import SPACE, ensure_first_space
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.people import Admission, People
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.anyio

KEYS = Keys(bytes(range(32)))


async def ensure(database: Database, language: str = "en") -> dict[Role, str]:
    titles = Catalogue("titles", "zh" if language == "zh" else "en")
    return await ensure_first_space(SqlDirectory(database), People(database), KEYS, titles, 1.0)


async def test_a_new_installation_has_a_study_room_a_live_qa_and_a_question_zone(database: Database) -> None:
    await ensure(database)
    rooms = await SqlDirectory(database).rooms(SPACE)
    assert [(room.kind, room.purpose) for room in rooms] == [
        (RoomKind.STUDY, Purpose.QUESTIONS),
        (RoomKind.QA, Purpose.QUESTIONS),
        (RoomKind.ZONE, Purpose.QUESTIONS),
        (RoomKind.ZONE, Purpose.LOUNGE),
    ]


async def test_every_standing_invite_lets_in_with_its_role(database: Database) -> None:
    secrets = await ensure(database)
    assert set(secrets) == {Role.OPERATOR, Role.TEACHER, Role.STUDENT}
    for role, secret in secrets.items():
        assert await People(database).admission(hashed(secret)) == Admission(SPACE, role)


async def test_a_later_start_finds_everything_as_it_was(database: Database) -> None:
    first = await ensure(database, "zh")
    rooms = await SqlDirectory(database).rooms(SPACE)
    assert await ensure(database, "en") == first
    assert await SqlDirectory(database).rooms(SPACE) == rooms
    assert rooms[0].title == "自习房间"


async def test_nodes_that_start_together_find_the_same(postgres: PostgresServer) -> None:
    async with (
        postgres.database() as url,
        open_database(url) as one,
        open_database(url) as other,
    ):
        first, second = await asyncio.gather(ensure(one), ensure(other))
        assert first == second
        assert len(await SqlDirectory(one).rooms(SPACE)) == 4
        assert len(await People(other).invites(SPACE)) == 3
