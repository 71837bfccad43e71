"""Runs one room: a mailbox with one writer. A batch is decided, appended to the log, and only then told to anybody.

There are two copies of the room: `_ahead` takes events as they are decided, `room` only what stands in the log. When
an append fails, `_ahead` is thrown away. A bug in deciding or applying costs the request that met it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct

from rooms.commands import AnyCommand
from rooms.decision import AlreadyDone, Refused
from rooms.events import AnyEvent
from rooms.life.terms import ArrangeRoom, OpenRoom, TakeOver, Tick
from rooms.members.terms import DetachDevice
from rooms.rejections import Rejection
from rooms.room import Room
from rooms.terms import SYSTEM, Actor, CreatingCommand
from signaling.codes import ErrorCode
from signaling.fanout import channel
from signaling.mailbox import Asked, Done, Failed, Mailbox, Outcome
from signaling.ports import (
    Bus,
    Clock,
    DuplicatePost,
    EventLog,
    LogEntry,
    NotSaved,
    RoomSpec,
    StaleEpoch,
    StoredSnapshot,
    created_in,
)
from signaling.room_entries import Published, to_bus
from signaling.room_timer import RoomTimer
from signaling.stored_room import StoredRoom, load
from signaling.tracing import UNTRACED, Tracer
from signaling.wire import Position

logger = logging.getLogger(__name__)

SNAPSHOT_EVERY = 500
"""Entries between two snapshots: replaying that many is a matter of milliseconds."""

TICK_RETRY_SECONDS = 1.0
"""When a deadline or a device's end could not be written down, it is tried again after this long."""

SOON_SECONDS = 3600.0
"""A room with something to do within the hour stays open for it; for what is later it is opened anew."""

OnEntries = Callable[[RoomSpec, Room, Sequence[LogEntry]], None]
"""Called after entries were appended, with the room as they left it, to be read and not kept; must not block."""


class _Decided(Struct):
    """What comes of one asking, unless the log refuses it."""

    asked: Asked
    outcome: Outcome
    events: list[AnyEvent] = []


async def _always() -> bool:
    return True


class RoomHost:
    def __init__(
        self,
        spec: RoomSpec,
        log: EventLog,
        bus: Bus,
        clock: Clock,
        on_entries: OnEntries,
        is_ours: Callable[[], Awaitable[bool]] = _always,
        tracer: Tracer = UNTRACED,
    ) -> None:
        """`is_ours` is asked when another owner wrote; if it is not, this host ends, and the room has moved."""
        self.spec = spec
        self._is_ours, self._tracer = is_ours, tracer
        self._log, self._bus, self._clock = log, bus, clock
        self._on_entries = on_entries
        self._mailbox = Mailbox()
        self._epoch: int | None = None
        self._ahead = Room()
        self.room = Room()
        self.head = Position(0, 0)
        self._is_new_here = True
        self._is_begun = False
        self._last_now = 0.0
        self._saved_at = 0
        self._timer = RoomTimer(clock)
        self._tick_failed = False
        self._owed: list[Asked] = []  # ends of devices: nobody will ask for them again
        self.is_moved = False
        self.left: list[Asked] = []  # what came after it was told to hand over; anything else is refused

    @property
    def is_owner(self) -> bool:
        return True

    @property
    def is_needed(self) -> bool:
        """Somebody is in the room."""
        return not self.room.is_empty

    @property
    def is_idle(self) -> bool:
        """Nobody is present, nothing waits, and nothing is due soon."""
        deadline = self.room.next_deadline()
        is_due = deadline is not None and deadline <= self._clock.now() + SOON_SECONDS
        return self.room.is_empty and not self._mailbox and not is_due

    # ------------------------------------------------------------ lifecycle

    async def open(self) -> StoredRoom:
        """Become the owner and take the room from the log. Raises what the log raises. `begin` comes next.

        Again after a failure: unless somebody else wrote meanwhile, the devices that were here still are.
        """
        epoch = await self._log.acquire(self.spec.id)
        stored = await load(self._log, self.spec.id)
        missed = [entry for entry in stored.recent if entry.seq > self.head.seq]
        self._is_new_here = stored.epoch != self.head.epoch
        self._epoch = epoch
        self.room, self._ahead = stored.room, _copy(stored.room)
        self.head = Position(stored.epoch, stored.room.seq)
        self._saved_at = stored.snapshot_at
        if stored.recent:
            self._last_now = max(self._last_now, stored.recent[-1].event.at)
        if self._is_begun:
            self._tell(missed, [])
        return stored

    async def begin(self) -> None:
        """Say in the log that the room is here now, and as the directory has it. Raises NotSaved."""
        self._is_begun = True
        if not self.room.is_open:
            first = Asked(_opening(self.spec), SYSTEM)
        else:
            first = Asked(TakeOver() if self._is_new_here else Tick(), SYSTEM)
        arranged = [] if self.spec.parent is not None else [Asked(arrangement(self.spec), SYSTEM)]
        await self._process([first, *arranged])
        if not isinstance(first.outcome.result(), Done):
            self._timer.stop()
            raise NotSaved("lost again while opening")

    async def run(self) -> None:
        """Once it is open, until `close`; then the rest is done and a snapshot is saved."""
        try:
            async with asyncio.TaskGroup() as tasks:
                while batch := await self._mailbox.take():
                    await self._process(batch)
                    if self.room.seq - self._saved_at >= SNAPSHOT_EVERY:
                        self._saved_at = self.room.seq
                        tasks.create_task(self._save_snapshot(), name=f"snapshot {self.spec.id}")
            if self.room.seq > self._saved_at and not self.is_moved:
                await self._save_snapshot()
        finally:
            self._mailbox.refuse_all()
            self._timer.stop()

    def close(self) -> None:
        self._mailbox.close()

    def submit(self, command: AnyCommand, actor: Actor) -> asyncio.Future[Outcome]:
        """Ask the room. The order of calls is the order of decisions; the outcome comes when it stands in the log."""
        return self._mailbox.put(command, actor)

    def tell(self, command: AnyCommand, actor: Actor) -> None:
        """Ask, and let nobody wait for the outcome."""
        _ = self.submit(command, actor)

    def ask(self, asked: Asked) -> None:
        """What was left by the host before this one."""
        self.submit(asked.command, asked.actor).add_done_callback(lambda done: asked.settle(done.result()))

    def leave_to(self, heir: Callable[[Asked], None]) -> None:
        """The next host is asked for what is left here."""
        for asked in self.left:
            heir(asked)

    def follow(self, entries: Sequence[LogEntry]) -> None:
        """What was published. Its own is known here already; another owner's says that this one is none any more."""
        if self._epoch is not None and any(entry.epoch > self._epoch for entry in entries):
            self._epoch = None
            self.tell(Tick(), SYSTEM)

    def lose(self) -> None:
        """Another node owns the room: what is asked from here on has not happened."""
        self.is_moved = True
        self._mailbox.close()

    def hand_over(self) -> None:
        """Another node is to own the room: what was asked is done, what comes from here on is left for the next host."""
        self.is_moved = True
        self._mailbox.leave_to(self.left)

    # ------------------------------------------------------------ one batch

    async def _process(self, batch: list[Asked]) -> None:
        batch, self._owed = self._owed + batch, []
        if self._epoch is None and not await self._reopened():
            self._fail(batch)
            return
        decided = self._decide(batch)
        events = [event for each in decided for event in each.events]
        traces = [each.asked.trace for each in decided if each.asked.trace]
        began = self._clock.now()
        if events and not await self._appended(events, decided):
            return
        if events and self._epoch is not None:
            if traces:
                self._tracer.record("append", traces, began, self._clock.now())
            self._commit(self._epoch, events, traces)
        for each in decided:
            each.asked.settle(each.outcome)
        self._arm()

    def _decide(self, batch: list[Asked]) -> list[_Decided]:
        """Moves `_ahead`; what breaks it is left out and the others are decided again."""
        self._last_now = now = max(self._last_now, self._clock.now())
        decided: list[_Decided] = []
        broken: set[Asked] = set()
        while len(decided) < len(batch):
            asked = batch[len(decided)]
            try:
                decided.append(self._decide_one(asked, now, is_broken=asked in broken))
            except Exception:
                logger.exception("%s: applying %s failed", self.spec.id, type(asked.command).__name__)
                broken.add(asked)
                self._ahead = _copy(self.room)
                decided.clear()
        return decided

    def _decide_one(self, asked: Asked, now: float, *, is_broken: bool) -> _Decided:
        if is_broken:
            return _Decided(asked, Failed(ErrorCode.INTERNAL))
        try:
            decision = self._ahead.handle(asked.command, asked.actor, now)
        except Exception:
            logger.exception("%s: deciding %s failed", self.spec.id, type(asked.command).__name__)
            return _Decided(asked, Failed(ErrorCode.INTERNAL))
        match decision:
            case Rejection():
                return _Decided(asked, decision)
            case AlreadyDone(seq):
                return _Decided(asked, Done(seq))
            case Refused(rejection, events):
                self._take(events)
                return _Decided(asked, rejection, events)
            case _:
                self._take(decision)
                return _Decided(asked, Done(self._stands_at(asked, decision)), decision)

    def _take(self, events: list[AnyEvent]) -> None:
        for event in events:
            self._ahead.apply(event)

    def _stands_at(self, asked: Asked, events: list[AnyEvent]) -> int | None:
        """Where what was made stands, as whoever asks for it again is told; of anything else the last entry."""
        if isinstance(asked.command, CreatingCommand):
            made = (asked.actor.member, asked.command.cid)
            for seq, event in enumerate(events, self._ahead.seq - len(events) + 1):
                if created_in(event) == made:
                    return seq
        return self._ahead.seq if events else None

    async def _appended(self, events: Sequence[AnyEvent], decided: list[_Decided]) -> bool:
        """False: nothing stands, `_ahead` is as the log again, and the batch has its outcomes."""
        batch = [each.asked for each in decided]
        try:
            await self._log.append(
                self.spec.id, self._epoch or 0, self.room.seq, events, wake_at=self._wake_at()
            )
        except DuplicatePost as duplicate:
            self._ahead = _copy(self.room)
            await self._without(decided, duplicate)
        except NotSaved:
            self._ahead = _copy(self.room)
            self._fail(batch)
        except StaleEpoch:
            logger.warning("%s: another owner wrote; reading the log again", self.spec.id)
            self._doubt(batch)
        except Exception:
            logger.exception("%s: the log failed", self.spec.id)
            self._doubt(batch)
        else:
            return True
        return False

    def _wake_at(self) -> float | None:
        """When the room must be open again if this node dies: with something to tell other rooms, at once."""
        return self._last_now if self._ahead.errands() else self._ahead.next_deadline()

    async def _without(self, decided: list[_Decided], duplicate: DuplicatePost) -> None:
        """Who made what the log has already is answered with where it stands; the others are decided again."""
        made = (duplicate.author, duplicate.cid)
        others = []
        for each in decided:
            if any(created_in(event) == made for event in each.events):
                each.asked.settle(Done(duplicate.seq))
            else:
                others.append(each.asked)
        if len(others) < len(decided):
            await self._process(others)
        else:
            self._fail(others)

    def _commit(self, epoch: int, events: Sequence[AnyEvent], traces: list[str]) -> None:
        entries = [LogEntry(epoch, seq, event) for seq, event in enumerate(events, self.room.seq + 1)]
        for event in events:
            self.room.apply(event)
        self.head = Position(epoch, self.room.seq)
        self._tell(entries, traces)

    def _tell(self, entries: list[LogEntry], traces: list[str]) -> None:
        if not entries:
            return
        self._bus.publish(channel(self.spec.id), to_bus(Published(self.room.seq, entries, traces)))
        try:
            self._on_entries(self.spec, self.room, entries)
        except Exception:  # a listener's bug is not the room's
            logger.exception("%s: a listener failed", self.spec.id)

    async def _reopened(self) -> bool:
        try:
            if self.is_moved or not await self._is_ours():
                self.lose()
                return False
            await self.open()
            await self.begin()
        except Exception:
            logger.exception("%s: cannot be read from the log", self.spec.id)
            return False
        return True

    def _doubt(self, batch: list[Asked]) -> None:
        """What stands is for the log to say: it is read before anything else is decided."""
        self._epoch = None
        self._settle_all(batch, Failed(ErrorCode.NOT_SAVED))
        self._owe(batch)
        self.tell(Tick(), SYSTEM)

    def _fail(self, batch: list[Asked]) -> None:
        self._settle_all(batch, Failed(ErrorCode.NOT_SAVED))
        self._tick_failed = any(isinstance(asked.command, Tick) for asked in batch)
        self._owe(batch)
        self._arm()

    def _owe(self, batch: list[Asked]) -> None:
        self._owed = [asked for asked in batch if isinstance(asked.command, DetachDevice)]

    def _settle_all(self, batch: list[Asked], outcome: Outcome) -> None:
        for asked in batch:
            asked.settle(outcome)

    # ------------------------------------------------------------ deadline and snapshot

    def _arm(self) -> None:
        deadline = self._clock.now() if self._owed else self.room.next_deadline()
        if deadline is not None and (self._tick_failed or self._owed):
            deadline = max(deadline, self._clock.now() + TICK_RETRY_SECONDS)
            self._tick_failed = False
        self._timer.set(deadline, lambda: self.tell(Tick(), SYSTEM))

    async def _save_snapshot(self) -> None:
        seq, body = self.room.seq, self.room.freeze()
        try:
            await self._log.save_snapshot(self.spec.id, StoredSnapshot(seq, body))
        except Exception:  # it only saves time; the log has everything
            logger.exception("%s: no snapshot at %d", self.spec.id, seq)


def _opening(spec: RoomSpec) -> OpenRoom:
    return OpenRoom(
        title=spec.title,
        kind=spec.kind,
        id=spec.id,
        seats=spec.seats,
        parent=spec.parent,
        number=spec.number,
        quiet=spec.quiet,
        purpose=spec.purpose,
    )


def arrangement(spec: RoomSpec) -> ArrangeRoom:
    """What makes a room of the directory as it is written down there."""
    return ArrangeRoom(spec.title, spec.purpose, spec.daily, spec.archived)


def _copy(room: Room) -> Room:
    return Room.thaw(room.freeze())
