"""The server as a process: killed, stopped, started again, and refused its port."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import socket
import sqlite3
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import psutil
import pytest

from loadtests.client import Client, Refused
from rooms.roles import Role
from server.serving import CannotStart, serve
from signaling.codes import CloseCode, ErrorCode
from tests.support.running_server import ServerProcess, quiet, server_here, server_process

pytestmark = pytest.mark.anyio

ROOM = "question-zone"


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path / "data") as running:
        yield running


@pytest.mark.row("F2")
@pytest.mark.row("D1")
async def test_an_acknowledged_message_is_there_after_kill_9_and_a_restart(process: ServerProcess) -> None:
    async with Client(process.links[Role.STUDENT], name="Ada") as client:
        await client.enter_room(ROOM)
        acknowledged = [await client.post(ROOM, f"message {n}", cid=f"client-id-{n}") for n in range(5)]
        await process.kill()
        assert await client.until_closed() == 1006
        await process.start()
        entered = (await client.reconnect())[ROOM]
        assert entered["resumed"]
        history = await client.read_history(ROOM)
        assert [message["body"] for message in history["messages"]] == [f"message {n}" for n in range(5)]
        # What was not sure to have arrived is sent again: the log knows it.
        assert await client.post(ROOM, "message 4", cid="client-id-4") == acknowledged[4]


@pytest.mark.row("D2")
async def test_what_was_missed_during_a_reconnect_comes_exactly_once(process: ServerProcess) -> None:
    async with (
        Client(process.links[Role.STUDENT], name="Ada") as ada,
        Client(process.links[Role.STUDENT], name="Bob") as bob,
    ):
        await ada.enter_room(ROOM)
        await bob.enter_room(ROOM)
        await bob.post(ROOM, "before")
        await ada.event(ROOM, "message_posted")
        await ada.cut()
        await bob.post(ROOM, "meanwhile")
        assert (await ada.reconnect())[ROOM]["resumed"]
        await bob.post(ROOM, "after")
        heard = [(await ada.event(ROOM, "message_posted"))["body"] for _ in range(2)]
    assert heard == ["meanwhile", "after"]


async def test_people_rooms_and_links_are_the_same_after_a_restart(process: ServerProcess) -> None:
    links = dict(process.links)
    async with Client(links[Role.TEACHER], name="Ada") as client:
        member = client.welcome["member"]
        await process.kill()
        await client.until_closed()
        await process.start()
        await client.connect()
        assert (client.welcome["member"], client.welcome["role"]) == (member, "teacher")
    assert process.links == links


async def test_a_terminated_server_says_come_back_and_ends_well_within_three_seconds(
    process: ServerProcess,
) -> None:
    loop = asyncio.get_running_loop()
    async with Client(process.links[Role.STUDENT], name="Ada") as client:
        await client.enter_room(ROOM)
        began = loop.time()
        assert await process.stop() == 0
        assert loop.time() - began < 3
        assert await client.until_closed() == CloseCode.SHUTTING_DOWN


async def test_ctrl_c_ends_it_well_too(process: ServerProcess) -> None:
    os.kill(process.pid, signal.SIGINT)
    assert await process.stop() == 0


async def test_no_process_is_left_when_the_server_was_killed(process: ServerProcess) -> None:
    await until_media(process)
    children = psutil.Process(process.pid).children()
    await process.kill()
    gone, left = await asyncio.to_thread(psutil.wait_procs, children, 10)
    assert len(gone) == len(children)
    assert left == []


@pytest.mark.row("F5")
async def test_a_database_that_refuses_is_said_and_never_acknowledged_and_recovers(tmp_path: Path) -> None:
    """Somebody else holds the database's write lock for longer than the server waits."""
    async with (
        server_here(quiet(tmp_path)) as server,
        Client(server.invites[Role.STUDENT], name="Ada") as client,
    ):
        await client.enter_room(ROOM)
        other = sqlite3.connect(tmp_path / "studyhall.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused) as refused:
            await client.post(ROOM, "lost?", cid="client-id-1")
        assert refused.value.code == ErrorCode.NOT_SAVED
        assert refused.value.retry_ms is not None
        other.execute("ROLLBACK")
        other.close()
        await client.post(ROOM, "lost?", cid="client-id-1")
        history = await client.read_history(ROOM)
    assert [message["body"] for message in history["messages"]] == ["lost?"]


@pytest.mark.row("F1")
async def test_a_media_process_that_dies_is_started_again_and_chat_goes_on(process: ServerProcess) -> None:
    async with Client(process.links[Role.STUDENT], name="Ada") as client:
        await client.enter_room("study-room")
        await until_media(process)
        (media,) = psutil.Process(process.pid).children()
        media.kill()
        await client.post("study-room", "still here")
        await client.frame("media_lost", lambda frame: frame["room"] == "study-room")
        await until_media(process)


async def until_media(process: ServerProcess) -> None:
    url = process.links[Role.STUDENT].partition("/i/")[0]
    async with asyncio.timeout(20), httpx.AsyncClient(trust_env=False) as client:
        while not (await client.get(f"{url}/healthz")).json()["media"]:
            pass


async def test_a_taken_port_is_one_plain_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart) as failed:
            await serve(replace(quiet(tmp_path), port=port), asyncio.Event(), print)
    assert (failed.value.key, failed.value.values["port"]) == ("port_taken", port)


async def test_an_address_that_is_not_ours_is_one_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotStart) as failed:
        await serve(replace(quiet(tmp_path), host="192.0.2.99"), asyncio.Event(), print)
    assert failed.value.key == "cannot_listen"


async def test_a_taken_media_port_is_one_plain_sentence(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart) as failed:
            await serve(replace(quiet(tmp_path), media_port=port), asyncio.Event(), lambda _: None)
    assert (failed.value.key, failed.value.values["port"]) == ("media_port_taken", port)


async def test_a_data_directory_that_is_no_database_is_one_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "studyhall.sqlite3").write_bytes(b"this is not a database" * 100)
    with pytest.raises(CannotStart) as failed:
        await serve(quiet(tmp_path), asyncio.Event(), print)
    assert failed.value.key == "data_unusable"


async def test_a_data_directory_that_is_a_file_is_one_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart) as failed:
        await serve(quiet(tmp_path / "file"), asyncio.Event(), print)
    assert failed.value.key == "data_unusable"


async def test_a_second_server_on_the_same_data_is_one_plain_sentence(tmp_path: Path) -> None:
    async with server_here(quiet(tmp_path)):
        with pytest.raises(CannotStart) as failed:
            await serve(quiet(tmp_path), asyncio.Event(), print)
    assert failed.value.key == "data_in_use"
    async with server_here(quiet(tmp_path)):
        pass


async def test_a_certificate_that_cannot_be_read_is_one_plain_sentence(tmp_path: Path) -> None:
    config = replace(quiet(tmp_path), tls_cert=tmp_path / "none.pem", tls_key=tmp_path / "none.key")
    with pytest.raises(CannotStart) as failed:
        await serve(config, asyncio.Event(), print)
    assert failed.value.key == "bad_tls"


async def test_a_self_signed_server_speaks_https_and_wss(tmp_path: Path) -> None:
    async with server_here(replace(quiet(tmp_path), tls_self_signed=True)) as server:
        assert server.url.startswith("https://")
        tls = ssl.create_default_context(cafile=tmp_path / "self-signed.crt")
        port = int(server.url.rpartition(":")[2])
        certificate = await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", port))
        assert server.fingerprint == fingerprint(certificate)
        async with Client(server.invites[Role.TEACHER], name="Ada", tls=tls) as client:
            await client.enter_room(ROOM)
            await client.post(ROOM, "over wss")
        async with httpx.AsyncClient(verify=tls, trust_env=False) as browser:
            body = {"invite": server.invites[Role.TEACHER].rpartition("/")[2]}
            answer = await browser.post(
                f"{server.url}/api/session", json=body, headers={"Origin": server.url}
            )
            assert "secure" in answer.headers["set-cookie"].lower()


def fingerprint(pem: str) -> str:
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).digest().hex(":").upper()


@pytest.mark.row("S17")
async def test_no_log_line_holds_a_secret(process: ServerProcess) -> None:
    """Whatever goes right and wrong, at the most talkative level, on both sides of a kill -9."""
    await process.kill()
    process.arguments = ("--log-level", "debug")
    await process.start()
    secrets = [link.rpartition("/")[2] for link in process.links.values()]
    url = process.links[Role.STUDENT].partition("/i/")[0]
    async with httpx.AsyncClient(base_url=url, headers={"Origin": url}, trust_env=False) as browser:
        for invite in (*secrets, "guessed-invite-secret"):
            await browser.get(f"/i/{invite}")
            await browser.post("/api/session", json={"invite": invite})
        ticket = (await browser.post("/api/ticket")).json()["ticket"]
        await browser.get(f"/ws?ticket={ticket}")
        await browser.post("/api/session", content=b'{"invite": "broken-body-secret"')
        secrets += ["guessed-invite-secret", "broken-body-secret", ticket, *browser.cookies.values()]
    async with Client(process.links[Role.STUDENT], name="Ada") as client:
        await client.enter_room("study-room")
        with pytest.raises(Refused):
            await client.media_offer("study-room", "publish", "v=0 secret-session-description", {})
        await client.post("study-room", "a private thought")
        await client.send_raw(b"\xc1 secret-in-a-bad-frame")
        assert await client.until_closed() == CloseCode.BAD_FRAME
    await process.stop()
    secrets += ["secret-session-description", "a private thought", "secret-in-a-bad-frame"]
    assert process.log
    assert [secret for secret in secrets if secret in process.log] == []
