"""Which rooms are open on this node. A room is opened when somebody needs it, and closed when nobody is in it and
nothing is due soon.

Each open room is one task that owns its host and its fan-out; the node's task group owns those tasks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence

from rooms.room import Room
from signaling.fanout import Fanout
from signaling.ports import Bus, Clock, EventLog, LogEntry, RoomSpec
from signaling.room_entries import Ring
from signaling.room_host import OnEntries, RoomHost

logger = logging.getLogger(__name__)

LINGER_SECONDS = 30.0
"""How long an empty room stays open: a reload of its last page need not open it anew."""


class OpenedRoom:
    """`holders` counts the seats that need it open. `carried` names the errands that have arrived since it was opened."""

    def __init__(self, host: RoomHost, fanout: Fanout) -> None:
        self.host, self.fanout = host, fanout
        self.holders = 0
        self.carried: set[bytes] = set()
        self.stop_lingering: Callable[[], None] | None = None

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
    ) -> None:
        """`on_asleep`: this room was closed, and has something to do at that UTC second."""
        self._log, self._bus, self._clock, self._tasks = log, bus, clock, tasks
        self._on_entries, self._on_opened, self._on_asleep = on_entries, on_opened, on_asleep
        self._rooms: dict[str, OpenedRoom] = {}
        self._opening: dict[str, asyncio.Future[OpenedRoom | None]] = {}
        self._is_closing = False
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

    async def closed(self) -> None:
        """Returns when the last room has ended."""
        if self._running:
            await asyncio.wait(self._running)

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
        host = RoomHost(spec, self._log, self._bus, self._clock, self._entries_appended)
        fanout: Fanout | None = None
        try:
            stored = await host.open()
            fanout = Fanout(
                spec.id, Ring(spec.id, host.head.seq, stored.recent), self._log, self._bus, self._clock
            )
            await host.begin()
            opened = self._rooms[spec.id] = OpenedRoom(host, fanout)
            del self._opening[spec.id]
            ready.set_result(opened)
            self._linger_if_idle(opened)
            self._on_opened(opened)
            if self._is_closing:
                host.close()
            await self._run(host, fanout)
        except Exception:
            logger.exception("room %s ended", spec.id)
        finally:
            self._forget(host)
            if fanout is not None:
                fanout.close()
            if not ready.done():
                del self._opening[spec.id]
                ready.set_result(None)

    async def _run(self, host: RoomHost, fanout: Fanout) -> None:
        async with asyncio.TaskGroup() as tasks:
            filling = tasks.create_task(fanout.run(), name=f"gaps {host.spec.id}")
            await host.run()
            filling.cancel()

    def _entries_appended(self, spec: RoomSpec, room: Room, entries: Sequence[LogEntry]) -> None:
        self._on_entries(spec, room, entries)
        opened = self._rooms.get(spec.id)
        if opened is not None and room.is_empty:
            self._linger_if_idle(opened)

    def _forget(self, host: RoomHost) -> None:
        """Unless the room was opened anew meanwhile."""
        opened = self._rooms.get(host.spec.id)
        if opened is not None and opened.host is host:
            del self._rooms[host.spec.id]

    # ------------------------------------------------------------ idle rooms

    def _linger_if_idle(self, opened: OpenedRoom) -> None:
        if opened.holders == 0 and opened.host.room.is_empty and opened.stop_lingering is None:
            until = self._clock.now() + LINGER_SECONDS
            opened.stop_lingering = self._clock.call_at(until, lambda: self._close_if_idle(opened))

    def _close_if_idle(self, opened: OpenedRoom) -> None:
        opened.stop_lingering = None
        if opened.holders == 0 and opened.host.is_idle:
            self._forget(opened.host)
            opened.host.close()
            deadline = opened.host.room.next_deadline()
            if deadline is not None:
                self._on_asleep(opened.spec.id, deadline)
        else:
            self._linger_if_idle(opened)

    def _end_linger(self, opened: OpenedRoom) -> None:
        if opened.stop_lingering is not None:
            opened.stop_lingering()
            opened.stop_lingering = None
