"""What a room is asked, in order of arrival, and how each asking ends. Bounded for people, never for the host itself.

The host must hear that a device is gone or a deadline came, however many questions wait.
"""

from __future__ import annotations

import asyncio
from collections import deque

from msgspec import Struct

from rooms.commands import AnyClientCommand, AnyCommand
from rooms.rejections import Rejection
from rooms.terms import Actor
from signaling.codes import ErrorCode
from signaling.tracing import carried_now

BOUND = 1000
LARGEST_BATCH = 256


class Done(Struct, frozen=True):
    """It stands in the log at `seq`; None when there was nothing to change."""

    seq: int | None


class Failed(Struct, frozen=True):
    """Nothing happened, for a reason that is not the room's."""

    code: ErrorCode


Outcome = Done | Rejection | Failed


class Asked:
    """One command and who waits for its outcome. `trace`: of whoever asks now, as `tracing` has it."""

    __slots__ = ("actor", "command", "outcome", "trace")

    def __init__(self, command: AnyCommand, actor: Actor) -> None:
        self.command, self.actor = command, actor
        self.trace = carried_now()
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    def settle(self, outcome: Outcome) -> None:
        if not self.outcome.done():  # who waited may be gone
            self.outcome.set_result(outcome)


class Mailbox:
    def __init__(self) -> None:
        self._asked: deque[Asked] = deque()
        self._wake = asyncio.Event()
        self._is_open = True
        self._left: list[Asked] | None = None

    def __len__(self) -> int:
        return len(self._asked)

    def put(self, command: AnyCommand, actor: Actor) -> asyncio.Future[Outcome]:
        asked = Asked(command, actor)
        waiting = self._asked if self._left is None else self._left
        if not self._is_open and self._left is None:
            asked.settle(Failed(ErrorCode.NOT_SAVED))
        elif len(waiting) >= BOUND and isinstance(command, AnyClientCommand):
            asked.settle(Failed(ErrorCode.RATE_LIMITED))
        else:
            waiting.append(asked)
            self._wake.set()
        return asked.outcome

    async def take(self) -> list[Asked]:
        """Waits for at least one; empty when the mailbox was closed and everything was taken."""
        while not self._asked and self._is_open:
            self._wake.clear()
            await self._wake.wait()
        return [self._asked.popleft() for _ in range(min(len(self._asked), LARGEST_BATCH))]

    def close(self) -> None:
        """What is inside is still taken; what comes later is refused."""
        self._is_open = False
        self._wake.set()

    def leave_to(self, next: list[Asked]) -> None:
        """Close it; what comes later is put aside into `next`, for whoever is asked instead."""
        self._left = next
        self.close()

    def refuse_all(self) -> None:
        """Nobody will take what is inside."""
        self.close()
        while self._asked:
            self._asked.popleft().settle(Failed(ErrorCode.NOT_SAVED))
