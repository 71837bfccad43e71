"""The built server: health, and no redirects to where a client says."""

from __future__ import annotations

import httpx
import pytest

from server.serving import Announcement

pytestmark = pytest.mark.anyio


async def test_a_running_server_is_healthy_and_says_whether_media_is(server: Announcement) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        answer = await client.get("/healthz")
    assert answer.json()["status"] == "ok"
    assert isinstance(answer.json()["media"], bool)


@pytest.mark.row("S13")
async def test_a_slash_too_many_is_not_redirected_to_where_the_client_says(server: Announcement) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        answer = await client.get("/healthz/", headers={"Host": "evil.example"})
    assert answer.status_code == 404
    assert "location" not in answer.headers
