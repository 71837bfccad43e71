"""A client in trouble: connects to any node, comes back with its position, and repeats what was not acknowledged.

What it creates carries a client id and is asked again until it is answered for good, as a page does; anything else is
asked once. What it does is drawn by `deeds.py`; everything that it says and hears is recorded. It does not know whether
its nodes and lines are simulated or real.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random
from typing import Protocol

import msgspec
from msgspec import to_builtins

from rooms.commands import AnyClientCommand
from rooms.roles import Role
from rooms.terms import CreatingCommand
from signaling.wire import (
    AnyRequest,
    EnterRoom,
    LeaveRoom,
    Ping,
    Position,
    RoomCommand,
)
from tests.chaos.history import Asked, Closed, Connected, Happening, Map, Received
from tests.chaos.known import Known

PING_SECONDS = 5.0
SILENCE_SECONDS = 12.0
"""A page that hears nothing for so long comes again, maybe at another node."""
FIRST_RETRYABLE = 200
NOT_IN_ROOM = 103
NOT_RECORDED = frozenset({"read_marks", "welcome", "pong", "duty_now", "notices", "slots"})


class Line(Protocol):
    """The client's end of one connection."""

    def begin(self, tasks: asyncio.TaskGroup) -> None:
        """It says hello; `tasks` run as long as it is used."""
        ...

    def say(self, data: bytes) -> None: ...

    def hang_up(self, *, clean: bool) -> None:
        """The client is gone from here, and wants to hear nothing more."""
        ...

    def reset(self) -> None:
        """Both ends hear that the line is gone."""
        ...

    def lose(self) -> None:
        """Nothing passes any more, and nobody is told."""
        ...


class TakesPeople(Protocol):
    """A node, as clients find it."""

    @property
    def id(self) -> str: ...

    def connect(self, page: Page, hear: Callable[[Map], None], over: Callable[[int | None], None]) -> Line:
        """`hear` is called with each frame, `over` once: with the server's close code, or None."""
        ...


class Page:
    def __init__(
        self,
        name: str,
        role: Role,
        rooms: list[str],
        now: Callable[[], float],
        random: Random,
        record: Callable[[Happening], None],
        choose: Callable[[], TakesPeople | None],
        session: Callable[[], int],
    ) -> None:
        """`now`: UTC seconds. `choose`: the node that takes this page now, if any. `session`: the next number of a
        connection.
        """
        self.name, self.role, self.device = name, role, f"{name}-device"
        self.rooms = rooms
        self.known = {room: Known() for room in rooms}
        self.is_in: set[str] = set()
        self.wants = set(rooms)
        self.session = 0
        self.link: Line | None = None
        self.node: TakesPeople | None = None
        self.random = random
        self._now, self._record = now, record
        self._choose, self._next_session = choose, session
        self._ref = 0
        self._asked: dict[int, tuple[str, AnyRequest]] = {}
        self._unacknowledged: dict[str, tuple[str, AnyClientCommand]] = {}
        self._made = 0
        self._heard_at = 0.0

    # ------------------------------------------------------------ being there

    async def live(self) -> None:
        """Until cancelled: connected whenever some node takes it."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                if self.link is None:
                    self._connect(tasks)
                elif self._now() - self._heard_at > SILENCE_SECONDS:
                    self.hang_up(clean=False)
                else:
                    self._tell(Ping({room: at for room, at in self._positions() if room in self.is_in}))
                await asyncio.sleep(self.random.choice((0.2, 1.0)) if self.link is None else PING_SECONDS)

    @property
    def is_settled(self) -> bool:
        """It is where it wants to be, and waits for no answer."""
        return self.is_in == self.wants and not self._asked and not self._unacknowledged

    def next_mark(self) -> str:
        self._made += 1
        return f"{self.name}-{self._made:05d}"

    def ask(self, room: str, command: AnyClientCommand) -> None:
        """What is created is asked until it is answered for good."""
        if isinstance(command, CreatingCommand):
            self._unacknowledged[command.cid] = (room, command)
        self._ask(room, lambda ref: RoomCommand(ref, room, command))

    def enter(self, room: str, *, anew: bool = False) -> None:
        self.wants.add(room)
        position = None if anew else self.known[room].position
        self._ask(room, lambda ref: EnterRoom(ref, room, position))

    def leave(self, room: str) -> None:
        self.wants.discard(room)
        self.is_in.discard(room)
        self._ask(room, lambda ref: LeaveRoom(ref, room))

    def hang_up(self, *, clean: bool) -> None:
        if self.link is not None:
            self.link.hang_up(clean=clean)
            self._over(None, by_client=True)

    # ------------------------------------------------------------ one connection

    def _connect(self, tasks: asyncio.TaskGroup) -> None:
        node = self._choose()
        if node is None:
            return
        self.session = session = self._next_session()
        self._heard_at = self._now()
        self._record(Connected(self._now(), self.name, session, node.id))
        self.link = node.connect(
            self, lambda frame: self._hear(session, frame), lambda code: self._closed(session, code)
        )
        self.node = node
        self.link.begin(tasks)
        for room in sorted(self.wants):
            self.enter(room)

    def _positions(self) -> list[tuple[str, Position]]:
        return [(room, known.position) for room, known in self.known.items() if known.position is not None]

    def _ask(self, room: str, request: Callable[[int], AnyRequest]) -> None:
        if self.link is None:
            return
        self._ref += 1
        asked = request(self._ref)
        self._asked[self._ref] = (room, asked)
        self._record(
            Asked(self._now(), self.name, self.session, self._ref, room, to_builtins(asked), _mark(asked))
        )
        self._tell(asked)

    def _tell(self, request: AnyRequest) -> None:
        if self.link is not None:
            self.link.say(msgspec.msgpack.encode(request))

    def _closed(self, session: int, code: int | None) -> None:
        if session == self.session and self.link is not None:
            self._over(code, by_client=False)

    def _over(self, code: int | None, *, by_client: bool) -> None:
        self._record(Closed(self._now(), self.name, self.session, code, by_client))
        self.link = None
        self.is_in.clear()
        self._asked.clear()

    # ------------------------------------------------------------ what it hears

    def _hear(self, session: int, frame: Map) -> None:
        if session != self.session or self.link is None:
            return
        self._heard_at = self._now()
        if frame["t"] not in NOT_RECORDED:
            self._record(Received(self._now(), self.name, session, frame))
        self._follow(frame)

    def _follow(self, frame: Map) -> None:
        match frame["t"]:
            case "entered":
                self._asked.pop(frame["ref"], None)
                self.is_in.add(frame["room"])
                self._repeat(frame["room"])
            case "snapshot":
                self.known[frame["room"]].see(frame)
            case "event":
                self.known[frame["room"]].hear(frame)
            case "ok":
                self._done(frame["ref"])
            case "error":
                self._refused(frame)
            case _:
                pass

    def _done(self, ref: int) -> None:
        _, asked = self._asked.pop(ref, ("", None))
        if asked is not None:
            self._unacknowledged.pop(_mark(asked), None)

    def _refused(self, frame: Map) -> None:
        room, asked = self._asked.pop(frame["ref"], ("", None))
        if asked is None:
            return
        if frame["code"] == NOT_IN_ROOM:
            if room in self.is_in:
                self.is_in.discard(room)
                self._later(1.0, lambda: self.enter(room))
        elif frame["code"] < FIRST_RETRYABLE:
            self._unacknowledged.pop(_mark(asked), None)
        elif isinstance(asked, EnterRoom):
            self._later(frame["retry_ms"] / 1000, lambda: self.enter(room))
        else:
            self._later(frame["retry_ms"] / 1000, lambda: self._again(_mark(asked)))

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        """Unless the connection is another one by then."""
        session = self.session
        loop = asyncio.get_running_loop()
        loop.call_later(seconds, lambda: act() if session == self.session else None)

    def _repeat(self, room: str) -> None:
        for mark, (where, _) in tuple(self._unacknowledged.items()):
            if where == room:
                self._again(mark)

    def _again(self, mark: str) -> None:
        found = self._unacknowledged.get(mark)
        if found is not None:
            room, command = found
            self._ask(room, lambda ref: RoomCommand(ref, room, command))


def _mark(asked: AnyRequest) -> str:
    """The client id of what is created."""
    command = asked.command if isinstance(asked, RoomCommand) else None
    return command.cid if isinstance(command, CreatingCommand) else ""
