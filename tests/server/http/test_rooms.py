"""Operators make rooms over HTTP: everybody in the lobby and in the room sees it at once, and bad input has a code."""

from __future__ import annotations

from typing import Any

import pytest

from loadtests.client import Client
from rooms.roles import Role
from server.serving import Announcement
from server.storage.room_records import ROOMS_IN_A_SPACE
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio

TEA: dict[str, Any] = {"title": "Tea corner", "kind": "zone", "purpose": "lounge"}


async def test_a_room_is_made_changed_archived_and_taken_up_again(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR, "Olga") as olga:
        made = await olga.post("/api/rooms", json={**TEA, "daily": True})
        room = made.json()
        assert (made.status_code, room["purpose"], room["daily"]) == (201, "lounge", True)
        path = f"/api/rooms/{room['id']}"
        for change in ({"title": "Share"}, {"purpose": "sharing"}, {"archived": True}, {"archived": False}):
            changed = await olga.patch(path, json=change)
            assert (changed.status_code, changed.json()) == (200, {**room, **change})
            room = changed.json()
        view = (await olga.get("/api/rooms")).json()
        assert view["rooms"][-1] == room
        assert [(each["what"], each["by_name"], each["became"]) for each in view["changes"]] == [
            ("archived", "Olga", "off"),
            ("archived", "Olga", "on"),
            ("purpose", "Olga", "sharing"),
            ("title", "Olga", "Share"),
            ("created", "Olga", "zone lounge daily: Tea corner"),
        ]


async def test_who_is_in_the_room_and_in_the_lobby_sees_it_at_once(server: Announcement) -> None:
    async with (
        visitor(server, Role.OPERATOR) as olga,
        Client(server.invites[Role.STUDENT], name="Ada") as ada,
    ):
        made = (await olga.post("/api/rooms", json=TEA)).json()
        await ada.enter_room(made["id"])
        await ada.watch_lobby(True)
        await olga.patch(f"/api/rooms/{made['id']}", json={"title": "Share", "purpose": "sharing"})
        arranged = await ada.event(made["id"], "room_arranged")
        assert (arranged["title"], arranged["purpose"]) == ("Share", "sharing")
        lobby = await ada.frame("lobby", lambda frame: frame["rooms"][-1]["title"] == "Share")
        assert lobby["rooms"][-1]["purpose"] == "sharing"


async def test_rooms_are_put_in_another_order(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        ids = [room["id"] for room in (await olga.get("/api/rooms")).json()["rooms"]]
        answer = await olga.put("/api/rooms/order", json={"rooms": ids[::-1]})
        assert [room["id"] for room in answer.json()["rooms"]] == ids[::-1]
        other = await olga.put("/api/rooms/order", json={"rooms": ids[1:]})
        assert (other.status_code, other.json()["code"]) == (409, "rooms_changed")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**TEA, "title": "  "}, "title_empty"),
        ({**TEA, "title": "x" * 61}, "title_too_long"),
        ({**TEA, "title": "abc\u202ed"}, "title_unclean"),
        ({**TEA, "kind": "study"}, "for_zones"),
        ({"title": "Hall", "kind": "qa", "daily": True}, "for_zones"),
    ],
)
async def test_a_room_that_cannot_be_is_refused_with_its_reason(
    server: Announcement, body: dict[str, Any], code: str
) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        answer = await olga.post("/api/rooms", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert (await olga.post("/api/rooms", json={**TEA, "kind": "cinema"})).status_code == 400


async def test_an_unknown_room_and_one_too_many_are_refused(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        unknown = await olga.patch("/api/rooms/nowhere", json={"title": "Here"})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "room_unknown")
        there = (await olga.get("/api/rooms")).json()["rooms"]
        for _ in range(ROOMS_IN_A_SPACE - len(there)):
            assert (await olga.post("/api/rooms", json=TEA)).status_code == 201
        full = await olga.post("/api/rooms", json=TEA)
        assert (full.status_code, full.json()["code"]) == (409, "too_many_rooms")
        old = there[0]["id"]
        await olga.patch(f"/api/rooms/{old}", json={"archived": True})
        assert (await olga.post("/api/rooms", json=TEA)).status_code == 201
        again = await olga.patch(f"/api/rooms/{old}", json={"archived": False})
        assert (again.status_code, again.json()["code"]) == (409, "too_many_rooms")


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
async def test_rooms_are_for_operators_and_pages_of_this_server(server: Announcement, role: Role) -> None:
    async with visitor(server, role) as other:
        for answer in (
            await other.get("/api/rooms"),
            await other.post("/api/rooms", json=TEA),
            await other.patch("/api/rooms/study-room", json={"archived": True}),
            await other.put("/api/rooms/order", json={"rooms": []}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    async with visitor(server, Role.OPERATOR) as olga:
        foreign = await olga.post("/api/rooms", json=TEA, headers={"Origin": "https://evil.example"})
        assert (foreign.status_code, foreign.json()["code"]) == (403, "origin_refused")
