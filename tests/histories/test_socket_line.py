"""A line over a real WebSocket behaves as one of the simulation does: in order, ended once, and one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec import msgpack

from loadtests.client import Client
from rooms.chat.terms import PostMessage
from rooms.roles import Role
from signaling.codes import CloseCode
from signaling.wire import AnyRequest, EnterRoom, RoomCommand
from tests.chaos.history import Map
from tests.histories.socket_line import SocketLine
from tests.support.running_server import ServerProcess

pytestmark = pytest.mark.anyio

ROOM = "question-zone"
PATIENCE = 20.0


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    process = ServerProcess(tmp_path / "data")
    await process.start()
    yield process
    await process.kill()


@pytest.fixture
async def client(server: ServerProcess) -> AsyncIterator[Client]:
    async with Client(server.links[Role.STUDENT], name="Ada") as ada:
        yield ada


@dataclass
class End:
    """The client's end of one line, and what came of it."""

    client: Client
    origin: str
    heard: list[Map] = field(default_factory=list)
    ends: list[int | None] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.line = SocketLine(self.client, self.origin, self._hear, self._over)

    def ask(self, *requests: AnyRequest) -> None:
        for request in requests:
            self.line.say(msgpack.encode(request))

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self.changed.clear()
                await self.changed.wait()

    def has(self, tag: str) -> bool:
        return any(frame["t"] == tag for frame in self.heard)

    def _hear(self, frame: Map) -> None:
        self.heard.append(frame)
        self.changed.set()

    def _over(self, code: int | None) -> None:
        self.ends.append(code)
        self.changed.set()


@pytest.fixture
def end(server: ServerProcess, client: Client) -> End:
    return End(client, f"http://127.0.0.1:{server.port}")


async def test_what_is_said_before_the_line_stands_arrives_in_order(end: End) -> None:
    async with asyncio.TaskGroup() as tasks:
        end.line.begin(tasks)
        end.ask(
            EnterRoom(1, ROOM),
            *(RoomCommand(ref, ROOM, PostMessage(f"cid-{ref:05d}", "x")) for ref in (2, 3)),
        )
        await end.until(lambda: sum(frame["t"] == "ok" for frame in end.heard) == 2)
        end.line.hang_up(clean=True)
    assert [frame["ref"] for frame in end.heard if "ref" in frame] == [1, 2, 3]
    assert end.ends == []


async def test_a_killed_server_ends_it_once_and_without_a_code(end: End, server: ServerProcess) -> None:
    async with asyncio.TaskGroup() as tasks:
        end.line.begin(tasks)
        await end.until(lambda: end.has("welcome"))
        await server.kill()
        await end.until(lambda: bool(end.ends))
    assert end.ends == [None]


async def test_a_server_that_is_not_there_ends_it(end: End, server: ServerProcess) -> None:
    await server.kill()
    async with asyncio.TaskGroup() as tasks:
        end.line.begin(tasks)
        await end.until(lambda: bool(end.ends))
    assert end.ends == [None]


async def test_a_reset_is_heard_of_at_once(end: End) -> None:
    async with asyncio.TaskGroup() as tasks:
        end.line.begin(tasks)
        await end.until(lambda: end.has("welcome"))
        end.line.reset()
        assert end.ends == [None]


async def test_the_server_says_why_it_ends(end: End) -> None:
    async with asyncio.TaskGroup() as tasks:
        end.line.begin(tasks)
        await end.until(lambda: end.has("welcome"))
        end.line.say(b"\xc1")  # no MessagePack begins so
        await end.until(lambda: bool(end.ends))
    assert end.ends == [CloseCode.BAD_FRAME]


async def test_what_is_lost_hears_nothing_and_the_next_line_begins_anew(end: End, client: Client) -> None:
    after = End(client, end.origin)
    async with asyncio.TaskGroup() as tasks:
        end.line.begin(tasks)
        await end.until(lambda: end.has("welcome"))
        end.line.lose()
        heard = len(end.heard)
        end.ask(EnterRoom(1, ROOM))
        end.line.hang_up(clean=False)
        after.line.begin(tasks)
        after.ask(EnterRoom(1, ROOM))
        await after.until(lambda: after.has("snapshot"))
        after.line.hang_up(clean=True)
    assert len(end.heard) == heard
    assert end.ends == after.ends == []
