"""A node on in-memory ports, and pages that connect to it: what most tests of signalling start from."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count

from rooms.chat.terms import PostMessage
from rooms.commands import AnyClientCommand
from rooms.members.terms import DeviceAttached
from rooms.roles import Role
from rooms.room import Room
from signaling.hosts import OpenedRoom
from signaling.memory_duty import MemoryDuty, MemoryNotices
from signaling.memory_marks import MemoryReadMarks
from signaling.node import Node
from signaling.ports import LogEntry, RoomSpec
from signaling.rate_limit import Limits
from signaling.wire import (
    PROTOCOL_VERSION,
    Entered,
    EnterRoom,
    Error,
    Hello,
    LeaveRoom,
    Ok,
    Ping,
    Pong,
    Position,
    RoomCommand,
    RoomEvent,
    Snapshot,
    Welcome,
)
from signaling.wire_duty import FromDesk
from tests.support.clock import ManualClock
from tests.support.memory_ports import FaultyBus, FaultyLog, MemoryDirectory, MemoryMedia, MemoryTickets
from tests.support.sockets import PageSocket


class Page(PageSocket):
    """A page that speaks the protocol: requests wait for their answer."""

    async def command(self, room: str, command: AnyClientCommand) -> Ok | Error:
        return await self.answer(RoomCommand(self.next_ref(), room, command))

    async def post(self, room: str, body: str, cid: str | None = None) -> Ok | Error:
        ref = self.next_ref()
        return await self.answer(RoomCommand(ref, room, PostMessage(cid or f"cid-{ref:06d}", body)))

    async def answer(self, request: EnterRoom | LeaveRoom | RoomCommand | FromDesk) -> Ok | Error:
        self.send_request(request)
        answer = await self.until_answer(request.ref)
        assert isinstance(answer, Ok | Error), answer
        return answer

    async def until_answer(self, ref: int) -> object:
        frames = await self.collect(lambda frame: getattr(frame, "ref", None) == ref)
        self._frames.extendleft(reversed(frames[:-1]))
        return frames[-1]

    async def enter(self, room: str, position: Position | None = None) -> Snapshot | None:
        """The snapshot that follows, or None when the position was resumed."""
        ref = self.next_ref()
        self.send_request(EnterRoom(ref, room, position))
        entered = await self.until(Entered, lambda frame: frame.ref == ref)
        return None if entered.resumed else await self.until(Snapshot, lambda frame: frame.room == room)

    async def sync(self, **heads: Position) -> Pong:
        """Everything that the server wrote before now has arrived once this returns; frames stay to be read."""
        self.send_request(Ping(heads))
        frames = await self.collect(lambda frame: isinstance(frame, Pong))
        self._frames.extendleft(reversed(frames[:-1]))
        pong = frames[-1]
        assert isinstance(pong, Pong)
        return pong

    async def events(self) -> list[RoomEvent]:
        """The room events that have arrived by now, in order."""
        await self.sync()
        return [frame for frame in self.frames() if isinstance(frame, RoomEvent)]


class NodeRig:
    def __init__(
        self,
        log: FaultyLog | None = None,
        limits: Limits | None = None,
        notices: MemoryNotices | None = None,
    ) -> None:
        self.log = log or FaultyLog()
        self.clock = ManualClock()
        self.media = MemoryMedia()
        self.duty = MemoryDuty()
        self.notices = notices or MemoryNotices()
        self.read_marks = MemoryReadMarks()
        self.directory = MemoryDirectory()
        self.bus = FaultyBus()
        self.node = Node(
            log=self.log,
            bus=self.bus,
            tickets=MemoryTickets(),
            directory=self.directory,
            media=self.media,
            duty=self.duty,
            notices=self.notices,
            read_marks=self.read_marks,
            clock=self.clock,
            limits=limits,
        )
        self.node.on_entries(self._entries)
        self.tasks = asyncio.TaskGroup()
        self._tickets = count(1)

    def _entries(self, spec: RoomSpec, _room: Room, entries: Sequence[LogEntry]) -> None:
        for entry in entries:
            if isinstance(entry.event, DeviceAttached):
                self.media.attached(entry.event.device, spec.id)

    def open(self) -> Page:
        """A socket that is being served and has said nothing yet."""
        page = Page()
        self.tasks.create_task(self.node.serve(page))
        return page

    def room(self, room: str) -> OpenedRoom:
        """A room that is open."""
        opened = self.node.opened(room)
        assert opened is not None
        return opened

    def ticket(self, person: str, role: Role = Role.STUDENT) -> str:
        return f"{person}/{role}/{next(self._tickets)}"

    async def connect(self, person: str, role: Role = Role.STUDENT, device: str | None = None) -> Page:
        page = self.open()
        page.send_request(Hello(PROTOCOL_VERSION, self.ticket(person, role), device or f"{person}-device"))
        await page.until(Welcome)
        return page

    async def seated(self, person: str, room: str = "study", role: Role = Role.STUDENT) -> Page:
        """Connected and in the room."""
        page = await self.connect(person, role)
        await page.enter(room)
        return page


@asynccontextmanager
async def running(
    log: FaultyLog | None = None,
    limits: Limits | None = None,
    notices: MemoryNotices | None = None,
) -> AsyncIterator[NodeRig]:
    """Drained at the end of the block, with every page still connected sent away."""
    rig = NodeRig(log, limits, notices)
    async with rig.tasks, rig.node:
        yield rig
