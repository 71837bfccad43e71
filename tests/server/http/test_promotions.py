"""Operators alone see and decide who becomes an active student, and only then answers of theirs count as a peer's."""

from __future__ import annotations

import httpx
import pytest

from loadtests.client import Client
from loadtests.room_copy import Frame
from rooms.roles import Role
from server.serving import Announcement
from signaling.codes import CloseCode
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio

ZONE = "question-zone"
FIRST, SECOND = "How does induction begin?", "Why is the empty sum zero?"
ONE_ANSWER = {"answers": 1, "days": 28, "idle_days": 56, "rest_days": 28}


async def asks(asker: Client, reader: Client, text: str) -> tuple[int, int]:
    """The message, and the obligation that it opened."""
    await asker.post(ZONE, text)
    message = (await reader.event(ZONE, "message_posted", lambda event: event["body"] == text))["id"]
    opened = await reader.event(ZONE, "obligation_opened", lambda event: event["excerpt"] == text)
    return message, opened["id"]


async def replies(helper: Client, reader: Client, to: int, text: str) -> int:
    reply = {"t": "post_message", "cid": f"reply-{text[:20]}".replace(" ", "-"), "body": text, "reply_to": to}
    await helper.command(ZONE, reply)
    return int((await reader.event(ZONE, "message_posted", lambda event: event["body"] == text))["id"])


async def owed(server: Announcement, id: int) -> Frame:
    """As staff who come now see it."""
    async with Client(server.invites[Role.TEACHER], name="Late") as late:
        await late.enter_room(ZONE)
        snapshot = late.rooms[ZONE].snapshot
        assert snapshot is not None
        (item,) = [each for each in snapshot["obligations"]["items"] if each["id"] == id]
        return dict(item)


async def test_before_the_approval_an_answer_to_a_question_is_none_and_after_it_it_is_a_peers(
    server: Announcement,
) -> None:
    async with (
        visitor(server, Role.OPERATOR, "Olga") as olga,
        Client(server.invites[Role.TEACHER], name="Tess") as tess,
        Client(server.invites[Role.STUDENT], name="Ada") as ada,
        Client(server.invites[Role.STUDENT], name="Bo") as bo,
    ):
        for each in (tess, ada, bo):
            await each.enter_room(ZONE)
        message, first = await asks(ada, tess, FIRST)
        answer = await replies(bo, tess, message, "With the smallest number")
        waiting = await owed(server, first)
        assert (waiting["state"], waiting["peer"], waiting["acked_at"]) == ("open", "", None)

        await olga.put("/api/promotions/rule", json=ONE_ANSWER)
        await tess.command(ZONE, {"t": "attribute_answer", "message": answer, "id": first})
        person = bo.welcome["member"]
        (proposal,) = (await olga.get("/api/promotions")).json()["proposals"]
        assert (proposal["person"], proposal["direction"]) == (person, "up")
        assert [(each["id"], each["excerpt"]) for each in proposal["answers"]] == [(first, FIRST)]

        message, second = await asks(ada, tess, SECOND)
        await replies(bo, tess, message, "So that sums can be split")
        waiting = await owed(server, second)
        assert (waiting["state"], waiting["peer"]) == ("open", ""), "proposed is not approved"

        decided = await olga.post(f"/api/promotions/{person}", json={"approved": True})
        assert decided.json()["proposals"] == []
        assert await bo.until_closed() == CloseCode.ROLE_CHANGED
        await bo.reconnect()
        assert bo.welcome["role"] == "active"
        await replies(bo, tess, message, "Nothing added is nothing")
        assert (await tess.event(ZONE, "peer_answered"))["by"] == person
        assert (await owed(server, second))["peer"] == person
        await ada.command(ZONE, {"t": "mark_solved", "id": second})
        answered = await tess.event(ZONE, "obligation_answered", lambda event: event["id"] == second)
        assert (answered["by"], answered["how"], answered["first"]) == (person, "peer", True)


async def test_a_decline_says_why_and_who_declined_is_shown(server: Announcement) -> None:
    async with (
        visitor(server, Role.OPERATOR, "Olga") as olga,
        Client(server.invites[Role.TEACHER], name="Tess") as tess,
        Client(server.invites[Role.STUDENT], name="Ada") as ada,
        Client(server.invites[Role.STUDENT], name="Bo") as bo,
    ):
        for each in (tess, ada, bo):
            await each.enter_room(ZONE)
        message, first = await asks(ada, tess, FIRST)
        answer = await replies(bo, tess, message, "With the smallest number")
        await tess.command(ZONE, {"t": "attribute_answer", "message": answer, "id": first})
        await olga.put("/api/promotions/rule", json=ONE_ANSWER)
        path = f"/api/promotions/{bo.welcome['member']}"
        for reason in ("", "  \u200b no "):
            refused = await olga.post(path, json={"approved": False, "reason": reason})
            assert (refused.status_code, refused.json()["code"]) == (422, "reason_needed")
        told = (await olga.post(path, json={"approved": False, "reason": "too  early"})).json()
        assert told["proposals"] == []
        (decision,) = told["decisions"]
        assert (decision["name"], decision["approved"], decision["by_name"], decision["reason"]) == (
            "Bo",
            False,
            "Olga",
            "too early",
        )
        again = await olga.post(path, json={"approved": True})
        assert (again.status_code, again.json()["code"]) == (409, "not_proposed")
        assert bo.close_code is None


async def everything(browser: httpx.AsyncClient) -> list[httpx.Response]:
    return [
        await browser.get("/api/promotions"),
        await browser.put("/api/promotions/rule", json=ONE_ANSWER),
        await browser.post("/api/promotions/p-bo", json={"approved": True}),
    ]


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
async def test_nobody_but_operators_sees_or_decides(server: Announcement, role: Role) -> None:
    async with visitor(server, role) as other, httpx.AsyncClient(base_url=server.url) as nobody:
        for answer in await everything(other):
            assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
        nobody.headers["Origin"] = server.url
        assert {answer.status_code for answer in await everything(nobody)} == {401}


async def test_what_is_sent_is_strict_and_from_our_pages_only(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        for rule in ({**ONE_ANSWER, "answers": 0}, {**ONE_ANSWER, "days": 366}, {"unknown": 1}):
            assert (await olga.put("/api/promotions/rule", json=rule)).status_code == 400
        assert (await olga.get("/api/promotions")).json()["rule"]["answers"] == 5
        olga.headers["Origin"] = "https://evil.example"
        _, *changes = await everything(olga)
        assert {answer.json()["code"] for answer in changes} == {"origin_refused"}
