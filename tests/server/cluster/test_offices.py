"""Two processes on one database are one server: a ticket, a file, a plan and a notice of one hold at the other, and each
thing that is told is told once, whichever is killed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgpack
import msgspec
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from community.calendars import BusinessCalendar, Hours, Week
from community.rosters import Roster, Shift
from loadtests.client import Client
from rooms.roles import Role
from server.duty.plan import DutyPlan
from signaling.wire import PROTOCOL_VERSION, SUBPROTOCOL
from tests.server.duty.outside import Receiver, receiver
from tests.support.postgres import PostgresServer
from tests.support.redis import RedisServer
from tests.support.running_nodes import running_nodes
from tests.support.running_server import ServerProcess

pytestmark = pytest.mark.anyio

ROOM = "question-zone"
PATIENCE_SECONDS = 30.0
_HELD = re.compile(r"office is this node's, epoch (\d+)")


@pytest.fixture
async def nodes(
    postgres: PostgresServer, redis: RedisServer, tmp_path: Path
) -> AsyncIterator[list[ServerProcess]]:
    async with running_nodes(postgres, redis.url, tmp_path, "--allow-private-webhooks", count=2) as made:
        yield made


def url_of(node: ServerProcess) -> str:
    return node.links[Role.STUDENT].partition("/i/")[0]


class Browser:
    """One person, whose session holds at every node."""

    def __init__(self) -> None:
        self._http = httpx.AsyncClient(trust_env=False)

    async def __aenter__(self) -> Browser:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def come(self, node: ServerProcess, role: Role) -> str:
        """Their id."""
        secret = node.links[role].rpartition("/")[2]
        answer = await self.ask(node, "POST", "/api/session", json={"invite": secret, "name": role.title()})
        return str(answer.json()["person"])

    async def ask(self, node: ServerProcess, method: str, path: str, **what: Any) -> httpx.Response:
        headers = {"Origin": url_of(node), **what.pop("headers", {})}
        answer = await self._http.request(method, url_of(node) + path, headers=headers, **what)
        return answer.raise_for_status()


async def hello(socket: ClientConnection, ticket: str) -> str | int:
    """The first frame's tag, or the code with which the socket was closed."""
    device = "a-device-of-mine"
    await socket.send(
        msgpack.packb({"t": "hello", "version": PROTOCOL_VERSION, "ticket": ticket, "device": device})
    )
    try:
        return str(msgpack.unpackb(await socket.recv())["t"])
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006


async def shown(node: ServerProcess, ticket: str) -> str | int:
    async with connect(
        url_of(node).replace("http", "ws") + "/ws",
        origin=Origin(url_of(node)),
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        proxy=None,
    ) as socket:
        return await hello(socket, ticket)


@pytest.mark.row("S2")
async def test_a_ticket_and_a_file_of_one_node_are_good_at_the_other_and_a_ticket_once(
    nodes: list[ServerProcess],
) -> None:
    one, other = nodes
    async with Browser() as ada:
        await ada.come(one, Role.STUDENT)
        ticket = (await ada.ask(one, "POST", "/api/ticket")).json()["ticket"]
        assert await shown(other, ticket) == "welcome"
        assert [await shown(node, ticket) for node in nodes] == [4101, 4101]
        content = b"a picture of a board" * 1000
        path = f"/api/rooms/{ROOM}/files"
        stored = await ada.ask(one, "POST", path, content=content, headers={"X-File-Name": "board.txt"})
        found = await ada.ask(other, "GET", f"/files/{ROOM}/{stored.json()['id']}")
        assert found.content == content


def planned(person: str, start: int) -> DutyPlan:
    """On duty at any time, from `start` minutes after midnight on."""
    return DutyPlan(
        calendar=BusinessCalendar(zone="UTC", weekly=Week(*[(Hours(0, 24 * 60),)] * 7)),
        roster=Roster(
            version=1,
            shifts=(
                Shift(
                    id="day",
                    title="Day",
                    rooms=None,
                    zone="UTC",
                    since=(datetime.now(UTC) - timedelta(days=3)).date(),
                    recurrence="FREQ=DAILY",
                    start=start,
                    length=24 * 60,
                    rotation=(person,),
                ),
            ),
        ),
    )


async def holder(nodes: list[ServerProcess]) -> ServerProcess:
    """Whose turn it is to tell people."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (turns := [(epochs[-1], node) for node in nodes if (epochs := _HELD.findall(node.log))]):
            await asyncio.to_thread(lambda: None)
    return max(turns, key=lambda turn: int(turn[0]))[1]


async def on_duty(browser: Browser, node: ServerProcess) -> str:
    rooms = (await browser.ask(node, "GET", "/api/duty/now")).json()
    return str(next(each["primary"] for each in rooms if each["room"] == ROOM))


async def save(browser: Browser, node: ServerProcess, plan: DutyPlan) -> None:
    document = msgspec.json.decode(msgspec.json.encode(plan))
    await browser.ask(node, "PUT", "/api/duty/plan", json=document)


def told(outside: Receiver) -> list[str]:
    return [received.headers["webhook-id"] for received in outside.received]


@pytest.mark.row("D7")
async def test_what_is_told_is_told_once_at_every_node_and_goes_on_when_the_teller_is_killed(
    nodes: list[ServerProcess],
) -> None:
    teller = await holder(nodes)
    (other,) = (node for node in nodes if node is not teller)
    async with receiver() as outside, Browser() as olga, Client(other.links[Role.TEACHER]) as tess:
        await olga.come(other, Role.OPERATOR)
        hook = {"url": outside.url, "kinds": {"reasons": ["brief"]}}
        await olga.ask(other, "PUT", "/api/duty/webhooks/ops", json=hook)
        async with Client(teller.links[Role.STUDENT], name="Ada") as ada:
            await ada.enter_room(ROOM)
            await ada.post(ROOM, "Why is the sky blue?")  # something that is handed over
        person = tess.welcome["member"]
        await save(olga, other, planned(person, 0))
        notices = await tess.frame("notices", within=PATIENCE_SECONDS)
        assert [each["reason"] for each in notices["notices"]] == ["brief"]
        async with asyncio.timeout(PATIENCE_SECONDS):
            await outside.until(1)
        assert [await on_duty(olga, node) for node in nodes] == [person, person]
        await teller.kill()
        await save(olga, other, planned(person, 1))
        await tess.frame("notices", within=PATIENCE_SECONDS)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await outside.until(2)
        assert len(told(outside)) == len(set(told(outside))) == 2
