"""The built server: health, and no redirects to where a client says."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from server.serving import Announcement
from tests.support.redis import redis_server
from tests.support.running_server import quiet, server_here

pytestmark = pytest.mark.anyio


async def test_a_running_server_is_healthy_and_says_whether_media_is(server: Announcement) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        answer = await client.get("/healthz")
    assert answer.json()["status"] == "ok"
    assert isinstance(answer.json()["media"], bool)


async def _readiness(server: Announcement) -> dict[str, bool]:
    """What the parts say; the answer's status agrees."""
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        answer = await client.get("/readyz")
    parts: dict[str, bool] = answer.json()["parts"]
    assert answer.status_code == (200 if all(parts.values()) else 503)
    return parts


async def _until_ready(server: Announcement, wanted: dict[str, bool]) -> None:
    async with asyncio.timeout(20):
        while await _readiness(server) != wanted:
            pass


async def test_a_server_that_is_alone_is_ready_once_its_media_process_is(server: Announcement) -> None:
    await _until_ready(server, {"database": True, "media": True, "not_draining": True})


async def test_a_node_whose_redis_is_gone_is_healthy_and_not_ready_until_it_is_back(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as redis:
        config = replace(quiet(tmp_path / "data"), redis=redis.url)
        async with server_here(config) as node:
            alone = {"database": True, "media": True, "not_draining": True}
            await _until_ready(node, alone | {"registry": True, "bus": True})
            await redis.kill()
            await _until_ready(node, alone | {"registry": False, "bus": False})
            async with httpx.AsyncClient(base_url=node.url, trust_env=False) as client:
                assert (await client.get("/healthz")).status_code == 200
            await redis.start()
            await _until_ready(node, alone | {"registry": True, "bus": True})


@pytest.mark.row("S13")
async def test_a_slash_too_many_is_not_redirected_to_where_the_client_says(server: Announcement) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        answer = await client.get("/healthz/", headers={"Host": "evil.example"})
    assert answer.status_code == 404
    assert "location" not in answer.headers
