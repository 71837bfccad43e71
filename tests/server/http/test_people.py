"""Operators decide who is in their space and as what, over HTTP; it reaches whoever is connected at once."""

from __future__ import annotations

import httpx
import pytest

from loadtests.client import Client
from rooms.roles import Role
from server.serving import Announcement
from signaling.codes import CloseCode
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio


async def _person(browser: httpx.AsyncClient) -> str:
    return str((await browser.get("/api/session")).json()["person"])


async def _role(browser: httpx.AsyncClient) -> str:
    return str((await browser.get("/api/session")).json()["role"])


async def test_a_role_that_an_operator_gives_is_the_persons_role(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga, visitor(server, Role.TEACHER) as tess:
        answer = await olga.patch(f"/api/people/{await _person(tess)}", json={"role": "student"})
        assert (answer.status_code, answer.json()["role"]) == (200, "student")
        assert await _role(tess) == "student"
        again = await tess.post(
            "/api/session", json={"invite": server.invites[Role.TEACHER].rpartition("/")[2]}
        )
        assert again.json()["role"] == "student"


@pytest.mark.row("S5")
async def test_whoever_is_connected_comes_again_with_the_other_role(server: Announcement) -> None:
    async with (
        visitor(server, Role.OPERATOR) as olga,
        Client(server.invites[Role.TEACHER], name="Tess") as tess,
    ):
        await tess.enter_room("study-room")
        path = f"/api/people/{tess.welcome['member']}"
        await olga.patch(path, json={"role": "student"})
        assert await tess.until_closed() == CloseCode.ROLE_CHANGED
        await tess.reconnect()
        assert tess.welcome["role"] == "student"
        await olga.delete(path)
        assert await tess.until_closed() == CloseCode.SHUT_OUT


async def test_who_is_shut_out_has_no_session_any_more(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga, visitor(server, Role.STUDENT) as ada:
        path = f"/api/people/{await _person(ada)}"
        assert (await olga.delete(path)).status_code == 204
        assert (await ada.get("/api/session")).status_code == 401
        assert (await olga.delete(path)).status_code == 404


async def test_an_invite_is_revoked_with_all_who_have_their_role_by_it(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga, visitor(server, Role.STUDENT) as ada:
        invites = {each["role"]: each for each in (await olga.get("/api/invites")).json()}
        assert {role: (each["came"], each["mine"]) for role, each in invites.items()} == {
            "operator": (1, True),
            "teacher": (0, False),
            "student": (1, False),
        }
        assert (await olga.delete(f"/api/invites/{invites['student']['id']}")).status_code == 204
        assert (await ada.get("/api/session")).status_code == 401
        secret = server.invites[Role.STUDENT].rpartition("/")[2]
        assert (await ada.post("/api/session", json={"invite": secret})).status_code == 404
        left = {each["role"] for each in (await olga.get("/api/invites")).json()}
        assert left == {"operator", "teacher"}


async def test_nobody_decides_about_themselves(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        own = f"/api/people/{await _person(olga)}"
        by_which_i_came = next(each["id"] for each in (await olga.get("/api/invites")).json() if each["mine"])
        for answer in (
            await olga.patch(own, json={"role": "student"}),
            await olga.delete(own),
            await olga.delete(f"/api/invites/{by_which_i_came}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "about_yourself")
        assert await _role(olga) == "operator"


@pytest.mark.parametrize("id", ["zz", "00", "00" * 32])
async def test_what_is_no_invite_is_not_found(server: Announcement, id: str) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        assert (await olga.delete(f"/api/invites/{id}")).status_code == 404


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
async def test_only_operators_decide_and_only_from_our_pages(server: Announcement, role: Role) -> None:
    async with visitor(server, role) as other, visitor(server, Role.OPERATOR) as olga:
        path = f"/api/people/{await _person(olga)}"
        for answer in (
            await other.patch(path, json={"role": "student"}),
            await other.delete(path),
            await other.get("/api/invites"),
            await other.delete("/api/invites/00"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
        olga.headers["Origin"] = "https://evil.example"
        refused = await olga.delete(f"/api/people/{await _person(other)}")
        assert (refused.status_code, refused.json()["code"]) == (403, "origin_refused")
