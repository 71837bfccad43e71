"""What a simulated node reaches the outside by: a line each to the log, the bus, the registry and the directory.

A line can be cut, and healed, by itself. What travels takes its time, and what is under way when a line is cut is lost:
a question that arrived has been done, whether or not its answer comes back. The servers at the far ends live on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from inspect import iscoroutinefunction
from random import Random
from typing import Any, TypeVar

from rooms.events import AnyEvent
from signaling.bus import MemoryBus
from signaling.memory_log import MemoryLog
from signaling.ports import Receiver
from tests.chaos.history import Wrote
from tests.chaos.loop import Process, SimulatedLoop

T = TypeVar("T")

SLOW = 40.0
"""How much longer everything takes on a line that is slow."""
PATIENCE_SECONDS = 1.0
"""After this long without an answer the driver of the log, or of the registry, gives up."""


class Line:
    """Of one process to one server. `cuts` and `slows` count the faults that hold."""

    def __init__(self, loop: SimulatedLoop, process: Process, random: Random) -> None:
        self.loop, self.process, self._random = loop, process, random
        self.cuts = 0
        self.slows = 0

    @property
    def is_cut(self) -> bool:
        return self.cuts > 0

    @property
    def slowness(self) -> float:
        return SLOW if self.slows else 1.0

    def delay(self) -> float:
        return self.slowness * self._random.choice((0.001, 0.002, 0.004, 0.02))

    async def ask(
        self, question: Callable[[], Coroutine[Any, Any, T]], failure: Callable[[], Exception]
    ) -> T:
        """`question` is answered at once where it arrives."""
        answer: asyncio.Future[T] = self.loop.create_future()

        def arrive() -> None:
            if self.is_cut:
                return
            try:
                settle: Callable[[], None] = _result(answer, _answered(question()))
            except Exception as error:  # noqa: BLE001 whatever it is, it is the answer
                settle = _failure(answer, error)
            self.loop.call_later(self.delay(), come_back, settle, context=self.process.context)

        def come_back(settle: Callable[[], None]) -> None:
            if not self.is_cut:
                settle()

        self.loop.call_later(self.delay(), arrive, context=self.loop.world.context)
        patience = max(PATIENCE_SECONDS, 0.1 * self.slowness)
        given_up = self.loop.call_later(
            patience, lambda: _failure(answer, failure())(), context=self.process.context
        )
        try:
            return await answer
        finally:
            given_up.cancel()


def _answered(question: Coroutine[Any, Any, T]) -> T:
    try:
        question.send(None)
    except StopIteration as stopped:
        result: T = stopped.value
        return result
    raise AssertionError("servers in memory answer at once")


def _result(answer: asyncio.Future[T], result: T) -> Callable[[], None]:
    return lambda: None if answer.done() else answer.set_result(result)


def _failure(answer: asyncio.Future[T], error: Exception) -> Callable[[], None]:
    return lambda: None if answer.done() else answer.set_exception(error)


# ---------------------------------------------------------------- log, directory, registry


class Far:
    """Stands where `server()` would stand: whatever is asked of it travels there, and may fail on the way."""

    def __init__(self, server: Callable[[], object], line: Line, failure: Callable[[], Exception]) -> None:
        self._server, self._line, self._failure = server, line, failure

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._server(), name)

        def ask(*args: Any, **named: Any) -> Any:
            question = partial(method, *args, **named)
            return self._line.ask(question, self._failure) if iscoroutinefunction(method) else question()

        return ask


class RecordedLog:
    """The log at the far end, as one node knows it: `wrote` hears of each append that stands."""

    def __init__(
        self, log: MemoryLog, node: str, now: Callable[[], float], wrote: Callable[[Wrote], None]
    ) -> None:
        self._log, self._node, self._now, self._wrote = log, node, now, wrote

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    async def append(
        self, stream: str, epoch: int, after: int, events: Sequence[AnyEvent], wake_at: float | None = None
    ) -> None:
        await self._log.append(stream, epoch, after, events, wake_at)
        if events:
            self._wrote(Wrote(self._now(), stream, self._node, epoch, after + 1, len(events)))


# ---------------------------------------------------------------- the bus


class Exchange:
    """The bus between nodes. `loses` is how much it loses without knowing; `reorders`: between channels."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.lines: list[BusLine] = []
        self.loses = 0.0
        self.reorders = random.random() < 0.5


class BusLine:
    """Implements `signaling.ports.Bus`, as `RedisBus` does: this node hears at once, others later, and what is lost
    with a line is told once the line is back. What is published while it is cut waits, if it `keeps`.
    """

    def __init__(self, exchange: Exchange, line: Line) -> None:
        self._exchange, self.line = exchange, line
        self._own = MemoryBus()
        self._missed: dict[str, list[Callable[[], None]]] = {}
        self._heard: set[str] = set()
        self._on_loss: list[Callable[[], None]] = []
        self._waiting: list[tuple[str, bytes]] = []
        self._arrivals: dict[tuple[BusLine, str], float] = {}
        self.keeps = True
        exchange.lines.append(self)

    def publish(self, channel: str, message: bytes) -> None:
        self._own.publish(channel, message)
        if not self.line.is_cut:
            self._send(channel, message)
        elif self.keeps:
            self._waiting.append((channel, message))

    def subscribe(
        self, channel: str, receiver: Receiver, missed: Callable[[], None] | None = None
    ) -> Callable[[], None]:
        unsubscribe = self._own.subscribe(channel, receiver)
        told = missed or _nothing
        is_first = not self._missed.get(channel)
        self._missed.setdefault(channel, []).append(told)
        if is_first:
            self.line.loop.call_later(
                self.line.delay(), self._take_hold, channel, context=self.line.process.context
            )

        def end() -> None:
            unsubscribe()
            if told in self._missed.get(channel, ()):
                self._missed[channel].remove(told)
            if not self._missed[channel]:
                self._heard.discard(channel)

        return end

    def on_loss(self, listener: Callable[[], None]) -> None:
        self._on_loss.append(listener)

    def heal(self) -> None:
        """Once the line is whole again."""
        self.line.loop.call_soon(self._healed, context=self.line.process.context)

    def receive(self, channel: str, message: bytes) -> None:
        if not self.line.is_cut and channel in self._heard:
            self._own.publish(channel, message)

    def hear_of_loss(self) -> None:
        if not self.line.is_cut:
            for listener in tuple(self._on_loss):
                listener()

    def _healed(self) -> None:
        self._heard.clear()
        for channel in tuple(self._missed):
            self._take_hold(channel)
        self.hear_of_loss()
        waiting, self._waiting = self._waiting, []
        for channel, message in waiting:
            self._send(channel, message)
        for other in self._others():
            self._at(other, "", other.hear_of_loss)

    def _take_hold(self, channel: str) -> None:
        """What others publish is heard from now on."""
        if not self.line.is_cut and self._missed.get(channel):
            self._heard.add(channel)
            for missed in tuple(self._missed[channel]):
                missed()

    def _send(self, channel: str, message: bytes) -> None:
        for other in self._others():
            if self._exchange.random.random() >= self._exchange.loses:
                self._at(other, channel, partial(other.receive, channel, message))

    def _others(self) -> list[BusLine]:
        return [other for other in self._exchange.lines if other is not self]

    def _at(self, other: BusLine, channel: str, arrive: Callable[[], None]) -> None:
        """In order: within a channel, or of all that this node sends."""
        key = (other, channel if self._exchange.reorders else "")
        at = self.line.loop.time() + self.line.delay() + other.line.delay()
        self._arrivals[key] = at = max(at, self._arrivals.get(key, 0.0))
        self.line.loop.call_at(at, arrive, context=other.line.process.context)


def _nothing() -> None:
    """Nobody asked to be told."""
