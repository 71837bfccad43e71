"""TAs and operators see who struggles and say what they do about it; teachers and learners have no way there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from community.struggling import Sign, Struggling
from rooms.roles import Role
from server.first_space import SPACE
from server.serving import Announcement
from server.storage.database import Database
from server.storage.struggles import Struggles
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio


@pytest.fixture
async def struggles(server: Announcement, database: Database) -> Struggles:
    """Of the server that runs."""
    return Struggles(database)


async def person(browser: httpx.AsyncClient) -> str:
    return str((await browser.get("/api/session")).json()["person"])


@asynccontextmanager
async def as_role(
    server: Announcement, olga: httpx.AsyncClient, role: Role, name: str
) -> AsyncIterator[httpx.AsyncClient]:
    async with visitor(server, Role.STUDENT, name) as made:
        await olga.patch(f"/api/people/{await person(made)}", json={"role": role})
        yield made


async def begun(struggles: Struggles, ada: httpx.AsyncClient) -> int:
    """Ada struggles: the number of the duty."""
    await struggles.add(
        SPACE, Struggling("question-zone", await person(ada), "Ada", {Sign.LATE: 2, Sign.HELP: 1}), 10.0
    )
    return (await struggles.open(SPACE))[0].number


async def test_a_ta_takes_one_lays_it_aside_and_says_what_came_of_it(
    server: Announcement, struggles: Struggles
) -> None:
    async with (
        visitor(server, Role.OPERATOR, "Olga") as olga,
        visitor(server, Role.STUDENT, "Ada") as ada,
        as_role(server, olga, Role.TA, "Tom") as tom,
    ):
        path = f"/api/struggles/{await begun(struggles, ada)}"
        (waiting,) = (await tom.get("/api/struggles")).json()["open"]
        assert (waiting["name"], waiting["signs"], waiting["owner"]) == ("Ada", {"late": 2, "help": 1}, "")
        assert waiting["room_title"]
        (taken,) = (await tom.post(f"{path}/take")).json()["open"]
        assert (taken["owner"], taken["owner_name"]) == (await person(tom), "Tom")
        (aside,) = (await tom.post(f"{path}/snooze", json={"days": 3})).json()["open"]
        assert aside["snoozed_until"] > 3 * 86_400.0
        told = (await olga.post(f"{path}/finish", json={"note": "we\u202e talked\n"})).json()
        assert told["open"] == []
        assert [(each["done_by_name"], each["note"]) for each in told["done"]] == [("Olga", "we talked")]
        again = await tom.post(f"{path}/take")
        assert (again.status_code, again.json()["code"]) == (409, "not_open")


def everything(browser: httpx.AsyncClient, number: int) -> list[tuple[str, str, dict[str, object] | None]]:
    path = f"/api/struggles/{number}"
    return [
        ("GET", "/api/struggles", None),
        ("POST", f"{path}/take", {}),
        ("POST", f"{path}/snooze", {"days": 1}),
        ("POST", f"{path}/finish", {"note": ""}),
    ]


@pytest.mark.parametrize("role", [Role.TEACHER, Role.ACTIVE, Role.STUDENT])
async def test_nobody_else_sees_or_changes_any_of_it_not_even_who_it_is_about(
    server: Announcement, struggles: Struggles, role: Role
) -> None:
    async with (
        visitor(server, Role.OPERATOR, "Olga") as olga,
        visitor(server, Role.STUDENT, "Ada") as ada,
        as_role(server, olga, role, "Other") as other,
    ):
        number = await begun(struggles, ada)
        for browser in (other, ada):
            for method, path, body in everything(browser, number):
                answer = await browser.request(method, path, json=body)
                assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
                assert "late" not in answer.text
        (untouched,) = await struggles.open(SPACE)
        assert (untouched.owner, untouched.snoozed_until) == ("", None)


async def test_who_has_no_session_or_comes_from_elsewhere_is_refused_and_what_is_not_there_not_found(
    server: Announcement, struggles: Struggles
) -> None:
    async with visitor(server, Role.OPERATOR) as olga, httpx.AsyncClient(base_url=server.url) as nobody:
        nobody.headers["Origin"] = server.url
        for method, path, body in everything(nobody, 1):
            assert (await nobody.request(method, path, json=body)).status_code == 401
        for _, path, body in everything(olga, 99)[1:]:
            answer = await olga.post(path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        olga.headers["Origin"] = "https://evil.example"
        refused = await olga.post("/api/struggles/1/take")
        assert (refused.status_code, refused.json()["code"]) == (403, "origin_refused")


@pytest.mark.parametrize("body", [{"days": 0}, {"days": 29}, {}, {"days": 1, "owner": "me"}])
async def test_what_is_asked_is_strict(
    server: Announcement, struggles: Struggles, body: dict[str, object]
) -> None:
    async with visitor(server, Role.OPERATOR) as olga, visitor(server, Role.STUDENT) as ada:
        path = f"/api/struggles/{await begun(struggles, ada)}/snooze"
        assert (await olga.post(path, json=body)).status_code == 400
