"""The reference client of the protocol, in Python: what a page does on its WebSocket, without the page.

It speaks the wire with the `msgpack` package and shares no codec and no state machine with the server, so that
an agreement between the two is worth something. It knows frames, never what a room makes of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import secrets
import ssl
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, cast

import msgpack
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from loadtests.login import Invite, Login
from loadtests.room_copy import Frame, RoomCopy
from signaling.wire import PROTOCOL_VERSION, SUBPROTOCOL

INBOX_FRAMES = 10_000
"""How many frames wait for `frame()`; the oldest are forgotten first, the counters are not."""


class Refused(Exception):
    """The server answered `error`: `code` is of the protocol's table, `retry_ms` is set when asking again may help."""

    def __init__(self, code: int, detail: str, retry_ms: int | None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.retry_ms = code, detail, retry_ms


class Disconnected(Exception):
    """The WebSocket ended, with this close code (RFC 6455 section 7.4; 1006: without a goodbye)."""

    def __init__(self, code: int) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


@dataclass
class Counters:
    """What arrived over all connections of a client, whatever it meant."""

    messages: int = 0
    bytes: int = 0
    frames: Counter[str] = field(default_factory=Counter)


class Client:
    """One device of one person. Use it as `async with Client(link) as client`; its tasks end with the block.

    Requests raise `Refused` when the server says no, `Disconnected` when the socket ends under them and
    TimeoutError after `timeout` seconds; `within` is the same for one wait, in seconds.
    """

    def __init__(
        self,
        link: str,
        *,
        name: str | None = None,
        device: str | None = None,
        origin: str | None = None,
        tls: ssl.SSLContext | None = None,
        timeout: float = 10.0,
    ) -> None:
        """`origin` overrides the Origin header of the upgrade; `device` None makes a new random one."""
        invite = Invite.parse(link)
        self.device = device or secrets.token_urlsafe(12)
        self.counters = Counters()
        self.rooms: dict[str, RoomCopy] = {}
        self.slots: dict[str, Frame] = {}
        self.welcome: Frame = {}
        self.close_code: int | None = None
        self.stages: dict[str, float] = {}
        """Seconds that each step of the last way in took: session, ticket, socket, welcome, snapshot."""
        self.listeners: list[Callable[[Frame], None]] = []
        """Called with every frame as it arrives, before anybody who waits for it goes on."""
        self._login = Login(invite, name=name, tls=tls)
        self._url = invite.websocket_url
        self._origin = origin or invite.origin
        self._tls = tls
        self._timeout = timeout
        self._socket: ClientConnection | None = None
        self._tasks = asyncio.TaskGroup()
        self._heartbeat: asyncio.Task[None] | None = None
        self._inbox: deque[Frame] = deque(maxlen=INBOX_FRAMES)
        self._replies: dict[int, asyncio.Future[Frame]] = {}
        self._last_ref = 0
        self._arrival = asyncio.Event()

    # ---------------------------------------------------------------- connection

    async def __aenter__(self) -> Self:
        with self._timed("session"):
            await self._login.open()
        await self._tasks.__aenter__()
        try:
            await self.connect()
        except BaseException:
            await self.close()
            await self._tasks.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
        await self._tasks.__aexit__(kind, error, trace)

    async def connect(self) -> None:
        """Get a ticket, open the socket, say hello and wait to be welcomed."""
        with self._timed("ticket"):
            ticket = await self._login.ticket()
        with self._timed("socket"):
            self._socket = await connect(
                self._url,
                origin=Origin(self._origin),
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                ssl=self._tls,
                compression=None,
                ping_interval=None,
                proxy=None,
                open_timeout=self._timeout,
                close_timeout=1.0,
            )
        self.close_code = None
        self.welcome = {}
        self._inbox.clear()
        self._tasks.create_task(self._read(self._socket))
        hello = {"t": "hello", "version": PROTOCOL_VERSION, "ticket": ticket, "device": self.device}
        with self._timed("welcome"):
            await self.send(hello)
            await self.until(lambda: bool(self.welcome))
        self._heartbeat = self._tasks.create_task(self._beat(self._socket, self.welcome["heartbeat"]))

    async def reconnect(self, origin: str | None = None) -> dict[str, Frame]:
        """Connect again and resume every room after the position held; the `entered` answers by room.

        `origin`: of another node that shares the database, where the session holds as well.
        """
        if origin is not None:
            self._login.move(origin)
            self._url, self._origin = self._login.invite.websocket_url, origin
        await self.connect()
        return {room: await self.enter_room(room) for room in list(self.rooms)}

    async def close(self, code: int = 1000) -> None:
        """Say goodbye. Nothing happens when the socket is closed already."""
        if self._socket:
            await self._socket.close(code)

    async def cut(self) -> None:
        """Lose the connection without a goodbye, as a pulled cable does; returns when the socket is dead."""
        if self._socket:
            self._socket.transport.abort()
            await self._socket.wait_closed()
            await self.until_closed()

    async def until_closed(self, within: float | None = None) -> int:
        """Wait until the server closes the socket; its close code."""
        async with asyncio.timeout(within or self._timeout):
            while self.close_code is None:
                await self._arrival.wait()
        return self.close_code

    # ---------------------------------------------------------------- requests

    async def enter_room(self, room: str) -> Frame:
        """Enter, or resume after the position held; returns once the snapshot or the answer is here."""
        copy = self.rooms.setdefault(room, RoomCopy(room))
        snapshots = copy.snapshots
        with self._timed("snapshot"):
            entered = await self.request({"t": "enter_room", "room": room, "position": copy.head()})
            if not entered["resumed"]:
                await self.until(lambda: copy.snapshots > snapshots)
        return entered

    async def leave_room(self, room: str) -> None:
        await self.request({"t": "leave_room", "room": room})
        self.rooms.pop(room, None)

    async def command(self, room: str, command: Frame) -> int:
        """Send a room command such as {"t": "announce_media", ...}; the log entry at which it stands."""
        answer = await self.request({"t": "command", "room": room, "command": command})
        return cast(int, answer["seq"])

    async def post(self, room: str, body: str, *, cid: str | None = None) -> int:
        """Post a message; the log entry at which it stands. The same `cid` again answers with the same entry."""
        return await self.command(
            room, {"t": "post_message", "cid": cid or secrets.token_urlsafe(12), "body": body}
        )

    async def announce_media(self, room: str, *, mic: bool, camera: bool, screen: bool = False) -> int:
        return await self.command(
            room, {"t": "announce_media", "mic": mic, "camera": camera, "screen": screen}
        )

    async def read_history(self, room: str, *, before: int | None = None, limit: int = 50) -> Frame:
        return await self.request({"t": "read_history", "room": room, "before": before, "limit": limit})

    async def media_offer(
        self, room: str, direction: str, sdp: str, sources: dict[str, str] | None = None
    ) -> str:
        """Offer one of the device's two peer connections ("publish" or "receive"); the SDP answer."""
        frame = {"t": "media_offer", "room": room, "direction": direction, "sdp": sdp}
        answer = await self.request(frame | {"sources": sources or {}})
        return cast(str, answer["sdp"])

    async def watch_lobby(self, on: bool) -> None:
        await self.request({"t": "watch_lobby", "on": on})

    async def typing(self, room: str) -> None:
        await self.send({"t": "typing", "room": room})

    async def ping(self) -> None:
        heads = {room: copy.head() for room, copy in self.rooms.items() if copy.position}
        await self.send({"t": "ping", "heads": heads})

    async def request(self, frame: Frame) -> Frame:
        """Send a frame with a fresh `ref` and wait for what answers it."""
        self._last_ref += 1
        ref = self._last_ref
        reply: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._replies[ref] = reply
        try:
            await self.send(frame | {"ref": ref})
            async with asyncio.timeout(self._timeout):
                answer = await reply
        finally:
            del self._replies[ref]
        if answer["t"] == "error":
            raise Refused(answer["code"], answer.get("detail", ""), answer.get("retry_ms"))
        return answer

    async def send(self, frame: Frame) -> None:
        await self.send_raw(msgpack.packb(frame))

    async def send_raw(self, data: bytes | str) -> None:
        """Send a message as it is, right or wrong; a str goes out as a text message."""
        if self._socket is None:
            raise Disconnected(1006)
        try:
            await self._socket.send(data)
        except ConnectionClosed as closed:
            raise Disconnected(closed.rcvd.code if closed.rcvd else 1006) from None

    # ---------------------------------------------------------------- what arrived

    async def until(self, condition: Callable[[], bool], within: float | None = None) -> None:
        """Wait until `condition` holds; it is asked again after every message. Raises Disconnected when none can come."""
        async with asyncio.timeout(None if within == math.inf else within or self._timeout):
            while not condition():
                if self.close_code is not None:
                    raise Disconnected(self.close_code)
                await self._arrival.wait()

    async def frame(
        self, tag: str, where: Callable[[Frame], bool] = lambda _: True, within: float | None = None
    ) -> Frame:
        """The oldest frame of this tag that fits and that was not asked for before; waits for it."""
        found: list[Frame] = []

        def take() -> bool:
            for frame in self._inbox:
                if frame["t"] == tag and where(frame):
                    self._inbox.remove(frame)
                    found.append(frame)
                    return True
            return False

        await self.until(take, within)
        return found[0]

    async def event(
        self,
        room: str,
        tag: str,
        where: Callable[[Frame], bool] = lambda _: True,
        within: float | None = None,
    ) -> Frame:
        """The oldest event of this tag in `room` that was not asked for before; waits for it."""

        def fits(frame: Frame) -> bool:
            event = frame["event"]
            return frame["room"] == room and event is not None and event["t"] == tag and where(event)

        return cast(Frame, (await self.frame("event", fits, within))["event"])

    # ---------------------------------------------------------------- tasks

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for message in socket:
                self._take_message(message)
        except ConnectionClosed:
            pass  # the close code below says it
        finally:
            self._ended(socket.close_code or 1006)

    async def _beat(self, socket: ClientConnection, seconds: float) -> None:
        while socket.close_code is None:
            await asyncio.sleep(seconds)
            try:
                await self.ping()
            except Disconnected:
                return

    def _take_message(self, message: bytes | str) -> None:
        if isinstance(message, str):
            raise TypeError("the server sent a text message")
        self.counters.messages += 1
        self.counters.bytes += len(message)
        unpacker = msgpack.Unpacker(max_buffer_size=len(message))
        unpacker.feed(message)
        for frame in unpacker:
            self._take_frame(frame)
        self._wake()

    def _take_frame(self, frame: Frame) -> None:
        tag: str = frame["t"]
        self.counters.frames[tag] += 1
        reply = self._replies.get(frame.get("ref", 0))
        if reply is not None and not reply.done():
            reply.set_result(frame)
        self._keep(tag, frame)
        self._inbox.append(frame)
        for listener in self.listeners:
            listener(frame)

    def _keep(self, tag: str, frame: Frame) -> None:
        copy = self.rooms.get(frame.get("room", ""))
        if tag == "welcome":
            self.welcome = frame
        elif tag == "slots":
            self.slots[frame["room"]] = frame
        elif tag == "snapshot" and copy:
            copy.take_snapshot(frame)
        elif tag == "event" and copy:
            copy.take_event(frame)

    def _ended(self, code: int) -> None:
        self.close_code = code
        if self._heartbeat:
            self._heartbeat.cancel()
            self._heartbeat = None
        for reply in self._replies.values():
            if not reply.done():
                reply.set_exception(Disconnected(code))
        self._wake()

    def _wake(self) -> None:
        self._arrival.set()
        self._arrival = asyncio.Event()

    @contextlib.contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        since = time.monotonic()
        yield
        self.stages[stage] = time.monotonic() - since
