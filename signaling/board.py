"""Everything that is owed in one space, for staff who watch: all of it at once, then what changes, a few times a second.

It is read from the log, where it stands as soon as a room has decided it, so that it says the same on every node. Who
does not read fast enough is told later, and then only what things have come to.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence

from msgspec import Struct, msgpack

from rooms.obligations.events import ObligationsEvent
from signaling.codec import encode
from signaling.finding import Finder
from signaling.obligation_model import touched
from signaling.outbox import Outbox
from signaling.per_space import PerSpace
from signaling.ports import Bus, Clock, EventLog, LogEntry, RoomSpec, StoredObligation
from signaling.room_ids import home_of
from signaling.timing import sleep
from signaling.wire_duty import Board as BoardFrame
from signaling.wire_duty import BoardChanged, BoardItem

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_FRAMES = 0.25
LATELY_SECONDS = 3600.0
"""What was closed within this is shown to who begins to watch."""

Key = tuple[str, int]
"""Room and id."""


class Changed(Struct, frozen=True):
    """On the bus: these obligations of a room are new, or are no more what they were."""

    room: RoomSpec
    ids: tuple[int, ...]


_encode = msgpack.Encoder().encode
_decoder = msgpack.Decoder(Changed)


def channel(space: str) -> str:
    """The bus channel on which changes of the board of a space are published."""
    return f"board:{space}"


def publish(bus: Bus, spec: RoomSpec, entries: Sequence[LogEntry]) -> None:
    """Tell every node which obligations these entries are about, if they are about any."""
    ids = [
        id for entry in entries if isinstance(entry.event, ObligationsEvent) for id in touched(entry.event)
    ]
    if ids:
        bus.publish(channel(spec.space), _encode(Changed(spec, tuple(dict.fromkeys(ids)))))


class _Untold(Struct, frozen=True):
    """What a client has not been told yet: everything, or these."""

    everything: bool = False
    keys: frozenset[Key] = frozenset()

    def __bool__(self) -> bool:
        return self.everything or bool(self.keys)

    def __or__(self, other: _Untold) -> _Untold:
        return _Untold(self.everything or other.everything, self.keys | other.keys)


_NOTHING, _EVERYTHING = _Untold(), _Untold(everything=True)


class Board:
    """Of one space. `run` it once; nothing is told before."""

    def __init__(self, space: str, log: EventLog, finder: Finder, bus: Bus, clock: Clock) -> None:
        self._space = space
        self._log, self._finder, self._clock = log, finder, clock
        self._watchers: dict[Outbox, _Untold] = {}
        self._specs: dict[str, RoomSpec] = {}
        self._changed = asyncio.Event()
        self._unsubscribe = bus.subscribe(channel(space), self._receive, self._missed)

    def watch(self, outbox: Outbox) -> None:
        self._watchers[outbox] = _EVERYTHING
        self._changed.set()

    def unwatch(self, outbox: Outbox) -> None:
        self._watchers.pop(outbox, None)

    async def run(self) -> None:
        """Until cancelled. What cannot be read is read again with the next frame."""
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                await self._tell()
                await sleep(self._clock, SECONDS_BETWEEN_FRAMES)
        finally:
            self._unsubscribe()

    def _receive(self, data: bytes) -> None:
        changed = _decoder.decode(data)
        self._specs[changed.room.id] = changed.room
        self._owe(self._watchers, _Untold(keys=frozenset((changed.room.id, id) for id in changed.ids)))

    def _missed(self) -> None:
        """What changed meanwhile is unknown: everybody is shown all of it again."""
        self._owe(self._watchers, _EVERYTHING)

    def _owe(self, watchers: Iterable[Outbox], untold: _Untold) -> None:
        for outbox in self._watchers.keys() & set(watchers):
            self._watchers[outbox] |= untold
        self._changed.set()

    async def _tell(self) -> None:
        """What is untold is taken first: what changes while it is read is told the next time."""
        ready: dict[_Untold, list[Outbox]] = {}
        for outbox, untold in self._watchers.items():
            if outbox.is_behind:
                self._changed.set()
            elif untold:
                ready.setdefault(untold, []).append(outbox)
                self._watchers[outbox] = _NOTHING
        for untold, watchers in ready.items():
            try:
                frame = await self._frame(untold)
            except Exception:
                logger.exception("the board of %s cannot be read", self._space)
                self._owe(watchers, untold)
                continue
            for outbox in watchers:
                if outbox in self._watchers:
                    outbox.push(frame)

    async def _frame(self, untold: _Untold) -> bytes:
        if not untold.everything:
            found = await self._log.obligations(sorted(untold.keys))
            return encode(BoardChanged([await self._item(each) for each in found]))
        specs = {spec.id: spec for spec in await self._finder.rooms(self._space)}
        self._specs |= specs
        found = await self._log.board(list(specs), self._clock.now() - LATELY_SECONDS)
        return encode(BoardFrame([await self._item(each) for each in found]))

    async def _item(self, stored: StoredObligation) -> BoardItem:
        spec = self._specs.get(stored.room)
        if spec is None:
            spec = self._specs[stored.room] = await self._sub_room(stored.room)
        return BoardItem(stored.room, spec.title, spec.kind, stored.obligation)

    async def _sub_room(self, room: str) -> RoomSpec:
        """One that has closed is shown under the name of its parent."""
        return await self._finder.room(room) or self._specs[home_of(room)]


class Boards(PerSpace[Board]):
    """One board per space that is watched, or was."""
