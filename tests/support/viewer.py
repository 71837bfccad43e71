"""Somebody who looks at one room through an outbox, and checks what every client is promised: each entry once, in order."""

from __future__ import annotations

import asyncio

from rooms.roles import Role
from rooms.view import RoomView
from rooms.view_reducer import reduce_view
from rooms.visibility import EVERYONE, Audience
from signaling.fanout import Subscriber
from signaling.outbox import Outbox
from signaling.ports import Clock
from signaling.wire import AnyFrame, Entered, Position, RoomEvent, Snapshot
from tests.support.clock import ManualClock
from tests.support.sockets import MemorySocket, frames_in


class Viewer:
    """Holds a view and a position, as a page does, over any number of connections. Implements `fanout.Listener`."""

    def __init__(
        self, member: str = "viewer", audience: Audience = EVERYONE, clock: Clock | None = None
    ) -> None:
        self.clock = clock or ManualClock()
        self._audience = audience
        self._member = member
        self.view: RoomView | None = None
        self.position: Position | None = None
        self.seqs: list[int] = []
        self.resumed: list[bool] = []
        self.was_detached: list[bool] = []
        self.roles: list[tuple[Role, bool]] = []
        self.answers_at_the_door = 0
        self.fell_behind_at: list[int] = []
        self.losses = 0
        self.overflows = 0
        self.connect()

    def connect(self) -> Subscriber:
        """A new connection: what waited in the old one is lost. Nothing is read of it but by `read`."""
        self.socket = MemorySocket()
        self.socket.stop_reading()
        self.outbox = Outbox(self.socket, self.clock, self._overflow)
        self.subscriber = Subscriber(
            outbox=self.outbox,
            audience=self._audience,
            member=self._member,
            device=f"{self._member}-device",
            listener=self,
        )
        return self.subscriber

    async def read(self) -> list[AnyFrame]:
        """Let a pass end, take what waits, follow it, and return the frames."""
        await turn()
        while self.socket.waiting:
            self.socket.read_once()
        frames = [frame for message in self.socket.messages for frame in frames_in(message)]
        self.socket.messages.clear()
        for frame in frames:
            self._follow(frame)
        return frames

    async def keep_reading(self) -> None:
        """Until cancelled."""
        while True:
            await turn()
            await self.read()

    def _follow(self, frame: AnyFrame) -> None:
        match frame:
            case Entered():
                self.resumed.append(frame.resumed)
            case Snapshot():
                self.view, self.position = frame.view, Position(frame.epoch, frame.seq)
            case RoomEvent():
                assert self.view is not None
                assert self.position is not None
                assert frame.seq == self.position.seq + 1, f"{frame.seq} after {self.position.seq}"
                self.view = reduce_view(self.view, frame.event)
                self.position = Position(frame.epoch, frame.seq)
                self.seqs.append(frame.seq)
            case _:
                pass

    def detached(self, clean: bool) -> None:
        self.was_detached.append(clean)

    def joined(self, role: Role, *, sees_anew: bool) -> None:
        self.roles.append((role, sees_anew))

    def answered_at_the_door(self) -> None:
        self.answers_at_the_door += 1

    def fell_behind(self, after: int) -> None:
        self.fell_behind_at.append(after)

    def lost(self) -> None:
        self.losses += 1

    def _overflow(self) -> None:
        self.overflows += 1


async def turn() -> None:
    """Let the others have the loop once."""
    passed = asyncio.Event()
    asyncio.get_running_loop().call_soon(passed.set)
    await passed.wait()
