"""People who come stay until the block ends; who cannot come is counted, and the others stay."""

from __future__ import annotations

import pytest

from loadtests.client import Client
from loadtests.scenarios.crowd import Crowd, into
from loadtests.scenarios.notebook import Notebook
from loadtests.target import Target

pytestmark = pytest.mark.anyio

ROOM = "study-room"


async def test_people_are_in_the_room_until_the_block_ends(target: Target) -> None:
    notebook = Notebook()
    async with Client(target.teacher, name="Tess") as tess:
        await tess.enter_room(ROOM)
        async with Crowd(notebook, seed=1) as crowd:
            came = await crowd.come(target.student, 2, into(ROOM))
            assert {person.client.welcome["name"] for person in came} == {"Person 0", "Person 1"}
            assert len({person.member for person in crowd.people}) == 2
            await crowd.come(target.student, 1, into(ROOM), name="Late", at=[0.01])
            assert await crowd.come(target.student, 1, into("no-such-room")) == []
        for _ in range(3):
            await tess.event(ROOM, "member_left")
    assert dict(notebook.errors) == {"ROOM_UNKNOWN": 1}


async def test_a_server_that_is_not_there_is_counted() -> None:
    notebook = Notebook()
    async with Crowd(notebook, seed=1) as crowd:
        assert await crowd.come("http://127.0.0.1:1/i/secret", 2, into(ROOM)) == []
    assert dict(notebook.errors) == {"UNREACHABLE": 2}
