"""Slow readers (F14): some clients of a busy room take a kilobyte a second. What waits for them is bounded, and the others
are not held up.

First the others talk alone, then with the slow ones among them: the ratio says what these cost their neighbours.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from random import Random

from websockets.frames import Frame as Frame6455
from websockets.frames import Opcode

from loadtests.measurement import percentile
from loadtests.our_chat import ROOM, our_chat
from loadtests.room_copy import Frame
from loadtests.scenarios.crowd import Crowd, Person, into, message
from loadtests.scenarios.meter import memory_kb, peak_memory
from loadtests.scenarios.notebook import Notebook
from loadtests.scenarios.outcome import Outcome
from loadtests.scenarios.sightings import Sightings
from loadtests.scenarios.timetable import Act, moments, perform
from loadtests.target import Target, own_server

RECEIVE_BUFFER = 4096
"""What the kernel keeps for a slow reader: else megabytes, and the server would not notice for long."""
READS_PER_SECOND = 4
LONG_WORDS = 3500
COMPLETE_SECONDS = 15.0


@dataclass(frozen=True)
class Plan:
    """`posts` per second of 3.5 KB, over `neighbours`; `bytes_per_second` of each `slow` one. `seconds` twice: without
    the slow ones and with them."""

    neighbours: int = 15
    slow: int = 5
    posts: float = 60.0
    seconds: float = 12.0
    bytes_per_second: int = 1000
    seed: int = 1


async def run(plan: Plan) -> Outcome:
    """Against a server of its own."""
    async with own_server() as target:
        return await slow_reader(target, plan)


async def slow_reader(target: Target, plan: Plan) -> Outcome:
    notebook = Notebook()
    async with Crowd(notebook, plan.seed) as crowd:
        people = await crowd.come(target.teacher, plan.neighbours, into(ROOM), name="Neighbour")
        talk = _Talk(plan, target, people, Sightings(notebook))
        alone = await talk.go_on("alone")
        async with contextlib.AsyncExitStack() as stack:
            slow = [await stack.enter_async_context(slow_socket(target)) for _ in range(plan.slow)]
            async with asyncio.TaskGroup() as tasks:
                reading = [tasks.create_task(read_slowly(each, plan.bytes_per_second)) for each in slow]
                beside = await talk.go_on("beside")
                ended = sum(task.done() for task in reading)
                for task in reading:
                    task.cancel()
    outcome = notebook.outcome("slow_reader", plan, talk.sightings.figures())
    p99 = {what: percentile([each.ms for each in outcome.waits[what]], 99) for what in ("alone", "beside")}
    return outcome.with_figures(
        {
            "slow_ended": float(ended),
            "slow_kb": (beside - alone) / plan.slow,
            "neighbours_p99_x": p99["beside"] / p99["alone"],
            "offered_kb": plan.posts * plan.seconds * LONG_WORDS / 1024,
        }
    )


class _Talk:
    """Neighbours who write long messages to one another."""

    def __init__(self, plan: Plan, target: Target, people: list[Person], sightings: Sightings) -> None:
        self.sightings = sightings
        self._plan, self._target, self._people = plan, target, people
        self._random = Random(plan.seed)
        for person in people:
            sightings.follow(person.client, ROOM)

    async def go_on(self, what: str) -> float:
        """For a window; how many KB the memory of the server was above its beginning, at most."""
        plan = self._plan
        times = moments(self._random, plan.posts, plan.seconds)
        before = memory_kb(self._target.web)
        async with peak_memory(self._target.web) as peak:
            await perform(
                Act(at, partial(self._post, self._random.choice(self._people), what)) for at in times
            )
            await self.sightings.complete(COMPLETE_SECONDS)
        return peak.kb - before

    async def _post(self, person: Person, what: str) -> None:
        def long_words(text: str) -> Frame:
            return message(person, f"{text} {'x' * LONG_WORDS}")

        await self.sightings.say(person.client, ROOM, what, long_words)


@contextlib.asynccontextmanager
async def slow_socket(target: Target) -> AsyncIterator[socket.socket]:
    """A member of the room of whom nobody reads anything yet."""
    chat = our_chat(target)
    with socket.socket() as member:
        member.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        member.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(member, (chat.host, chat.port))
        await loop.sock_sendall(member, chat.upgrade)
        upgraded = await loop.sock_recv(member, RECEIVE_BUFFER)
        if b" 101 " not in upgraded:
            raise OSError(f"no WebSocket: {upgraded[:100]!r}")
        for frame in await chat.opening():
            await loop.sock_sendall(member, Frame6455(Opcode.BINARY, frame).serialize(mask=True))
        yield member


async def read_slowly(member: socket.socket, bytes_per_second: int) -> None:
    """Returns when the server ends the connection."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(ConnectionError):
        taken = b"-"
        while taken:
            taken = await loop.sock_recv(member, bytes_per_second // READS_PER_SECOND)
            await asyncio.sleep(1 / READS_PER_SECOND)
