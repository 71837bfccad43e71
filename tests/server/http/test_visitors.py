"""Who may ask about a room over HTTP: somebody of its space, from one of our pages, and staff where it is for staff."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from rooms.roles import Role
from server.auth.origins import Origins
from server.auth.sessions import Sessions
from server.http.errors import Refusal
from server.http.visitors import COOKIE, Visitors
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.people import People, Person
from tests.support.memory_ports import STUDY

pytestmark = pytest.mark.anyio
OURS = "https://study.example.org"


class Setting:
    def __init__(self, database: Database) -> None:
        self.people = People(database)
        self.directory = SqlDirectory(database)
        self.sessions = Sessions(self.people, b"k" * 32, lambda: 1_700_000_000.0)
        self.visitors = Visitors(self.sessions, Origins([OURS]), self.directory)

    async def request(self, role: Role | None, room: str = STUDY.id, origin: str | None = OURS) -> Request:
        headers = [] if origin is None else [(b"origin", origin.encode())]
        if role is not None:
            person = Person(f"p-{role}", STUDY.space, "Ada", role)
            await self.people.add(person, 1.0)
            headers.append((b"cookie", f"{COOKIE}={self.sessions.cookie(person)}".encode()))
        return Request({"type": "http", "headers": headers, "path_params": {"room": room}})


@pytest.fixture
async def setting(database: Database) -> Setting:
    made = Setting(database)
    await made.directory.create_space(STUDY.space, "Academy", 1.0, [STUDY])
    return made


async def _refusal(asked: object) -> tuple[int, str]:
    with pytest.raises(Refusal) as refused:
        await asked  # type: ignore[misc]
    return refused.value.status, refused.value.code


async def test_somebody_of_the_space_may_ask_about_its_rooms_and_their_sub_rooms(setting: Setting) -> None:
    person, room = await setting.visitors.in_room(await setting.request(Role.STUDENT))
    assert (person.role, room) == (Role.STUDENT, STUDY.id)
    _, sub_room = await setting.visitors.in_room(await setting.request(Role.TA, f"{STUDY.id}--2"))
    assert sub_room == f"{STUDY.id}--2"


async def test_strangers_and_unknown_rooms_are_refused(setting: Setting) -> None:
    assert await _refusal(setting.visitors.in_room(await setting.request(None))) == (401, "no_session")
    unknown = await setting.request(Role.STUDENT, "no-such-room")
    assert await _refusal(setting.visitors.in_room(unknown)) == (404, "room_unknown")


@pytest.mark.parametrize("number", ["", "x", "²", "1\n", '1"', "1--2"])
async def test_what_is_no_number_of_a_sub_room_is_no_room(setting: Setting, number: str) -> None:
    asked = await setting.request(Role.TA, f"{STUDY.id}--{number}")
    assert await _refusal(setting.visitors.in_room(asked)) == (404, "room_unknown")


async def test_what_is_for_staff_is_for_staff(setting: Setting) -> None:
    assert await _refusal(setting.visitors.staff_of(await setting.request(Role.ACTIVE))) == (
        403,
        "not_permitted",
    )
    person, _ = await setting.visitors.staff_of(await setting.request(Role.TA))
    assert person.role is Role.TA


async def test_only_our_own_pages_change_anything(setting: Setting) -> None:
    assert setting.visitors.origin(await setting.request(None)) == OURS
    for origin in (None, "https://evil.example"):
        request = await setting.request(None, origin=origin)
        with pytest.raises(Refusal) as refused:
            setting.visitors.origin(request)
        assert refused.value.status == 403


async def test_staff_and_operators_are_told_apart_without_a_room(setting: Setting) -> None:
    operator, teacher, student = [
        await setting.request(role) for role in (Role.OPERATOR, Role.TEACHER, Role.STUDENT)
    ]
    assert (await setting.visitors.staff(teacher)).role is Role.TEACHER
    assert (await setting.visitors.operator(operator)).role is Role.OPERATOR
    assert await _refusal(setting.visitors.staff(student)) == (403, "not_permitted")
    assert await _refusal(setting.visitors.operator(teacher)) == (403, "not_permitted")
