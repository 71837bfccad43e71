"""The security headers, on every answer of a running server."""

from __future__ import annotations

import httpx
import pytest

from server.http.headers import CONTENT_SECURITY_POLICY, HEADERS
from server.serving import Announcement

pytestmark = pytest.mark.anyio


@pytest.mark.row("S11")
def test_nothing_inline_and_nothing_of_another_origin_runs() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    "path", ["/", "/api/session", "/healthz", "/static/none.js", "/nowhere", "/i/secret"]
)
async def test_every_answer_carries_them(server: Announcement, path: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(server.url + path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "server" not in answer.headers
