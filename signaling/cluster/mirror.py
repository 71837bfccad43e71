"""A room that another node owns, as it is known here: read from the log, followed over the bus, asked by calls.

It stands where a `RoomHost` stands, so that seats, desks and errands need not know the difference. What was asked
counts as done only when this copy has come as far, so that who asked sees what they did.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
from collections.abc import Callable, Sequence
from itertools import count

from rooms.commands import AnyClientCommand, AnyCommand
from rooms.members.terms import AttachDevice, DetachDevice
from rooms.room import Room
from rooms.terms import Actor, CreatingCommand
from signaling.cluster.calls import Calls
from signaling.cluster.letters import (
    AnyReply,
    Fails,
    Held,
    Hold,
    LetGo,
    NotHere,
    NotUnderstood,
    Refuses,
    Stands,
    Submit,
)
from signaling.codes import ErrorCode
from signaling.mailbox import Asked, Done, Failed, Outcome
from signaling.ports import EventLog, LogEntry, RoomSpec
from signaling.stored_room import StoredRoom, load
from signaling.wire import Position

logger = logging.getLogger(__name__)

MOST_LEFT = 1000
"""What people ask while the room has no owner waits up to this; beyond it, it fails at once."""

WhoIsHere = AttachDevice | DetachDevice


class OwnerUnknown(Exception):
    """The node that was said to own the room does not have it: ask again who does."""


class RoomMirror:
    def __init__(
        self, spec: RoomSpec, owner: str, log: EventLog, calls: Calls, behind: Callable[[int], None]
    ) -> None:
        """`behind(seq)`: entry `seq` stands, and has not been followed here yet."""
        self.spec, self.owner = spec, owner
        self._log, self._calls, self._behind = log, calls, behind
        self.room = Room()
        self.head = Position(0, 0)
        self.left: list[Asked] = []
        self._ahead: list[tuple[int, int, Asked]] = []
        self._order = count()
        self._is_lost = False
        self._heir: Callable[[Asked], None] | None = None
        self._newest: dict[tuple[str, str], Asked] = {}  # by device: the last word on whether it is here
        self._under_way: dict[Asked, None] = {}  # such words that have no reply yet
        self._ended = asyncio.Event()

    @property
    def is_owner(self) -> bool:
        return False

    @property
    def is_moved(self) -> bool:
        """The room has to be looked for anew; until then what is asked is left for its next host."""
        return self._is_lost

    @property
    def is_needed(self) -> bool:
        """Never by itself: who is in the room, and what is due, is the owner's care."""
        return False

    @property
    def is_idle(self) -> bool:
        return not self._ahead and not self.left

    # ------------------------------------------------------------ lifecycle

    async def open(self) -> StoredRoom:
        """Have the owner keep the room open, then read it. Raises OwnerUnknown, and what the log raises."""
        reply = await self._calls.ask(self.owner, Hold(self.spec))
        if not isinstance(reply, Held):
            raise OwnerUnknown(f"{self.spec.id} is not at {self.owner}")
        stored = await load(self._log, self.spec.id)
        self.room, self.head = stored.room, Position(stored.epoch, stored.room.seq)
        return stored

    async def begin(self) -> None:
        """The owner has said in the log that the room is open."""

    async def run(self) -> None:
        """Until it is closed, or has to be looked for anew."""
        await self._ended.wait()
        if not self._is_lost:
            _ = self._calls.ask(self.owner, LetGo(self.spec.id))
        for seq, _, asked in self._ahead:  # the next host starts behind it
            asked.settle(Done(seq))
        self._ahead.clear()

    def close(self) -> None:
        self._ended.set()

    def lose(self) -> None:
        """Its owner is gone, or owns it no more.

        Words on who is here wait for no reply any longer: the next host must hear them before anything newer.
        """
        self._is_lost = True
        self._ended.set()
        under_way, self._under_way = self._under_way, {}
        for asked in under_way:
            self._leave(asked)

    # ------------------------------------------------------------ asking

    def submit(self, command: AnyCommand, actor: Actor) -> asyncio.Future[Outcome]:
        asked = Asked(command, actor)
        self.ask(asked)
        return asked.outcome

    def tell(self, command: AnyCommand, actor: Actor) -> None:
        _ = self.submit(command, actor)

    def ask(self, asked: Asked) -> None:
        self._note(asked)
        if self._is_lost:
            self._leave(asked)
            return
        if isinstance(asked.command, WhoIsHere):
            self._under_way[asked] = None
        reply = self._calls.ask(self.owner, Submit(self.spec.id, asked.command, asked.actor, asked.trace))
        reply.add_done_callback(lambda done: self._replied(asked, done))

    def leave_to(self, heir: Callable[[Asked], None]) -> None:
        """The next host is asked for what is left here, and for what is still to be: replies may be under way."""
        self._heir = heir
        left, self.left = self.left, []
        for asked in left:
            heir(asked)

    def _replied(self, asked: Asked, done: asyncio.Future[AnyReply]) -> None:
        if isinstance(asked.command, WhoIsHere) and asked not in self._under_way:
            return  # the next host is asked instead
        self._under_way.pop(asked, None)
        match None if done.cancelled() else done.result():
            case Stands(seq):
                self._settle_at(asked, seq)
            case Refuses(rejection):
                asked.settle(rejection)
            case Fails(code):
                asked.settle(Failed(code))
            case NotUnderstood():
                asked.settle(Failed(ErrorCode.NOT_SAVED))
            case NotHere():
                self.lose()
                self._leave(asked)
            case _:
                self.lose()
                self._doubt(asked)

    def _doubt(self, asked: Asked) -> None:
        """Whether it has happened is unknown."""
        if _may_be_repeated(asked.command):
            self._leave(asked)
        else:
            asked.settle(Failed(ErrorCode.NOT_SAVED))

    def _note(self, asked: Asked) -> None:
        """A device has one newest word; what was said before is not to be repeated behind it."""
        if isinstance(asked.command, WhoIsHere):
            self._newest[asked.actor.member, asked.command.device] = asked

    def _is_old(self, asked: Asked) -> bool:
        if not isinstance(asked.command, WhoIsHere):
            return False
        return self._newest.get((asked.actor.member, asked.command.device), asked) is not asked

    def _leave(self, asked: Asked) -> None:
        if self._is_old(asked):
            asked.settle(Done(None))
        elif self._heir is not None:
            self._heir(asked)
        elif len(self.left) < MOST_LEFT or not isinstance(asked.command, AnyClientCommand):
            self.left.append(asked)
        else:
            asked.settle(Failed(ErrorCode.NOT_SAVED))

    def _settle_at(self, asked: Asked, seq: int | None) -> None:
        if seq is None or seq <= self.room.seq or self._is_lost:  # the next host starts behind it
            asked.settle(Done(seq))
            return
        heapq.heappush(self._ahead, (seq, next(self._order), asked))
        self._behind(seq)

    # ------------------------------------------------------------ following

    def follow(self, entries: Sequence[LogEntry]) -> None:
        """The next entries, in order and without gaps; what is known already is passed over."""
        for entry in entries:
            if entry.seq == self.room.seq + 1:
                self.room.apply(entry.event)
                self.head = Position(entry.epoch, entry.seq)
        while self._ahead and self._ahead[0][0] <= self.room.seq:
            seq, _, asked = heapq.heappop(self._ahead)
            asked.settle(Done(seq))


def _may_be_repeated(command: AnyCommand) -> bool:
    """Doing it twice is doing it once: its client id says so, or it says how things are."""
    return isinstance(command, CreatingCommand | WhoIsHere)
