"""Whether a node lives, and whether it may be given work: asked without a key."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette

from server.http.health import HealthApi
from server.monitoring.readiness import Readiness

pytestmark = pytest.mark.anyio


async def _get(path: str, *, works: bool = True, media: bool = True) -> httpx.Response:
    async def database() -> bool:
        return works

    app = Starlette(routes=HealthApi(lambda: media, Readiness({"database": database})).routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as monitor:
        return await monitor.get(path)


async def test_a_node_is_ready_when_every_part_works() -> None:
    answer = await _get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "parts": {"database": True}}


async def test_a_node_without_one_of_its_parts_is_healthy_and_not_ready() -> None:
    answer = await _get("/readyz", works=False)
    assert (answer.status_code, answer.json()["parts"]) == (503, {"database": False})
    assert answer.headers["cache-control"] == "no-store"
    assert (await _get("/healthz", works=False)).status_code == 200


async def test_health_says_whether_there_is_media() -> None:
    assert (await _get("/healthz", media=False)).json() == {"status": "ok", "media": False}
