"""A visitor of a running server over HTTP: keeps cookies, and sends the Origin that a page of the server would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from rooms.roles import Role
from server.serving import Announcement


@asynccontextmanager
async def visitor(server: Announcement, role: Role, name: str = "Ada") -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        base_url=server.url, headers={"Origin": server.url}, trust_env=False
    ) as browser:
        secret = server.invites[role].rpartition("/")[2]
        admitted = await browser.post("/api/session", json={"invite": secret, "name": name})
        assert admitted.status_code == 200
        yield browser
