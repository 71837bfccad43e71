"""Trying a way to the media server before joining: who may, how often, and what is refused."""

from __future__ import annotations

import httpx
import pytest

from rooms.roles import Role
from server.http.connection_check import CHECKS
from server.serving import Announcement
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio

PATH = "/api/connection-check"


async def test_without_a_session_nothing_is_tried(server: Announcement) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as stranger:
        assert (await stranger.get(PATH)).status_code == 401
        origin = {"origin": server.url}
        assert (await stranger.post(PATH, json={"sdp": "v=0"}, headers=origin)).status_code == 401


async def test_the_relays_to_try_are_none_where_none_are_set(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        assert (await ada.get(PATH)).json() == {"ice_servers": []}


async def test_a_page_of_another_origin_tries_nothing(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        refused = await ada.post(PATH, json={"sdp": "v=0"}, headers={"origin": "https://elsewhere.example"})
        assert (refused.status_code, refused.json()["code"]) == (403, "origin_refused")


async def test_what_is_no_offer_is_refused_with_a_code(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        while not (await ada.get("/healthz")).json()["media"]:
            pass
        refused = await ada.post(PATH, json={"sdp": "nonsense"})
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_sdp")


async def test_one_person_tries_a_few_ways_at_a_time(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        for _ in range(CHECKS.burst):
            assert (await ada.post(PATH, json={"sdp": "nonsense"})).status_code in (
                400,
                503,
            )  # or no media yet
        refused = await ada.post(PATH, json={"sdp": "nonsense"})
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
