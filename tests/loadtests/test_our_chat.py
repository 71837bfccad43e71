"""Members of the lounge are people with sessions of their own, and what one posts all of them count."""

from __future__ import annotations

import asyncio

import msgpack
import pytest
import studyhall_probe

from loadtests.login import Invite, Login
from loadtests.our_chat import dialect, our_chat, patient_ticket
from loadtests.target import Target, TargetError

pytestmark = pytest.mark.anyio


async def test_members_come_in_and_count_what_is_posted(target: Target) -> None:
    server = our_chat(target)
    readers = studyhall_probe.Readers(dialect())
    for _ in range(3):
        readers.add(server.host, server.port, server.upgrade, await server.opening())
    assert await asyncio.to_thread(readers.wait_until_ready, 3, 10.0)
    readers.post(10.0, 2)
    assert await asyncio.to_thread(readers.wait_until_received, 9, 10.0)
    counts = dict(readers.counts())
    readers.close()
    assert (counts["members"], counts["ready"], counts["closed"], counts["twice"]) == (3, 3, 0, 0)


async def test_each_member_has_a_ticket_of_their_own(target: Target) -> None:
    server = our_chat(target)
    first, second = [msgpack.unpackb((await server.opening())[0]) for _ in range(2)]
    assert first["t"] == "hello"
    assert first["ticket"] != second["ticket"]
    assert first["device"] != second["device"]


async def test_a_server_that_lets_nobody_in_is_asked_some_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loadtests.our_chat.RETRY_SECONDS", 0.0)
    nobody = Login(Invite.parse("http://127.0.0.1:1/i/secret"))
    with pytest.raises(TargetError, match="10 times"):
        await patient_ticket(nobody)
