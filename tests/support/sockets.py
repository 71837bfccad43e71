"""A client at the other end of an in-memory socket. It reads frames with a decoder that is not the server's."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TypeVar

import msgpack
import msgspec

from signaling.framing import payload_of
from signaling.ports import BEHIND
from signaling.wire import AnyFrame, AnyRequest

F = TypeVar("F", bound=msgspec.Struct)


class MemorySocket:
    """Implements `signaling.ports.Socket`: the server's end. What its client does not read waits, and counts."""

    def __init__(self) -> None:
        self.to_server: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.messages: list[bytes] = []
        self.frames_written: list[bytes] = []
        self.waiting = 0
        self.close_code: int | None = None
        self.close_reason = ""
        self.arrival = asyncio.Event()
        self._unread: deque[bytes] = deque()
        self._is_reading = True
        self._is_behind = False
        self._said_goodbye = False

    def write(self, frame: bytes) -> None:
        assert self.close_code is None, "nothing is written behind the goodbye"
        self.frames_written.append(frame)
        self._unread.append(payload_of(frame))
        self.waiting += len(frame)
        if self._is_reading:
            self._read_all()
        elif self.waiting > BEHIND and not self._is_behind:
            self._is_behind = True
            self._behind()

    def follow(self, behind: Callable[[], None], eased: Callable[[], None]) -> None:
        self._behind, self._eased = behind, eased

    async def close(self, code: int, reason: str) -> None:
        if self.close_code is None:
            self.close_code, self.close_reason = code, reason
        self.arrival.set()

    async def receive(self) -> bytes | None:
        return await self.to_server.get()

    @property
    def closed_cleanly(self) -> bool:
        return self._said_goodbye

    # ------------------------------------------------------------ the client's end

    def stop_reading(self) -> None:
        self._is_reading = False

    def read_on(self) -> None:
        self._is_reading = True
        self._read_all()

    def read_once(self) -> None:
        """Everything that waits now, and nothing of what the server adds because of it."""
        for _ in range(len(self._unread)):
            self.messages.append(self._unread.popleft())
        self._ease()

    def hang_up(self, *, clean: bool) -> None:
        """The client's end is gone, with or without a goodbye."""
        self._said_goodbye = clean
        self.to_server.put_nowait(None)

    def _read_all(self) -> None:
        while self._unread:
            self.read_once()

    def _ease(self) -> None:
        self.waiting = sum(map(len, self._unread))
        self.arrival.set()
        if self._is_behind:
            self._is_behind = False
            self._eased()


class PageSocket(MemorySocket):
    """The same with the client's end on top: what a page would send and see."""

    def __init__(self) -> None:
        super().__init__()
        self._read = 0
        self._frames: deque[AnyFrame] = deque()
        self._last_ref = 0

    def send_request(self, request: AnyRequest) -> None:
        self.to_server.put_nowait(msgspec.msgpack.encode(request))

    def next_ref(self) -> int:
        self._last_ref += 1
        return self._last_ref

    def frames(self) -> list[AnyFrame]:
        """Everything that arrived and was not taken yet."""
        for message in self.messages[self._read :]:
            self._frames.extend(frames_in(message))
        self._read = len(self.messages)
        taken = list(self._frames)
        self._frames.clear()
        return taken

    async def until(self, kind: type[F], where: Callable[[F], bool] = lambda _: True) -> F:
        """The next frame of this kind that fits; earlier ones are passed over."""
        while True:
            self.arrival.clear()
            waiting = deque(self.frames())
            while waiting:
                frame = waiting.popleft()
                if isinstance(frame, kind) and where(frame):
                    self._frames = waiting
                    return frame
            assert self.close_code is None, f"closed with {self.close_code} {self.close_reason}"
            await self.arrival.wait()

    async def collect(self, last: Callable[[AnyFrame], bool]) -> list[AnyFrame]:
        """Every frame up to and including the first that is `last`."""
        collected: list[AnyFrame] = []
        while True:
            self.arrival.clear()
            waiting = deque(self.frames())
            while waiting:
                collected.append(waiting.popleft())
                if last(collected[-1]):
                    self._frames = waiting
                    return collected
            assert self.close_code is None, f"closed with {self.close_code} {self.close_reason}"
            await self.arrival.wait()

    async def closed(self) -> int:
        """The code with which the server closed."""
        while self.close_code is None:
            self.arrival.clear()
            await self.arrival.wait()
        return self.close_code


def frames_in(message: bytes) -> list[AnyFrame]:
    unpacker = msgpack.Unpacker()
    unpacker.feed(message)
    return [msgspec.convert(each, AnyFrame) for each in unpacker]
