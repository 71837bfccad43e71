"""Which rooms are open on this node. A room is opened when somebody needs it, and closed when nobody is in it and
nothing is due soon.

Each open room is one task that owns its host and its fan-out; the node's task group owns those tasks. The host is
`RoomHost` where this node owns the room, and a mirror where another one does; it may become the other while people sit.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial

from rooms.room import Room
from signaling.cluster.calls import Calls
from signaling.cluster.handovers import Handovers
from signaling.cluster.mirror import RoomMirror
from signaling.cluster.placement import Alone, Placement
from signaling.codes import ErrorCode
from signaling.fanout import Fanout
from signaling.mailbox import Asked, Failed
from signaling.metering import UNMEASURED, Instruments
from signaling.ports import Bus, Clock, EventLog, LogEntry, NotSaved, RoomSpec
from signaling.room_entries import Ring
from signaling.room_host import OnEntries, RoomHost
from signaling.room_ids import home_of
from signaling.stored_room import StoredRoom

logger = logging.getLogger(__name__)

LINGER_SECONDS = 30.0
"""How long an empty room stays open: a reload of its last page need not open it anew."""

MOVE_TRIES = 50
MOVE_RETRY_SECONDS = 0.2
"""A room whose owner is unknown is looked for so often; then its people must come again."""


class OpenedRoom:
    """`holders` counts the seats that need it open. `carried` names the errands that have arrived since it was opened."""

    def __init__(self, host: RoomHost | RoomMirror, fanout: Fanout) -> None:
        self.host, self.fanout = host, fanout
        self.holders = 0
        self.carried: set[bytes] = set()
        self.stop_lingering: Callable[[], None] | None = None
        self.rehosted = asyncio.Event()
        """Set once the room has another host than now, or none any more."""

    @property
    def spec(self) -> RoomSpec:
        return self.host.spec


class Hosts:
    def __init__(
        self,
        log: EventLog,
        bus: Bus,
        clock: Clock,
        tasks: asyncio.TaskGroup,
        on_entries: OnEntries,
        *,
        on_opened: Callable[[OpenedRoom], None],
        on_asleep: Callable[[str, float], None],
        on_failed: Callable[[str], None] = lambda room: None,
        on_followed: Callable[[RoomSpec, Sequence[LogEntry]], None] = lambda spec, entries: None,
        on_moved: Callable[[OpenedRoom], None] = lambda opened: None,
        on_rehosted: Callable[[OpenedRoom], None] = lambda opened: None,
        placement: Placement | None = None,
        calls: Calls | None = None,
        instruments: Instruments = UNMEASURED,
    ) -> None:
        """`on_opened`: this node owns the room and has it open. `on_moved`: it owned it until now. `on_rehosted`: an
        open room has another host than before, here or elsewhere.

        `on_asleep`: this room was closed, and has something to do at that UTC second. `on_failed`: it ended by a
        failure, with something to do. `on_followed`: entries that another node appended. `calls` are needed as soon as `placement` names another node.
        """
        self._log, self._bus, self._clock, self._tasks = log, bus, clock, tasks
        self._on_entries, self._on_opened, self._on_asleep = on_entries, on_opened, on_asleep
        self._on_followed, self._on_moved, self._on_rehosted = on_followed, on_moved, on_rehosted
        self._on_failed = on_failed
        self._placement, self._calls = placement or Alone(), calls
        self._instruments = instruments
        self._handovers = Handovers(self._placement)
        self._rooms: dict[str, OpenedRoom] = {}
        self._opening: dict[str, asyncio.Future[OpenedRoom | None]] = {}
        self._is_closing = False
        self._resting: set[asyncio.Event] = set()
        self._running: set[asyncio.Task[None]] = set()

    def __iter__(self) -> Iterator[OpenedRoom]:
        return iter(tuple(self._rooms.values()))

    def opened(self, room: str) -> OpenedRoom | None:
        return self._rooms.get(room)

    async def hold(self, spec: RoomSpec) -> OpenedRoom | None:
        """The room, kept open until `release`; None when it cannot be opened now."""
        opened = self._rooms.get(spec.id) or await self._open(spec)
        if opened is None:
            return None
        self.keep(opened)
        return opened

    @asynccontextmanager
    async def held(self, spec: RoomSpec | None) -> AsyncIterator[OpenedRoom | None]:
        """The same for a block; None of no room."""
        opened = None if spec is None else await self.hold(spec)
        try:
            yield opened
        finally:
            if opened is not None:
                self.release(opened)

    def keep(self, opened: OpenedRoom) -> None:
        """Hold a room that is open."""
        opened.holders += 1
        self._end_linger(opened)

    def release(self, opened: OpenedRoom) -> None:
        opened.holders -= 1
        self._linger_if_idle(opened)

    def close(self) -> None:
        """Every room ends once it has done what it was asked, and none opens any more."""
        self._is_closing = True
        for opened in self:
            opened.host.close()
        for rested in self._resting:
            rested.set()

    async def closed(self) -> None:
        """Returns when the last room has ended."""
        if self._running:
            await asyncio.wait(self._running)

    # ------------------------------------------------------------ among other nodes

    def gone(self, nodes: Iterable[str]) -> None:
        """Those nodes are dead: what they owned is looked for anew."""
        for opened in self:
            if isinstance(opened.host, RoomMirror) and opened.host.owner in nodes:
                opened.host.lose()

    def moved_on(self, room: str, node: str) -> bool:
        """That node owns the room no more. Whether it was thought to: then the room is looked for anew."""
        opened = self._rooms.get(room)
        if opened is None or not isinstance(opened.host, RoomMirror) or opened.host.owner != node:
            return False
        opened.host.lose()
        return True

    def compare(self, heads: Mapping[str, int]) -> None:
        """The last entries of rooms, as their owner has them: what was lost on the way here is read."""
        for room, head in heads.items():
            self._check(room, head)

    def homes(self) -> set[str]:
        """The rooms that this node owns, without sub-rooms."""
        return {
            home_of(opened.spec.id) for opened in self if opened.host.is_owner and not opened.host.is_moved
        }

    async def hand_over(self, home: str, to: str) -> None:
        """Give a room of this node, with its sub-rooms, to another, to `to` if that has place. People stay seated.

        Returns when the next owner is known. Raises Unreachable; then the rooms stay.
        """
        owned = [
            opened.host
            for opened in self
            if isinstance(opened.host, RoomHost)
            and not opened.host.is_moved
            and home_of(opened.spec.id) == home
        ]
        if owned:
            await self._handovers.give(home, owned, to)

    async def doubt(self) -> None:
        """Anything may have been missed, on the bus and of who owns what."""
        for opened in self:
            opened.fanout.check(opened.host.head.seq + 1)
            if opened.host.is_owner and not await self._placement.keeps(opened.spec.id):
                opened.host.lose()

    # ------------------------------------------------------------ one room's life

    async def _open(self, spec: RoomSpec) -> OpenedRoom | None:
        if self._is_closing:
            return None
        ready = self._opening.get(spec.id)
        if ready is None:
            ready = self._opening[spec.id] = asyncio.get_running_loop().create_future()
            task = self._tasks.create_task(self._live(spec, ready), name=f"room {spec.id}")
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return await asyncio.shield(ready)

    async def _live(self, spec: RoomSpec, ready: asyncio.Future[OpenedRoom | None]) -> None:
        """A bug or a dead log ends this room here, and never another."""
        opened: OpenedRoom | None = None
        try:
            host, stored = await self._hosted(spec)
            opened = OpenedRoom(host, self._fanout(spec, host, stored))
            await opened.host.begin()
            self._rooms[spec.id] = opened
            del self._opening[spec.id]
            ready.set_result(opened)
            self._linger_if_idle(opened)
            self._begun(opened)
            await self._run(opened)
        except Exception:
            logger.exception("room %s ended", spec.id)
            if opened is not None and opened is self._rooms.get(spec.id) and _has_to_do(opened.host.room):
                self._on_failed(spec.id)
        finally:
            if opened is not None:
                self._forget(opened)
                opened.host.leave_to(_refused)
                opened.fanout.close()
                opened.rehosted.set()
            if not ready.done():
                del self._opening[spec.id]
                ready.set_result(None)

    async def _hosted(self, spec: RoomSpec) -> tuple[RoomHost | RoomMirror, StoredRoom]:
        await self._handovers.over(spec.id)
        owner = await self._placement.owner(spec)
        host: RoomHost | RoomMirror
        if owner is None:
            is_ours = partial(self._placement.keeps, spec.id)
            tracer = self._instruments.tracer
            host = RoomHost(spec, self._log, self._bus, self._clock, self._entries_appended, is_ours, tracer)
        else:
            assert self._calls is not None
            host = RoomMirror(spec, owner, self._log, self._calls, lambda seq: self._check(spec.id, seq))
        try:
            return host, await host.open()
        except NotSaved:
            if host.is_owner:
                await self._give_up(spec)
            raise

    async def _give_up(self, spec: RoomSpec) -> None:
        """The log does not answer here: maybe it does where another node is. Raises Unreachable."""
        home = home_of(spec.id)
        if home not in self.homes():
            await self._placement.hand_over(home, "")

    def _fanout(self, spec: RoomSpec, host: RoomHost | RoomMirror, stored: StoredRoom) -> Fanout:
        ring = Ring(spec.id, host.head.seq, stored.recent)

        def host_now() -> RoomHost | RoomMirror:
            followed = self._rooms.get(spec.id)
            return host if followed is None else followed.host

        def follow(entries: Sequence[LogEntry]) -> None:
            host_now().follow(entries)
            if spec.id in self._rooms and not host_now().is_owner:
                self._on_followed(spec, entries)

        return Fanout(
            spec.id,
            ring,
            self._log,
            self._bus,
            self._clock,
            follow,
            lambda: host_now().room,
            self._instruments,
        )

    def _begun(self, opened: OpenedRoom) -> None:
        if opened.host.is_owner:
            self._on_opened(opened)
        else:
            opened.fanout.check(opened.host.head.seq + 1)  # published between reading it and subscribing
        if self._is_closing:
            opened.host.close()

    async def _run(self, opened: OpenedRoom) -> None:
        async with asyncio.TaskGroup() as tasks:
            filling = tasks.create_task(opened.fanout.run(), name=f"gaps {opened.spec.id}")
            await self._run_host(opened.host)
            while opened.host.is_moved and await self._move(opened):
                await self._run_host(opened.host)
            filling.cancel()

    async def _run_host(self, host: RoomHost | RoomMirror) -> None:
        try:
            await host.run()
        finally:
            self._handovers.ended(host)

    async def _move(self, opened: OpenedRoom) -> bool:
        """People stay seated: the next host has everything that stands, and is asked what was left.

        False: this node ends, and nothing of what was left has happened.
        """
        former = opened.host
        await self._handovers.over(opened.spec.id)
        if former.is_owner:
            self._on_moved(opened)
        host = await self._found(opened.spec)
        if host is None:
            return False
        # What came while this host was being found was told to the one before it.
        ring = opened.fanout.ring
        host.follow([LogEntry(each.epoch, each.seq, each.event) for each in ring.after(host.head.seq)])
        opened.host = host
        former.leave_to(host.ask)
        opened.fanout.check(host.head.seq)
        opened.fanout.check_seated(host.room)
        self._begun(opened)
        self._on_rehosted(opened)
        self._linger_if_idle(opened)
        rehosted, opened.rehosted = opened.rehosted, asyncio.Event()
        rehosted.set()
        return True

    async def _found(self, spec: RoomSpec) -> RoomHost | RoomMirror | None:
        """The next host, begun. None: this node ends. Raises NotSaved."""
        for _ in range(MOVE_TRIES):
            if self._is_closing:
                return None
            try:
                host, _ = await self._hosted(spec)
                await host.begin()
            except Exception:
                if not self._is_closing:
                    logger.exception("%s has no owner yet", spec.id)
            else:
                return host
            await self._rest()
        raise NotSaved(f"nobody owns {spec.id}")

    async def _rest(self) -> None:
        """Before the next try; not while rooms close."""
        rested = asyncio.Event()
        cancel = self._clock.call_at(self._clock.now() + MOVE_RETRY_SECONDS, rested.set)
        self._resting.add(rested)
        try:
            if not self._is_closing:
                await rested.wait()
        finally:
            self._resting.discard(rested)
            cancel()

    def _check(self, room: str, seq: int) -> None:
        opened = self._rooms.get(room)
        if opened is not None:
            opened.fanout.check(seq)

    def _entries_appended(self, spec: RoomSpec, room: Room, entries: Sequence[LogEntry]) -> None:
        self._on_entries(spec, room, entries)
        opened = self._rooms.get(spec.id)
        if opened is not None and room.is_empty:
            self._linger_if_idle(opened)

    def _forget(self, opened: OpenedRoom) -> None:
        """Unless the room was opened anew meanwhile."""
        if self._rooms.get(opened.spec.id) is opened:
            del self._rooms[opened.spec.id]

    # ------------------------------------------------------------ idle rooms

    def _linger_if_idle(self, opened: OpenedRoom) -> None:
        if opened.holders == 0 and not opened.host.is_needed and opened.stop_lingering is None:
            until = self._clock.now() + LINGER_SECONDS
            opened.stop_lingering = self._clock.call_at(until, lambda: self._close_if_idle(opened))

    def _close_if_idle(self, opened: OpenedRoom) -> None:
        opened.stop_lingering = None
        if opened.holders == 0 and opened.host.is_idle:
            self._forget(opened)
            opened.host.close()
            deadline = opened.host.room.next_deadline()
            if deadline is not None and opened.host.is_owner:
                self._on_asleep(opened.spec.id, deadline)
        else:
            self._linger_if_idle(opened)

    def _end_linger(self, opened: OpenedRoom) -> None:
        if opened.stop_lingering is not None:
            opened.stop_lingering()
            opened.stop_lingering = None


def _has_to_do(room: Room) -> bool:
    return room.next_deadline() is not None or bool(room.errands())


def _refused(asked: Asked) -> None:
    """There is no host any more that could be asked."""
    asked.settle(Failed(ErrorCode.NOT_SAVED))
