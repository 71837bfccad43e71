"""What staff do from outside of rooms: watch the board of their space, and act in a room without being in it.

Which commands that takes is `rooms/permissions.py`. What is done from the desk is held to the same rules as in the
room, and answered in the same way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import assert_never

from msgspec.structs import replace

from rooms.permissions import FROM_THE_DESK
from rooms.roles import is_staff
from rooms.terms import Actor
from signaling.answers import refusal
from signaling.codec import encode
from signaling.codes import ErrorCode
from signaling.hosts import OpenedRoom
from signaling.mailbox import Outcome
from signaling.outbox import Outbox
from signaling.services import Services
from signaling.wire import Error, Ok
from signaling.wire_duty import FromDesk, WatchBoard

Hold = Callable[[FromDesk], Awaitable[OpenedRoom | None]]
"""The room that is asked for, held open; None: refused, and the client knows."""
Answer = Callable[[int, Outcome], None]
"""Tells the client what became of the request with this `ref`."""


class Desk:
    def __init__(
        self, services: Services, space: str, actor: Actor, outbox: Outbox, hold: Hold, answer: Answer
    ) -> None:
        self._services = services
        self._space = space
        self._actor = replace(actor, at_desk=True)
        self._outbox = outbox
        self._hold, self._answer = hold, answer

    async def handle(self, request: WatchBoard | FromDesk) -> None:
        if not is_staff(self._actor.role):
            self._push(refusal(request.ref, ErrorCode.NOT_PERMITTED))
            return
        match request:
            case WatchBoard():
                self._watch(request)
            case FromDesk():
                await self._command(request)
            case _:
                assert_never(request)

    def leave(self) -> None:
        self._services.boards.unwatch(self._space, self._outbox)

    def _watch(self, request: WatchBoard) -> None:
        if request.on:
            self._services.boards.watch(self._space, self._outbox)
        else:
            self._services.boards.unwatch(self._space, self._outbox)
        self._push(Ok(request.ref))

    async def _command(self, request: FromDesk) -> None:
        """The room stays open until it is answered; the next request does not wait for that."""
        if not self._actor.name:
            self._push(refusal(request.ref, ErrorCode.BAD_REQUEST, "choose a name first, and connect anew"))
            return
        if type(request.command) not in FROM_THE_DESK:
            self._push(refusal(request.ref, ErrorCode.NOT_PERMITTED, "come to the room for this"))
            return
        opened = await self._hold(request)
        if opened is not None:
            outcome = opened.host.submit(request.command, self._actor)
            outcome.add_done_callback(lambda done: self._done(request.ref, opened, done))

    def _done(self, ref: int, opened: OpenedRoom, outcome: asyncio.Future[Outcome]) -> None:
        self._services.hosts.release(opened)
        self._answer(ref, outcome.result())

    def _push(self, frame: Ok | Error) -> None:
        self._outbox.push(encode(frame))
