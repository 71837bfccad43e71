"""The command as a person meets it: languages, links, plain sentences, refused options."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path

import httpx
import msgspec
import pytest
from typer.testing import CliRunner

from rooms.kinds import RoomKind
from rooms.roles import Role
from server.app import open_database
from server.auth.invites import hashed
from server.cli import cli
from server.first_space import SPACE
from server.running import announced
from server.storage.directory import SqlDirectory
from server.storage.event_log import open_event_log
from server.storage.people import Admission, People
from signaling.ports import RoomSpec
from tests.server.duty.planned import plan
from tests.support.answered import asked
from tests.support.postgres import PostgresServer
from tests.support.running_server import server_process

pytestmark = pytest.mark.anyio


def run(*arguments: str, **environment: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, arguments, env=environment)
    return result.exit_code, result.output


async def test_serve_says_in_the_terminals_language_where_to_go(tmp_path: Path) -> None:
    async with server_process(tmp_path / "en", LC_ALL="en_GB.UTF-8") as english:
        assert f"Studyhall is running at http://127.0.0.1:{english.port}" in english.output
        assert "Teacher" in english.output
    async with server_process(tmp_path / "zh", LC_ALL="zh_CN.UTF-8") as chinese:
        assert "Studyhall 已启动" in chinese.output
        assert "老师" in chinese.output
    async with server_process(tmp_path / "chosen", "--lang", "zh", LC_ALL="C") as chosen:
        assert "Studyhall 已启动" in chosen.output


async def test_links_come_out_whole_however_narrow_the_terminal(tmp_path: Path) -> None:
    async with server_process(tmp_path / "data", COLUMNS="20") as process:
        assert len(process.links) == 3
        assert all(len(link.rpartition("/")[2]) == 22 for link in process.links.values())


async def test_a_made_invite_lets_in_with_its_role_while_the_server_runs(tmp_path: Path) -> None:
    async with server_process(tmp_path / "data") as process:
        url = process.links[Role.STUDENT].partition("/i/")[0]
        where = ("--data", str(tmp_path / "data"), "--port", str(process.port))
        code, output = await asyncio.to_thread(run, "invite", "--role", "ta", *where, "--lang", "en")
        assert code == 0
        (link,) = [word for word in output.split() if word.startswith("http")]
        assert link.startswith(f"{url}/i/")
        async with httpx.AsyncClient(trust_env=False) as browser:
            body = {"invite": link.rpartition("/")[2]}
            answer = await browser.post(f"{url}/api/session", json=body, headers={"Origin": url})
        assert answer.json()["role"] == "ta"


async def test_logs_are_json_when_nobody_watches(tmp_path: Path) -> None:
    async with server_process(tmp_path / "data") as process:
        await process.stop()
        ours = [line for line in process.log.splitlines() if line.startswith("{")]
        assert ours
        assert all({"event", "level", "timestamp"} <= json.loads(line).keys() for line in ours)


def test_a_taken_port_is_one_plain_sentence_and_exit_1(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, output = run("serve", "--port", port, "--data", str(tmp_path), "--lang", "en")
    assert code == 1
    assert f"Port {port} on 127.0.0.1 is taken" in output
    assert "Traceback" not in output


def test_a_variable_sets_what_no_flag_sets(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environment = {"STUDYHALL_PORT": port, "STUDYHALL_DATA": str(tmp_path), "STUDYHALL_LANG": "zh"}
        code, output = run("serve", **environment)
    assert code == 1
    assert f"127.0.0.1 的端口 {port} 已被其他程序占用" in output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--tls-cert", "cert.pem"),
        ("--tls-key", "key.pem"),
        ("--tls-cert", "cert.pem", "--tls-key", "key.pem", "--tls", "self-signed"),
    ],
)
def test_options_that_exclude_each_other_are_explained(arguments: tuple[str, ...], tmp_path: Path) -> None:
    code, output = run("serve", *arguments, "--data", str(tmp_path), "--lang", "en")
    assert code == 1
    assert "belong together" in output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--public-url", "study.example.org"),
        ("--public-url", "https://example.org/study"),
        ("--allow-origin", "ftp://x"),
        ("--advertise", "nowhere"),
        ("--trusted-proxy", "300.1.1.1"),
        ("--port", "70000"),
        ("--lang", "fr"),
        ("--tls", "maybe"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_before_anything_starts(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    code, output = run("serve", *arguments, "--data", str(tmp_path))
    assert code == 2
    assert arguments[0] in output
    assert list(tmp_path.iterdir()) == []


def test_an_invite_needs_a_server_that_ran_once(tmp_path: Path) -> None:
    code, output = run("invite", "--role", "ta", "--data", str(tmp_path / "none"), "--lang", "en")
    assert code == 1
    assert "no data directory" in output
    assert not (tmp_path / "none").exists()


async def test_every_command_finds_what_nodes_share_in_their_database(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    async with postgres.database() as url:
        async with open_database(url) as database:
            await SqlDirectory(database).create_space(
                SPACE, "School", 1.0, [RoomSpec("zone", SPACE, "Ask", RoomKind.ZONE)]
            )
            async with open_event_log(database) as log:
                await log.append("zone", await log.acquire("zone"), 0, [asked(1, "Why?")])
        where = ("--database", url.replace("+asyncpg", ""), "--lang", "en")
        code, output = await asyncio.to_thread(run, "invite", "--role", "ta", *where)
        assert code == 0
        async with open_database(url) as database:
            secret = output.rpartition("/i/")[2].strip()
            assert await People(database).admission(hashed(secret)) == Admission(SPACE, Role.TA)
        code, output = await asyncio.to_thread(run, "replay", "zone", *where)
        assert (code, "Why?" in output) == (0, True)
        other = tmp_path / "plan.json"
        other.write_bytes(msgspec.json.encode(plan()))
        days = ("--from", "2026-11-02", "--to", "2026-11-03", "--roster", str(other))
        code, output = await asyncio.to_thread(run, "whatif", *days, *where)
        assert (code, "Other roster" in output) == (0, True)


@pytest.mark.parametrize("command", [("replay", "zone"), ("serve", "--port", "0", "--media-port", "0")])
def test_a_database_that_is_not_there_is_one_plain_sentence_without_its_password(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # and nobody listens
        url = f"postgresql://ada:secret@127.0.0.1:{free.getsockname()[1]}/study"
        code, output = run(*command, "--database", url, "--data", str(tmp_path), "--lang", "en")
    assert code == 1
    assert "The database cannot be used" in output
    assert "secret" not in output
    assert "Traceback" not in output


def test_every_option_is_explained() -> None:
    code, output = run("serve", "--help", COLUMNS="200")
    assert code == 0
    for option in ("--host", "--port", "--media-port", "--data", "--tls", "--advertise", "--trusted-proxy"):
        assert option in output


async def test_drain_ends_the_server_that_runs_there(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    async with server_process(tmp_path / "data") as process:
        code, output = await asyncio.to_thread(run, "drain", *data, "--lang", "en")
        assert code == 0
        assert "stopping" in process.log
    assert f"The server on port {process.port} gives its rooms to other nodes" in output
    assert "It is empty and has ended" in output
    code, output = run("drain", *data, "--lang", "en")
    assert code == 1
    assert "No server runs on" in output


def test_drain_asks_which_server_is_meant(tmp_path: Path) -> None:
    with announced(tmp_path, 8080), announced(tmp_path, 8081):
        code, output = run("drain", "--data", str(tmp_path), "--lang", "en")
    assert code == 1
    assert "8080, 8081" in output
