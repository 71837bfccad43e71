"""A node on in-memory ports, and pages that connect to it: what most tests of signalling start from."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count

from rooms.chat.terms import MessagePosted, PostMessage
from rooms.commands import AnyClientCommand
from rooms.members.terms import DeviceAttached
from rooms.roles import Role
from rooms.room import Room
from signaling.bus import MemoryBus
from signaling.cluster.memory_registry import MemoryRegistry
from signaling.hosts import OpenedRoom
from signaling.memory_duty import MemoryDuty, MemoryNotices
from signaling.memory_marks import MemoryReadMarks
from signaling.metering import UNMEASURED, Instruments
from signaling.node import Node
from signaling.ports import LogEntry, NotSaved, RoomSpec
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
from tests.support.memory_ports import FaultyBus, FaultyLog, Line, MemoryDirectory, MemoryMedia, MemoryTickets
from tests.support.memory_relay import MemoryRelay
from tests.support.sockets import PageSocket
from tests.support.viewer import turn

NONE: Mapping[str, MemoryRelay] = {}


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


class Shared:
    """What all nodes of a cluster see: one clock, one registry, and a log and a bus to which each has a line."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.registry = MemoryRegistry(self.clock)
        self.read_marks = MemoryReadMarks()
        self.directory = MemoryDirectory()
        self._log = FaultyLog()
        self._bus = MemoryBus()

    def log(self) -> FaultyLog:
        """It fails for one node without failing for others."""
        return self._log.beside()

    def line(self) -> Line:
        return Line(self._bus)

    async def pass_time(self, seconds: float) -> None:
        """In small steps, so that whatever falls due is done in between."""
        until = self.clock.now() + seconds
        while self.clock.now() < until:
            self.clock.advance(min(0.1, until - self.clock.now()))
            await settled()


async def settled() -> None:
    """Everything that was begun has gone as far as it can without time passing."""
    for _ in range(50):
        await turn()


class NodeRig:
    def __init__(
        self,
        log: FaultyLog | None = None,
        limits: Limits | None = None,
        notices: MemoryNotices | None = None,
        *,
        id: str = "",
        shared: Shared | None = None,
        instruments: Instruments = UNMEASURED,
        relay: MemoryRelay | None = None,
    ) -> None:
        """`shared`: what the nodes of a cluster have in common; without it this node is alone."""
        self.id = id
        self.shared = shared
        self.log = log or (FaultyLog() if shared is None else shared.log())
        self.clock = ManualClock() if shared is None else shared.clock
        self.media = MemoryMedia()
        self.duty = MemoryDuty()
        self.notices = notices or MemoryNotices()
        self.read_marks = MemoryReadMarks() if shared is None else shared.read_marks
        self.tickets = MemoryTickets()
        self.directory = MemoryDirectory() if shared is None else shared.directory
        self.bus = FaultyBus() if shared is None else shared.line()
        self.node = Node(
            log=self.log,
            bus=self.bus,
            tickets=self.tickets,
            directory=self.directory,
            media=self.media,
            duty=self.duty,
            notices=self.notices,
            read_marks=self.read_marks,
            clock=self.clock,
            limits=limits,
            instruments=instruments,
            id=id,
            registry=None if shared is None else shared.registry,
            relay=relay,
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

    def cut_off(self, *, log_too: bool = False) -> None:
        """From all other nodes; with the log, too, it is as good as dead."""
        assert self.shared is not None
        self.bus.is_losing = True
        self.shared.registry.cut_off.add(self.id)
        self.log.failure = NotSaved("cut off") if log_too else None
        self.log.reading_fails = log_too

    def reconnect(self) -> None:
        assert self.shared is not None
        self.bus.is_losing = False
        self.shared.registry.cut_off.discard(self.id)
        self.log.failure = None
        self.log.reading_fails = False

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


async def pass_time(rig: NodeRig, seconds: float) -> None:
    """For every node of its cluster."""
    assert rig.shared is not None
    await rig.shared.pass_time(seconds)


async def said(page: Page) -> list[str]:
    """The messages that a page was given since it was last asked."""
    await settled()
    return [each.event.body for each in await page.events() if isinstance(each.event, MessagePosted)]


async def stored(rig: NodeRig, room: str = "study") -> list[str]:
    """The messages of a room, as the log has them."""
    entries = await rig.log.read(room, 0, 1000)
    return [entry.event.body for entry in entries if isinstance(entry.event, MessagePosted)]


@asynccontextmanager
async def cluster(*ids: str, relays: Mapping[str, MemoryRelay] = NONE) -> AsyncIterator[list[NodeRig]]:
    """Nodes that know each other. `relays`: of those whose media can be relayed."""
    shared = Shared()
    async with AsyncExitStack() as stack:
        rigs = [NodeRig(id=id, shared=shared, relay=relays.get(id)) for id in ids]
        for rig in rigs:
            await stack.enter_async_context(rig.tasks)
            await stack.enter_async_context(rig.node)
        await shared.pass_time(1)
        yield rigs


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
