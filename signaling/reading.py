"""How far people have read: told to their other devices at once, written down now and then, and never going back.

When the bus may have lost some, each node tells again what it was told last: that costs the store nothing.

A mark that is not written yet counts already. What cannot be written is tried again with what came meanwhile: losing
a mark costs somebody a number beside a room, and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable

from msgspec import Struct, msgpack

from signaling.codec import encode
from signaling.outbox import Outbox
from signaling.ports import Bus, Clock, ReadMark, ReadMarks
from signaling.timing import sleep
from signaling.wire import ReadMarks as ReadMarksFrame

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_WRITES = 2.0
REMEMBERED = 5000
"""Marks that are told again after a loss: the newest."""


class _Read(Struct, frozen=True):
    """On the bus: a device of this person read on."""

    device: str
    mark: ReadMark


_encode = msgpack.Encoder().encode
_decoder = msgpack.Decoder(_Read)


def channel(person: str) -> str:
    """The bus channel on which somebody's marks are published."""
    return f"reader:{person}"


class Reading:
    """Of one node. `run` it, and `close` it when nobody reads any more."""

    def __init__(self, marks: ReadMarks, bus: Bus, clock: Clock) -> None:
        self._marks, self._bus, self._clock = marks, bus, clock
        self._unwritten: dict[tuple[str, str], ReadMark] = {}
        self._told: OrderedDict[tuple[str, str], _Read] = OrderedDict()
        self._wake = asyncio.Event()
        bus.on_loss(self._tell_again)

    def advance(self, device: str, mark: ReadMark) -> None:
        self._owe(mark)
        read = self._told[mark.key] = _Read(device, self._unwritten[mark.key])
        self._told.move_to_end(mark.key)
        if len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        self._bus.publish(channel(mark.person), _encode(read))

    def _tell_again(self) -> None:
        for read in self._told.values():
            self._bus.publish(channel(read.mark.person), _encode(read))

    async def get(self, person: str, room: str) -> ReadMark:
        """Raises what the store raises."""
        kept = await self._marks.get(person, room)
        return kept.up_to(self._unwritten.get(kept.key, kept))

    def listen(self, person: str, device: str, hear: Callable[[ReadMark], None]) -> Callable[[], None]:
        """Hear of what the person's other devices read, until the result is called."""

        def receive(data: bytes) -> None:
            read = _decoder.decode(data)
            if read.device != device:
                hear(read.mark)

        return self._bus.subscribe(channel(person), receive)

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._wake.wait()
            await sleep(self._clock, SECONDS_BETWEEN_WRITES)
            self._wake.clear()
            await self._write()

    async def close(self) -> None:
        """Write what is left, as far as it can be written."""
        await self._write()

    async def _write(self) -> None:
        marks = dict(self._unwritten)
        if not marks:
            return
        try:
            await self._marks.advance(list(marks.values()))
        except Exception:
            logger.exception("%d read marks cannot be written", len(marks))
            self._wake.set()
            return
        for key, mark in marks.items():
            if self._unwritten[key] == mark:
                del self._unwritten[key]

    def _owe(self, mark: ReadMark) -> None:
        self._unwritten[mark.key] = mark.up_to(self._unwritten.get(mark.key, mark))
        self._wake.set()


class Reader:
    """One device of a person: says what it has read, and is told what the others have."""

    def __init__(self, reading: Reading, person: str, device: str, outbox: Outbox) -> None:
        self._reading = reading
        self._person, self._device = person, device
        self._outbox = outbox
        self._told: dict[str, ReadMark] = {}
        self._stop = reading.listen(person, device, self._hear)

    def mark(self, room: str, message: int, important: int) -> None:
        """This device has seen so much."""
        mark = ReadMark(self._person, room, message, important)
        self._told[room] = mark.up_to(self._told.get(room, mark))
        self._reading.advance(self._device, mark)

    async def enter(self, room: str) -> None:
        """Tell how far the person has read here; nothing if that cannot be read."""
        try:
            mark = await self._reading.get(self._person, room)
        except Exception:
            logger.exception("the read marks of %s cannot be read", room)
        else:
            self._tell(mark.up_to(self._told.get(room, mark)))

    def leave(self, room: str) -> None:
        self._told.pop(room, None)

    def close(self) -> None:
        self._stop()

    def _hear(self, mark: ReadMark) -> None:
        """Of a room that this device has entered."""
        told = self._told.get(mark.room)
        if told is not None and mark.up_to(told) != told:
            self._tell(mark.up_to(told))

    def _tell(self, mark: ReadMark) -> None:
        self._told[mark.room] = mark
        frame = ReadMarksFrame(mark.room, mark.message, mark.important)
        self._outbox.put_latest(("read_marks", mark.room), encode(frame))
