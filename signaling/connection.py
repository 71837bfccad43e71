"""One client's connection: reads its socket, watches its heartbeat and its pace, and ends all of it together.

Its task group owns everything that is done for this client. However it ends, the client's seats are given up and
the socket is closed with a code that says whether to come back.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable

from signaling.answers import refusal
from signaling.client import Client
from signaling.codec import encode
from signaling.codes import CloseCode, ErrorCode
from signaling.outbox import Outbox
from signaling.ports import Grant, Socket
from signaling.services import Services
from signaling.session import Ended, Limited, Session
from signaling.timing import sleep
from signaling.wire import HEARTBEAT_SECONDS, MAX_FRAME_BYTES, Hello, Welcome

logger = logging.getLogger(__name__)

BRAKE_SECONDS = 0.05
"""After a request that came too early, nothing is read for this long: a flood costs its sender, not the node."""

MAX_REASON_BYTES = 120
"""RFC 6455 section 5.5: a close frame's payload is at most 125 bytes, two of them the code."""


class _Over(Exception):
    """Cancels the rest of the task group."""


class Connection:
    def __init__(
        self, socket: Socket, services: Services, on_welcome: Callable[[Connection, Client], None]
    ) -> None:
        self._socket = socket
        self._services = services
        self._on_welcome = on_welcome
        self._session = Session(services.limits, services.clock.now())
        self._outbox = Outbox(socket, services.clock, self._too_slow)
        self._over: asyncio.Future[tuple[CloseCode | None, str]] = asyncio.get_running_loop().create_future()
        self._cancel_deadline: Callable[[], None] | None = None
        self._client: Client | None = None
        self._regranted: set[str] = set()

    async def serve(self) -> None:
        """Returns when the connection is over and its socket closed."""
        code, reason = None, ""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._read(tasks), name="read")
                self._watch_deadline()
                code, reason = await self._over
                raise _Over
        except* _Over:
            pass
        except* Exception:
            logger.exception("a connection failed")
            code, reason = CloseCode.INTERNAL, ""
        finally:
            self._session.close()
            if self._cancel_deadline is not None:
                self._cancel_deadline()
            if self._client is not None:
                self._client.gone(clean=code is None and self._socket.closed_cleanly)
            self._outbox.close()
        if code is not None:
            await self._socket.close(code, _shortened(reason))

    def end(self, code: CloseCode | None, reason: str = "") -> None:
        """The first call counts. `code` None: the client is gone already."""
        if not self._over.done():
            self._over.set_result((code, reason))

    def _too_slow(self) -> None:
        self.end(CloseCode.SLOW_READER, "read faster, and resume")

    @property
    def grant(self) -> Grant | None:
        """None before the welcome."""
        return None if self._client is None else self._client.grant

    def regranted(self, person: str) -> None:
        """What this person may do has changed: a ticket that is just being read may say what was so before."""
        if self._client is None:
            self._regranted.add(person)

    # ------------------------------------------------------------ tasks

    async def _read(self, tasks: asyncio.TaskGroup) -> None:
        clock = self._services.clock
        while (data := await self._socket.receive()) is not None:
            try:
                request = self._session.receive(data, clock.now())
            except Ended as ended:
                self.end(ended.code, ended.reason)
                return
            if isinstance(request, Hello):
                await self._welcome(request, tasks)
            elif isinstance(request, Limited):
                if request.ref is not None:
                    self._services.instruments.meter.refused(ErrorCode.RATE_LIMITED.name.lower())
                    too_early = refusal(request.ref, ErrorCode.RATE_LIMITED, retry_ms=request.retry_ms)
                    self._outbox.push(encode(too_early))
                await sleep(clock, BRAKE_SECONDS)
            elif self._client is not None:
                await self._client.handle(request)
        self.end(None)

    # ------------------------------------------------------------ hello and heartbeat

    async def _welcome(self, hello: Hello, tasks: asyncio.TaskGroup) -> None:
        grant = await self._services.tickets.redeem(hello.ticket)
        if grant is None:
            self.end(CloseCode.TICKET_REFUSED, "get a new ticket")
        elif grant.person in self._regranted:
            self.end(CloseCode.ROLE_CHANGED, "come again with your new role")
        if grant is None or self._over.done():
            return
        now = self._services.clock.now()
        self._session.welcomed(now)
        self._client = Client(self._services, grant, hello.device, self._outbox, tasks, self.end)
        self._on_welcome(self, self._client)
        welcome = Welcome(
            session=secrets.token_hex(8),
            member=grant.person,
            name=grant.name,
            role=grant.role,
            space_title=grant.space_title,
            now=now,
            heartbeat=HEARTBEAT_SECONDS,
            max_frame=MAX_FRAME_BYTES,
            ice_servers=self._services.media.relays(grant.person),
        )
        self._outbox.push(encode(welcome))
        self._client.welcomed()

    def _watch_deadline(self) -> None:
        """One timer, moved only when it fires: a client that speaks costs nothing here."""
        try:
            self._session.expire(self._services.clock.now())
        except Ended as ended:
            self.end(ended.code, ended.reason)
        else:
            deadline = self._session.next_deadline()
            self._cancel_deadline = self._services.clock.call_at(deadline, self._watch_deadline)


def _shortened(reason: str) -> str:
    return reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")
