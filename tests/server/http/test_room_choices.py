"""What one wants to hear of in a room, over HTTP: one's own, the same on every device."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.roles import Role
from server.serving import Announcement
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio

NIGHTS = {
    "hears": "mentions",
    "follows": True,
    "mute": {
        "weekly": {"zone": "Europe/Berlin", "week": {"monday": [{"start": 1320, "end": 1860}]}},
        "until": None,
        "always": False,
    },
}


async def test_a_choice_is_seen_by_every_device_of_its_person(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada, visitor(server, Role.STUDENT) as other:
        before = (await ada.get("/api/me/rooms")).json()
        room = before[0]["room"]
        assert before[0]["choice"]["hears"] == "concerns"
        assert (before[0]["muted"], before[0]["muted_until"], before[0]["read"]) == (False, None, 0)
        assert (await ada.put(f"/api/me/rooms/{room}", json=NIGHTS)).status_code == 200
        phone = (await ada.get("/api/me/rooms")).json()[0]
        assert (phone["choice"]["hears"], phone["choice"]["follows"]) == ("mentions", True)
        assert phone["choice"]["mute"]["weekly"]["week"]["monday"] == [{"start": 1320, "end": 1860}]
        assert (await other.get("/api/me/rooms")).json()[0]["choice"]["hears"] == "concerns"


async def test_a_mute_for_good_is_so_at_once_and_holds_for_sub_rooms(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        room = (await ada.get("/api/me/rooms")).json()[0]["room"]
        muted = await ada.put(f"/api/me/rooms/{room}--1", json={"mute": {"always": True}})
        answer = muted.json()
        assert (answer["room"], answer["muted"], answer["muted_until"]) == (room, True, None)


@pytest.mark.parametrize(
    ("choice", "status", "code"),
    [
        ({"hears": "everything"}, 400, "bad_request"),
        ({"more": 1}, 400, "bad_request"),
        ({"mute": {"weekly": {"zone": "Nowhere", "week": {}}}}, 422, "unknown_zone"),
        (
            {"mute": {"weekly": {"zone": "UTC", "week": {"monday": [{"start": 60, "end": 0}]}}}},
            422,
            "bad_hours",
        ),
    ],
)
async def test_a_choice_that_cannot_be_is_refused(
    server: Announcement, choice: dict[str, Any], status: int, code: str
) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        room = (await ada.get("/api/me/rooms")).json()[0]["room"]
        answer = await ada.put(f"/api/me/rooms/{room}", json=choice)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_strangers_other_sites_and_rooms_that_do_not_exist_are_refused(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        assert (await ada.put("/api/me/rooms/nowhere", json={})).status_code == 404
        foreign = {"Origin": "https://evil.example"}
        assert (await ada.put("/api/me/rooms/nowhere", json={}, headers=foreign)).status_code == 403
        ada.cookies.clear()
        assert (await ada.get("/api/me/rooms")).status_code == 401
