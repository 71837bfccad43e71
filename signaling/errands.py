"""Carries what rooms owe to other rooms: each errand once while its room is open, and again if it did not arrive.

A room says after every entry what it owes. The target is opened and asked as the system; what comes back is said to
the room itself. All of one room is carried by one task, in order, so that no target hears old news after new.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

from msgspec import msgpack
from msgspec.structs import replace

from rooms.commands import AnySystemCommand
from rooms.errands import Errand
from rooms.rejections import Rejection, RejectionCode
from rooms.terms import SYSTEM, Target
from signaling.finding import Finder
from signaling.hosts import Hosts, OpenedRoom
from signaling.mailbox import Done, Failed, Outcome
from signaling.ports import Clock, RoomSpec

logger = logging.getLogger(__name__)

RETRY_SECONDS = 2.0
LONGEST_RETRY = 600.0
"""An errand that did not arrive is carried again after two seconds, then four, and so on up to this."""

_encode = msgpack.Encoder().encode


class Errands:
    def __init__(self, hosts: Hosts, finder: Finder, clock: Clock, tasks: asyncio.TaskGroup) -> None:
        self._hosts, self._finder, self._clock, self._tasks = hosts, finder, clock, tasks
        self._carriers: dict[OpenedRoom, _Carrier] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._is_closing = False

    def look(self, opened: OpenedRoom) -> None:
        """The room was opened, or something happened in it. Never waits."""
        owed = _owed(opened)
        opened.carried.intersection_update(owed)
        fresh = owed.keys() - opened.carried
        carrier = self._carriers.get(opened)
        if carrier is not None:
            carrier.look(fresh)
        elif fresh and not self._is_closing:
            self._carriers[opened] = carrier = _Carrier(opened, self._hosts, self._finder, self._clock)
            self._hosts.keep(opened)
            task = self._tasks.create_task(self._run(carrier), name=f"errands of {opened.spec.id}")
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    def close(self) -> None:
        """What did not arrive yet is owed at the next start."""
        self._is_closing = True
        for task in self._running:
            task.cancel()

    async def _run(self, carrier: _Carrier) -> None:
        try:
            await carrier.run()
        except Exception:
            logger.exception("errands of %s", carrier.opened.spec.id)
        finally:
            del self._carriers[carrier.opened]
            self._hosts.release(carrier.opened)


class _Carrier:
    """One room's errands, until all have arrived. `stuck` are those that have to be carried again.

    A target that is not there may come, as a question zone that a space lacks; its absence is said once. Whoever waits
    for an answer meanwhile is still owed it by this room, whose ladder is the alarm.
    """

    def __init__(self, opened: OpenedRoom, hosts: Hosts, finder: Finder, clock: Clock) -> None:
        self.opened = opened
        self._hosts, self._finder, self._clock = hosts, finder, clock
        self._stuck: set[bytes] = set()
        self._missing: set[Target] = set()
        self._wake = asyncio.Event()

    def look(self, fresh: set[bytes]) -> None:
        if fresh - self._stuck:
            self._wake.set()

    async def run(self) -> None:
        failures = 0
        while self._hosts.opened(self.opened.spec.id) is self.opened:
            self._wake.clear()
            await self._carry_all()
            failures = failures + 1 if self._stuck else 0
            if self._stuck:
                await self._wait(min(RETRY_SECONDS * 2 ** (failures - 1), LONGEST_RETRY))
            elif not self._wake.is_set():
                return

    async def _wait(self, seconds: float) -> None:
        cancel = self._clock.call_at(self._clock.now() + seconds, self._wake.set)
        try:
            await self._wake.wait()
        finally:
            cancel()

    async def _carry_all(self) -> None:
        """A target that cannot be reached is asked for nothing more in this round."""
        self._stuck.clear()
        unreachable: set[Target] = set()
        for key, errand in self._fresh():
            if errand.target in unreachable or not await self._carry(errand):
                unreachable.add(errand.target)
                self._stuck.add(key)
            else:
                self.opened.carried.add(key)
        self.opened.carried.intersection_update(_owed(self.opened))

    def _fresh(self) -> Iterator[tuple[bytes, Errand]]:
        for key, errand in _owed(self.opened).items():
            if key not in self.opened.carried:
                yield key, errand

    async def _carry(self, errand: Errand) -> bool:
        """Whether it has arrived, or never will."""
        try:
            target = await self._finder.target(self.opened, errand.target)
        except Exception:
            logger.exception("%s: cannot find %s", self.opened.spec.id, errand.target)
            return False
        if target is None and errand.otherwise is not None:
            return await self._say(errand.otherwise)
        if target is None:
            if errand.target not in self._missing:
                logger.warning("%s: there is no %s yet", self.opened.spec.id, errand.target)
            self._missing.add(errand.target)
            return False
        self._missing.discard(errand.target)
        outcome = await self._ask(target, errand.command)
        if isinstance(outcome, Rejection) and errand.otherwise is not None:
            return await self._say(replace(errand.otherwise, why=outcome.code))
        if isinstance(outcome, Rejection) and outcome.code is RejectionCode.ROOM_ARCHIVED:
            return False  # it was archived in this moment: next time another room is found
        if isinstance(outcome, Rejection) and outcome.code is not RejectionCode.ROOM_CLOSED:
            logger.warning("%s refuses %s: %s", target.id, type(errand.command).__name__, outcome)
            return True
        if not isinstance(outcome, Done | Rejection):
            return False
        return errand.then is None or await self._say(errand.then)

    async def _say(self, command: AnySystemCommand) -> bool:
        """To the room itself. Whether it stands in its log."""
        return not isinstance(await self.opened.host.submit(command, SYSTEM), Failed)

    async def _ask(self, target: RoomSpec, command: AnySystemCommand) -> Outcome | None:
        opened = await self._hosts.hold(target)
        if opened is None:
            return None
        try:
            return await opened.host.submit(command, SYSTEM)
        finally:
            self._hosts.release(opened)


def _owed(opened: OpenedRoom) -> dict[bytes, Errand]:
    """By what names an errand: carried once, it is not carried again."""
    return {_encode((errand.target, errand.command)): errand for errand in opened.host.room.errands()}
