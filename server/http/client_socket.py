"""A client's socket as signalling wants it: over the listener's extension, or on ASGI messages under any other server.

Made after the upgrade was accepted. Both read through ASGI; they differ in how a frame is written.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from starlette.types import Message, Receive, Send

from server.http.direct_socket import Direct
from signaling.framing import payload_of
from signaling.ports import BEHIND

SAID_GOODBYE = (1000, 1001)


class _Reading:
    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._close_code: int | None = None

    async def receive(self) -> bytes | None:
        if self._close_code is not None:
            return None
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self._close_code = message["code"]
            return None
        data: bytes | None = message.get("bytes")
        return b"" if data is None else data

    @property
    def closed_cleanly(self) -> bool:
        return self._close_code in SAID_GOODBYE


class DirectSocket(_Reading):
    """Implements `signaling.ports.Socket`: frames go to the transport as they are."""

    def __init__(self, direct: Direct, receive: Receive) -> None:
        super().__init__(receive)
        self.write = direct.outlet.write
        self.follow = direct.follow
        self._close_now = direct.close_now

    async def close(self, code: int, reason: str) -> None:
        if self._close_code is None:
            self._close_now(code, reason)


class AsgiSocket(_Reading):
    """Implements `signaling.ports.Socket` for servers without the extension: each message is framed anew by them.

    `run` writes what waits, one message after the other; it ends when it is cancelled.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        super().__init__(receive)
        self._send = send
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._is_behind = False
        self._is_open = True
        self._something = asyncio.Event()
        self._behind: Callable[[], None] = _nobody
        self._eased: Callable[[], None] = _nobody

    def write(self, frame: bytes) -> None:
        if not self._is_open:
            return
        self._waiting.append(frame)
        self._size += len(frame)
        self._something.set()
        if self._size > BEHIND and not self._is_behind:
            self._is_behind = True
            self._behind()

    def follow(self, behind: Callable[[], None], eased: Callable[[], None]) -> None:
        self._behind, self._eased = behind, eased

    async def run(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            while self._waiting:
                frame = self._waiting.popleft()
                await self._pass_on({"type": "websocket.send", "bytes": payload_of(frame)})
                self._size -= len(frame)
            if self._is_behind:
                self._is_behind = False
                self._eased()

    async def close(self, code: int, reason: str) -> None:
        if self._close_code is None:
            self._waiting.clear()
            await self._pass_on({"type": "websocket.close", "code": code, "reason": reason})

    async def _pass_on(self, message: Message) -> None:
        """To a client that is gone: nothing. `receive` is where one learns of it."""
        if not self._is_open:
            return
        self._is_open = message["type"] != "websocket.close"
        try:
            await self._send(message)
        except OSError:  # what an ASGI server raises when the client disconnected
            self._is_open = False


def _nobody() -> None:
    """Follows."""
