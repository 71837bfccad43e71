"""What a monitoring system reads, and that nobody else does."""

from __future__ import annotations

from collections.abc import Iterable

import httpx
import pytest
from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import GaugeMetricFamily, Metric
from starlette.applications import Starlette

from server.http.errors import HANDLERS
from server.http.prometheus import Look, Prometheus

pytestmark = pytest.mark.anyio


async def _asked() -> Iterable[Metric]:
    return [GaugeMetricFamily("studyhall_asked", "Asked for", value=3)]


async def _broken() -> Iterable[Metric]:
    raise OSError("away")


async def _read(
    *looks: Look, token: str | None = "north", given: str = "north", registry: CollectorRegistry | None = None
) -> httpx.Response:
    routes = Prometheus(token, registry or CollectorRegistry(), looks).routes()
    app = Starlette(routes=routes, exception_handlers=HANDLERS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as monitor:
        return await monitor.get("/metrics", headers={"authorization": f"Bearer {given}"})


async def test_what_was_counted_and_what_is_asked_for_are_told_together() -> None:
    registry = CollectorRegistry()
    Counter("studyhall_counted", "Counted", registry=registry).inc(2)
    text = (await _read(_asked, registry=registry)).text
    assert "studyhall_counted_total 2.0" in text
    assert "studyhall_asked 3.0" in text


async def test_what_cannot_be_asked_now_does_not_hide_the_rest() -> None:
    answer = await _read(_broken, _asked)
    assert answer.status_code == 200
    assert "studyhall_asked 3.0" in answer.text


@pytest.mark.parametrize("given", ["", "south", "northern"])
async def test_without_the_token_nothing_is_told(given: str) -> None:
    refused = await _read(_asked, given=given)
    assert refused.status_code == 401
    assert "studyhall" not in refused.text


async def test_where_no_token_is_set_there_is_no_such_page() -> None:
    assert (await _read(_asked, token=None)).status_code == 404
