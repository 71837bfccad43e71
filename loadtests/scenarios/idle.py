"""Idle people (L7-shaped): sockets that say hello and then nothing but heartbeats, and members who only sit in a room.

What each costs in memory of the web process, and what all of them cost in CPU. The probe holds the sockets.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

import studyhall_probe

from loadtests.chat_server import ChatServer
from loadtests.client import Client
from loadtests.our_chat import our_chat, packed
from loadtests.scenarios.meter import Reading, memory_kb
from loadtests.scenarios.notebook import Notebook
from loadtests.scenarios.outcome import Outcome
from loadtests.target import Target, own_server
from signaling.wire import HEARTBEAT_SECONDS

WARMING = 30
"""Come first and are not counted: what a server makes once, it makes for them."""
COMING = 8
PATIENCE_SECONDS = 60.0
PINGS_PER_SECOND = 10


@dataclass(frozen=True)
class Plan:
    """`clients` in no room, then so many `members` in one; `seconds` of idleness in between are measured."""

    clients: int = 1000
    members: int = 250
    seconds: float = 10.0


async def run(plan: Plan) -> Outcome:
    """Against a server of its own."""
    async with own_server() as target:
        return await idle(target, plan)


async def idle(target: Target, plan: Plan) -> Outcome:
    """Raises TimeoutError when somebody is not welcomed."""
    notebook = Notebook()
    chat = our_chat(target)
    async with Client(target.student, name="Watch") as watch:
        with contextlib.closing(studyhall_probe.Readers(_dialect("welcome"))) as sockets:
            await _come(sockets, chat, WARMING, frames=1)
            empty = memory_kb(target.web)
            await _come(sockets, chat, plan.clients, frames=1)
            welcomed = memory_kb(target.web)
            before = Reading.of(target)
            await _pinged(notebook, watch, plan.seconds)
            after = Reading.of(target)
            with contextlib.closing(studyhall_probe.Readers(_dialect("snapshot"))) as seats:
                await _come(seats, chat, WARMING, frames=2)
                begun = memory_kb(target.web)
                await _come(seats, chat, plan.members, frames=2)
                seated = memory_kb(target.web)
                closed = dict(sockets.counts())["closed"] + dict(seats.counts())["closed"]
    figures = before.until(after) | {
        "client_kb": (welcomed - empty) / plan.clients,
        "member_kb": (seated - begun) / plan.members,
        "server_kb": empty,
        "closed": float(closed),
    }
    return notebook.outcome("idle", plan, figures)


def _dialect(ready: str) -> studyhall_probe.Dialect:
    return studyhall_probe.Dialect(
        text=False,
        post=b"",
        ready=packed({"t": ready})[1:],
        heartbeat=(packed({"t": "ping", "heads": {}}), HEARTBEAT_SECONDS),
    )


async def _come(readers: studyhall_probe.Readers, chat: ChatServer, more: int, *, frames: int) -> None:
    """So many more, with this many frames of what a member says first."""
    turn = asyncio.Semaphore(COMING)

    async def come() -> None:
        async with turn:
            opening = await chat.opening()
            readers.add(chat.host, chat.port, chat.upgrade, opening[:frames])

    welcomed = dict(readers.counts())["ready"] + more
    await asyncio.gather(*(come() for _ in range(more)))
    if not await asyncio.to_thread(readers.wait_until_ready, welcomed, PATIENCE_SECONDS):
        raise TimeoutError(f"{welcomed - dict(readers.counts())['ready']} were not welcomed")


async def _pinged(notebook: Notebook, watch: Client, seconds: float) -> None:
    """How soon a server that is otherwise idle answers, all that time."""
    for _ in range(max(1, int(seconds * PINGS_PER_SECOND))):
        with notebook.forgiving(), notebook.timed("ping"):
            await watch.ping()
            await watch.frame("pong")
        await asyncio.sleep(1 / PINGS_PER_SECOND)
