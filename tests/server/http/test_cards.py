"""A card shows staff what its member agreed to, keeps who looked, and has no way in for anybody else."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from rooms.roles import Role
from server.serving import Announcement
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio

SECRET = "night shifts at a hospital"


def line(text: str = "", *, shown: bool = False) -> dict[str, Any]:
    return {"text": text, "shown": shown}


def card(**changes: Any) -> dict[str, Any]:
    return {"background": line(SECRET), "goal": line(), "progress": line(), "quotable": False, **changes}


async def person(browser: httpx.AsyncClient) -> str:
    return str((await browser.get("/api/session")).json()["person"])


async def path(browser: httpx.AsyncClient, what: str = "card") -> str:
    return f"/api/people/{await person(browser)}/{what}"


async def test_staff_see_who_it_is_and_only_what_the_member_agreed_to(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada, visitor(server, Role.TEACHER, "Tess") as tess:
        own = await ada.put("/api/me/card", json=card(goal=line("pass\u202e B2\n", shown=True)))
        assert own.json()["card"]["goal"] == {"text": "pass B2", "shown": True}
        seen = await tess.get(await path(ada))
        told = seen.json()
        assert (told["name"], told["role"], told["shown"]) == ("Ada", "student", {"goal": "pass B2"})
        assert told["standing"] == {"open": [], "answered_at": None, "answered_by": "", "reopened": 0}
        assert told["joined_at"] > 0
        assert SECRET not in seen.text


async def test_nobody_sees_anything_before_the_member_says_so(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada, visitor(server, Role.TEACHER) as tess:
        assert (await ada.get("/api/me/card")).json()["card"] == card(background=line())
        await ada.put("/api/me/card", json={"background": {"text": SECRET}})
        assert (await tess.get(await path(ada))).json()["shown"] == {}


async def test_what_is_taken_back_is_hidden_at_once(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada, visitor(server, Role.TEACHER) as tess:
        await ada.put("/api/me/card", json=card(background=line(SECRET, shown=True)))
        assert SECRET in (await tess.get(await path(ada))).text
        await ada.put("/api/me/card", json=card(background=line(SECRET)))
        assert SECRET not in (await tess.get(await path(ada))).text
        assert SECRET in (await ada.get("/api/me/card")).text


async def test_each_look_is_kept_for_the_member_and_ones_own_is_none(server: Announcement) -> None:
    async with (
        visitor(server, Role.TEACHER, "Tess") as tess,
        visitor(server, Role.OPERATOR, "Olga") as olga,
        visitor(server, Role.STUDENT) as ada,
    ):
        for looker in (tess, olga, tess):
            await looker.get(await path(ada))
        await tess.get(await path(tess))
        looks = (await ada.get("/api/me/card")).json()["looks"]
        assert [(look["name"], look["role"]) for look in looks] == [
            ("Tess", "teacher"),
            ("Olga", "operator"),
            ("Tess", "teacher"),
        ]
        assert all(look["at"] > 0 for look in looks)
        assert (await tess.get("/api/me/card")).json()["looks"] == []


async def test_who_looked_is_told_also_when_they_are_not_there_any_more(server: Announcement) -> None:
    async with (
        visitor(server, Role.TEACHER, "Tess") as tess,
        visitor(server, Role.OPERATOR, "Olga") as olga,
        visitor(server, Role.STUDENT) as ada,
    ):
        await tess.get(await path(ada))
        await olga.delete(f"/api/people/{await person(tess)}")
        (look,) = (await ada.get("/api/me/card")).json()["looks"]
        assert (look["name"], look["role"]) == ("Tess", None)


@pytest.mark.parametrize("what", ["card", "quotable", "progress"])
@pytest.mark.parametrize("role", [Role.STUDENT, Role.ACTIVE])
async def test_learners_have_no_way_to_a_card_and_leave_no_look(
    server: Announcement, role: Role, what: str
) -> None:
    shown = card(progress=line("unit 3", shown=True), quotable=True)
    async with (
        visitor(server, Role.STUDENT) as ada,
        visitor(server, Role.STUDENT, "Peer") as peer,
        visitor(server, Role.OPERATOR) as olga,
    ):
        await olga.patch(f"/api/people/{await person(peer)}", json={"role": role})
        await ada.put("/api/me/card", json=shown)
        for url in (await path(ada, what), await path(peer, what)):
            answer = await peer.get(url)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
        assert (await ada.get("/api/me/card")).json()["looks"] == []


@pytest.mark.parametrize("what", ["card", "quotable", "progress"])
async def test_strangers_are_refused_and_who_is_not_there_is_not_found(
    server: Announcement, what: str
) -> None:
    async with visitor(server, Role.TEACHER) as tess, httpx.AsyncClient(base_url=server.url) as nobody:
        assert (await nobody.get(await path(tess, what))).status_code == 401
        answer = await tess.get(f"/api/people/p-nobody/{what}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert (await nobody.get("/api/me/card")).status_code == 401


async def test_progress_is_quoted_only_with_a_consent_of_its_own_and_that_is_a_look(
    server: Announcement,
) -> None:
    async with visitor(server, Role.STUDENT) as ada, visitor(server, Role.TEACHER) as tess:
        shown = card(progress=line("unit 3", shown=True))
        await ada.put("/api/me/card", json=shown)
        assert (await tess.get(await path(ada, "quotable"))).json() == {"quotable": False}
        refused = await tess.get(await path(ada, "progress"))
        assert (refused.status_code, refused.json()["code"]) == (404, "not_shown")
        assert (await ada.get("/api/me/card")).json()["looks"] == []
        await ada.put("/api/me/card", json={**shown, "quotable": True})
        assert (await tess.get(await path(ada, "quotable"))).json() == {"quotable": True}
        assert (await tess.get(await path(ada, "progress"))).json() == {"progress": "unit 3"}
        assert len((await ada.get("/api/me/card")).json()["looks"]) == 1


async def test_a_card_is_short_strict_and_saved_from_our_pages_only(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        long = await ada.put("/api/me/card", json=card(progress=line("x" * 81)))
        assert (long.status_code, long.json()) == (422, {"code": "card_too_long", "detail": "progress"})
        for wrong in (card(role="operator"), card(goal=line("x" * 401)), card(goal="B2")):
            assert (await ada.put("/api/me/card", json=wrong)).status_code == 400
        ada.headers["Origin"] = "https://evil.example"
        refused = await ada.put("/api/me/card", json=card())
        assert (refused.status_code, refused.json()["code"]) == (403, "origin_refused")
