"""What every chat client begins with."""

from __future__ import annotations

import pytest

from loadtests.chat_server import BODY, nothing_to_say, upgrade


def test_an_upgrade_asks_for_a_websocket_at_that_path() -> None:
    lines = upgrade("127.0.0.1", 8000, "/ws", {"Origin": "http://a"}).decode().split("\r\n")
    assert lines[0] == "GET /ws HTTP/1.1"
    assert {
        "Host: 127.0.0.1:8000",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Origin: http://a",
    } <= set(lines)
    assert lines[-2:] == ["", ""]


def test_a_body_has_the_size_that_everybody_is_compared_by() -> None:
    assert len(BODY.encode()) == 150


@pytest.mark.anyio
async def test_who_has_nothing_to_say_is_a_member_by_the_upgrade() -> None:
    assert await nothing_to_say() == []
