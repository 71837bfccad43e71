"""The server of this house as a `ChatServer`: members are people with a session of their own, and the room is the lounge.

Every member opens the invite, gets a ticket and says hello as a page does; from then on the probe speaks for it.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
import msgpack
import studyhall_probe

from loadtests.chat_server import BODY, ChatServer, Opening, upgrade
from loadtests.login import Invite, Login
from loadtests.target import Target, TargetError, own_server
from signaling.wire import HEARTBEAT_SECONDS, PROTOCOL_VERSION, SUBPROTOCOL

ROOM = "lounge"
"""Of the ready-made space: a zone, which holds ten thousand, and in which nothing is owed for small talk."""


TRIES = 10
RETRY_SECONDS = 1.0

POSTERS = 250
"""They are teachers: with what a newcomer says an event is told more, because somebody owes them a welcome."""

MOST_PER_POSTER = 8.0
"""The server lets one connection do ten commands per second."""


@asynccontextmanager
async def own_chat() -> AsyncIterator[ChatServer]:
    """A server of our own on loopback."""
    async with own_server() as target:
        yield our_chat(target)


def our_chat(target: Target) -> ChatServer:
    teacher, student = Invite.parse(target.teacher), Invite.parse(target.student)
    address = urlsplit(student.origin)
    host, port = address.hostname or "", address.port or 80
    numbers = itertools.count(1)

    async def opening() -> Opening:
        number = next(numbers)
        login = Login(teacher if number <= POSTERS else student, name=f"Bench {number}")
        hello = {
            "t": "hello",
            "version": PROTOCOL_VERSION,
            "ticket": await patient_ticket(login),
            "device": secrets.token_urlsafe(12),
        }
        return [packed(hello), packed({"t": "enter_room", "ref": 1, "room": ROOM})]

    headers = {"Origin": student.origin, "Sec-WebSocket-Protocol": SUBPROTOCOL}
    return ChatServer(
        name="studyhall",
        pid=target.web,
        host=host,
        port=port,
        upgrade=upgrade(host, port, "/ws", headers),
        dialect=dialect(),
        opening=opening,
        posters=POSTERS,
        most_per_poster=MOST_PER_POSTER,
    )


async def patient_ticket(login: Login) -> str:
    """A server that just lets thousands in may answer late, or that it cannot now. Raises TargetError."""
    for _ in range(TRIES):
        try:
            await login.open()
            return await login.ticket()
        except httpx.HTTPError:
            await asyncio.sleep(RETRY_SECONDS)
    raise TargetError(f"nobody gets in: {TRIES} times no session or no ticket")


def dialect() -> studyhall_probe.Dialect:
    post = {"t": "post_message", "cid": f"bench-{'N' * 8}", "body": BODY}
    return studyhall_probe.Dialect(
        text=False,
        post=packed({"t": "command", "ref": 2, "room": ROOM, "command": post}),
        ready=packed({"t": "snapshot"})[1:],
        heartbeat=(packed({"t": "ping", "heads": {}}), HEARTBEAT_SECONDS),
    )


def packed(frame: dict[str, object]) -> bytes:
    return bytes(msgpack.packb(frame))
