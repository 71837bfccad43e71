"""Every metric that the dashboard and the alerts ask for is told by a running server, which tells no secret."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from loadtests.client import Client, Refused
from rooms.roles import Role
from server.serving import Announcement
from tests.deploy.files import DEPLOY, ROOT, dashboard, documents, expressions
from tests.server.monitoring.samples import samples_of
from tests.support.redis import redis_server
from tests.support.running_server import quiet, server_here, server_process

pytestmark = pytest.mark.anyio

TOKEN = "a-token-of-the-monitor"
ROOM = "question-zone"
METRIC = re.compile(r"\b(?:studyhall|process)_[a-z_]+")
OF_PROMETHEUS = {"up"}


def _asked() -> set[str]:
    """Without what is made of it: labels, and the times of other words."""
    without_labels = [re.sub(r"\{[^}]*\}|\bby \([^)]*\)|\bon \([^)]*\)", "", each) for each in expressions()]
    return {name for each in without_labels for name in METRIC.findall(each)}


async def _metrics(url: str) -> str:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as monitor:
        answer = await monitor.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return answer.text


async def _until_ready(url: str) -> None:
    """The media process starts beside the web process."""
    async with asyncio.timeout(20), httpx.AsyncClient(base_url=url, trust_env=False) as monitor:
        while (await monitor.get("/readyz")).status_code != 200:
            pass


async def _work(link: str) -> None:
    """Something of each kind is counted: a command that is done, and one that is refused."""
    async with Client(link, name="Ada") as client:
        await client.enter_room(ROOM)
        await client.post(ROOM, "Is anybody here?")
        with pytest.raises(Refused):
            await client.enter_room("nowhere")


@asynccontextmanager
async def _one_of_many(directory: Path) -> AsyncIterator[Announcement]:
    """A server that would find others, and tells all there is to tell."""
    async with redis_server(directory) as redis:
        config = replace(quiet(directory / "data"), metrics_token=TOKEN, redis=redis.url)
        async with server_here(config) as server:
            yield server


async def test_what_is_asked_for_is_told(tmp_path: Path) -> None:
    async with _one_of_many(tmp_path) as server:
        await _until_ready(server.url)
        await _work(server.invites[Role.STUDENT])
        text = await _metrics(server.url)
    told = {name for name, *_ in samples_of(text)}
    # No append was refused here, and no line to others lost.
    declared = set(re.findall(r"^# TYPE (\w+) counter", text, re.MULTILINE))
    assert len(_asked()) > 30
    assert _asked() - told - declared == set()


async def test_every_number_is_explained_to_whoever_runs_the_machines(tmp_path: Path) -> None:
    async with _one_of_many(tmp_path) as server:
        await _until_ready(server.url)
        text = await _metrics(server.url)
    told = set(re.findall(r"^# TYPE (studyhall_\w+) ", text, re.MULTILINE))
    explained = set(
        re.findall(r"`(studyhall_\w+)", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"))
    )
    made_of_them = {name for name in told if name.endswith(("_created", "_gcount", "_gsum"))}
    assert told - made_of_them - explained == set()


async def test_what_happened_is_counted(tmp_path: Path) -> None:
    async with server_here(replace(quiet(tmp_path), metrics_token=TOKEN)) as server:
        await _work(server.invites[Role.STUDENT])
        seen = samples_of(await _metrics(server.url))
    assert seen["studyhall_commands_total", "post_message", "ok"] == 1
    assert seen["studyhall_refusals_total", "room_unknown"] == 1
    assert seen["studyhall_append_seconds_count",] > 0
    assert seen["studyhall_fanout_bytes_total",] > seen["studyhall_fanout_writes_total",] > 0
    assert (
        seen["studyhall_obligations_open", "question"] + seen["studyhall_obligations_open", "newcomer"] == 1
    )


@pytest.mark.row("S17")
async def test_no_secret_is_in_metrics_logs_or_errors(tmp_path: Path) -> None:
    arguments = ("--metrics-token", TOKEN, "--log-level", "debug", "--log-format", "json")
    async with server_process(tmp_path / "data", *arguments) as process:
        url = process.links[Role.STUDENT].partition("/i/")[0]
        await _until_ready(url)
        await _work(process.links[Role.STUDENT])
        texts = [await _metrics(url), *await _errors(url), process.log]
        secrets = {link.rpartition("/")[2] for link in process.links.values()} | {TOKEN}
    assert process.log != ""
    for text in texts:
        assert not [secret for secret in secrets if secret in text]
        assert not SECRETS.findall(text)


SECRETS = re.compile(
    r"eyJ[\w-]{10,}\.[\w-]+"  # a signed token: ticket or cookie
    r"|a=(?:ice-pwd|fingerprint):|-----BEGIN"
    r"|(?:postgresql|rediss?|smtps?)://[^\s\"]*:[^\s\"]*@"
)
"""What a secret of ours looks like, whichever it is."""


@pytest.mark.parametrize(
    "secret",
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx", "a=ice-pwd:x", "redis://:word@host:6379", "-----BEGIN PRIVATE KEY"],
)
def test_the_scanner_knows_a_secret(secret: str) -> None:
    assert SECRETS.search(f'"event": "{secret}"')


async def _errors(url: str) -> list[str]:
    """What is said to whoever has no right, or asks for nonsense."""
    wrong = {"authorization": f"Bearer {TOKEN}x", "cookie": "studyhall=nonsense", "origin": url}
    async with httpx.AsyncClient(base_url=url, trust_env=False, headers=wrong) as stranger:
        answers = [
            await stranger.get("/metrics"),
            await stranger.get("/readyz"),
            await stranger.get("/api/session"),
            await stranger.post("/api/session", json={"invite": "nonsense"}),
            await stranger.post("/api/session", content=b"{"),
            await stranger.post("/api/ticket"),
        ]
    assert {answer.status_code for answer in answers} == {200, 400, 401, 404}
    return [f"{answer.headers} {answer.text}" for answer in answers]


def test_the_dashboard_reads_from_the_source_that_is_provisioned() -> None:
    (source,) = documents(DEPLOY / "grafana" / "provisioning" / "datasources" / "prometheus.yaml")
    uid = source["datasources"][0]["uid"]
    panels = [panel for panel in dashboard()["panels"] if panel["type"] != "row"]
    assert {panel["datasource"]["uid"] for panel in panels} == {uid}
    ids = [panel["id"] for panel in dashboard()["panels"]]
    assert len(ids) == len(set(ids))


def test_an_alert_says_what_it_is_about_and_how_urgent_it_is() -> None:
    (rules,) = documents(DEPLOY / "prometheus" / "alerts.yml")
    for rule in (rule for group in rules["groups"] for rule in group["rules"]):
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"]
