"""An event loop in which nothing is left to chance but what a seed decides: time is simulated, and jumps to the next timer.

Everything runs in a process: what one of them has begun goes on in it. Within a process calls run in their order, as on
any event loop; which process goes next is drawn. One that is stopped keeps what it has to do, as one that got SIGSTOP.
"""

from __future__ import annotations

import asyncio
import heapq
import traceback
from asyncio import _set_running_loop
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from itertools import count
from random import Random
from typing import Any, TypeVar, TypeVarTuple, Unpack, cast

from typing_extensions import override

T = TypeVar("T")
Args = TypeVarTuple("Args")
Call = tuple[asyncio.Handle, Callable[..., object], tuple[Any, ...], Context]

START = 1_700_000_000.0
"""UTC seconds. Whatever is added to it in quarters of seconds is exact."""
MOST_STEPS_AT_ONCE = 100_000
"""So many steps without any time passing are a program that turns in circles."""

_current: ContextVar[Process] = ContextVar("process")


class Stuck(Exception):
    """Nothing will ever happen again, or things happen without end."""


class Process:
    """`context`: what is called in it belongs to this process."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_stopped = False
        self.ready: deque[Call] = deque()
        self.context = copy_context()
        self.context.run(_current.set, self)


class NumberedTask(asyncio.Task[T]):
    """Its place in a set does not depend on where in memory it is."""

    def __init__(self, number: int, coroutine: Coroutine[Any, Any, T], **rest: Any) -> None:
        self._number = number
        super().__init__(coroutine, **rest)

    @override
    def __hash__(self) -> int:
        return self._number


class SimulatedLoop(asyncio.BaseEventLoop):
    """`run` one program on it, and close it. `complaints` are what no task took care of."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random
        self._now = START
        self._order = count()
        self._timers: list[tuple[float, int, Call]] = []
        self.world = Process("world")
        self._processes = [self.world]
        self._steps_at_once = 0
        self.steps = 0
        self.complaints: list[str] = []
        self.set_exception_handler(self._complain)
        self.set_task_factory(cast(Any, self._task))

    def process(self, name: str) -> Process:
        process = Process(name)
        self._processes.append(process)
        return process

    def run(self, program: Coroutine[Any, Any, T]) -> T:
        """Raises what the program raises, and Stuck."""
        _set_running_loop(self)
        try:
            task = self.create_task(program, context=self.world.context)
            while not task.done():
                self._step()
        finally:
            _set_running_loop(None)
        return task.result()

    # ------------------------------------------------------------ what asyncio asks of a loop

    @override
    def time(self) -> float:
        return self._now

    @override
    def call_soon(
        self, callback: Callable[[Unpack[Args]], object], *args: *Args, context: Context | None = None
    ) -> asyncio.Handle:
        context = context or copy_context()
        handle = asyncio.Handle(callback, args, self, context)
        context.get(_current, self.world).ready.append((handle, callback, args, context))
        return handle

    @override
    def call_later(
        self,
        delay: float,
        callback: Callable[[Unpack[Args]], object],
        *args: *Args,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        return self.call_at(self._now + delay, callback, *args, context=context)

    @override
    def call_at(
        self,
        when: float,
        callback: Callable[[Unpack[Args]], object],
        *args: *Args,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        context = context or copy_context()
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._timers, (when, next(self._order), (handle, callback, args, context)))
        return handle

    @override
    def get_debug(self) -> bool:
        return False

    def _task(
        self, _loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, T], **rest: Any
    ) -> NumberedTask[T]:
        return NumberedTask(next(self._order), coroutine, loop=self, **rest)

    # ------------------------------------------------------------ one step

    def _step(self) -> None:
        runnable = [each for each in self._processes if each.ready and not each.is_stopped]
        if not runnable:
            self._pass_time()
            return
        process = runnable[0] if len(runnable) == 1 else runnable[int(self._random.random() * len(runnable))]
        handle, callback, args, context = process.ready.popleft()
        self.steps += 1
        self._steps_at_once += 1
        if self._steps_at_once > MOST_STEPS_AT_ONCE:
            raise Stuck(f"{process.name} turns in circles at {self._now - START:.3f} s")
        if not handle.cancelled():
            try:
                context.run(callback, *args)
            except Exception as error:  # noqa: BLE001 as every loop does: one call's failure is not the next one's
                self.complaints.append(f"{process.name}: {error!r}\n{traceback.format_exc()}")

    def _pass_time(self) -> None:
        while self._timers and self._timers[0][2][0].cancelled():
            heapq.heappop(self._timers)
        if not self._timers:
            raise Stuck(f"nothing is to be done any more at {self._now - START:.3f} s")
        self._now = max(self._now, self._timers[0][0])
        self._steps_at_once = 0
        while self._timers and self._timers[0][0] <= self._now:
            call = heapq.heappop(self._timers)[2]
            call[3].get(_current, self.world).ready.append(call)

    def _complain(self, _loop: asyncio.AbstractEventLoop, about: dict[str, Any]) -> None:
        error = about.get("exception")
        self.complaints.append(f"{about.get('message')}: {error!r}")
