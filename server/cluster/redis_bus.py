"""The bus on Redis pub/sub. Who is subscribed on this node hears at once, with or without Redis; other nodes through it.

Redis may lose what is published while a line is down, and what waits for it here is bounded. Either is told to
`on_loss`, at both ends: what was missed stands in the log.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Mapping
from random import random
from secrets import token_bytes

from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

from server.cluster.channels import Channels, OneServer, Sharded
from server.cluster.connecting import FAILURES
from signaling.bus import MemoryBus
from signaling.ports import Receiver

logger = logging.getLogger(__name__)

MOST_WAITING = 16 * 1024 * 1024
"""Bytes that may wait for Redis: some seconds of a busy node."""
LARGEST_BATCH = 512
RETRY_SECONDS = 0.5
"""Half of it to all of it is waited before Redis is tried again, so that nodes do not come all at once."""

_LOSS = "loss"
"""The channel on which a node says that it dropped something."""
_TAG = 16
"""Bytes before each message that name the node, so that it need not hear itself twice."""


class RedisBus:
    """Implements `signaling.ports.Bus`. `run` it: before, and while Redis is away, only this node hears."""

    def __init__(self, redis: Redis | RedisCluster, prefix: str = "studyhall:") -> None:
        self._channels: Channels = Sharded(redis) if isinstance(redis, RedisCluster) else OneServer(redis)
        self._prefix = prefix
        self._own = MemoryBus()
        self._node = token_bytes(_TAG)
        self._counts: dict[str, int] = {}
        self._missed: dict[str, dict[Callable[[], None], Callable[[], None]]] = {}
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._waiting_bytes = 0
        self._has_dropped = False
        self._wake = asyncio.Event()
        self._wanted: deque[tuple[str, bool]] = deque()  # channels to subscribe to, or to leave
        self._wants = asyncio.Event()
        self._leaving: Counter[str] = Counter()
        """How often it was asked not to be told of a channel, without an answer yet."""
        self._on_loss: list[Callable[[], None]] = []
        self.is_connected = False
        self.was_tried = asyncio.Event()
        """Set once Redis was reached, or was not."""

    @property
    def waiting_bytes(self) -> int:
        """What waits for Redis; at most `MOST_WAITING`."""
        return self._waiting_bytes

    def on_loss(self, listener: Callable[[], None]) -> None:
        self._on_loss.append(listener)

    def publish(self, channel: str, message: bytes) -> None:
        self._own.publish(channel, message)
        self._send(channel, message)

    def subscribe(
        self, channel: str, receiver: Receiver, missed: Callable[[], None] | None = None
    ) -> Callable[[], None]:
        unsubscribe = self._own.subscribe(channel, receiver)
        self._missed.setdefault(channel, {})[unsubscribe] = missed or _nothing
        self._count(channel, 1)
        is_over = False

        def end() -> None:
            nonlocal is_over
            if not is_over:
                is_over = True
                unsubscribe()
                del self._missed[channel][unsubscribe]
                self._count(channel, -1)

        return end

    async def run(self) -> None:
        """Until cancelled."""
        is_first = True
        while True:
            try:
                await self._connected(is_first)
            except FAILURES as failure:
                if self.is_connected:
                    logger.warning("the bus lost Redis: %s", failure)
            is_first, self.is_connected = False, False
            self.was_tried.set()
            await asyncio.sleep(RETRY_SECONDS * (1 + random()) / 2)

    # ------------------------------------------------------------ one connection

    async def _connected(self, is_first: bool) -> None:
        """Until it fails: what was lost then must be told, so nothing connects again by itself."""
        lines = await self._channels.lines()
        try:
            for line in lines.values():
                await line.connect()  # type: ignore[no-untyped-call]
            self._wanted.clear()
            self._leaving.clear()
            for channel in (_LOSS, *self._counts):
                await self._want(lines, channel, is_wanted=True)
            self.is_connected = True
            self.was_tried.set()
            if not is_first:
                logger.warning("the bus has Redis again")
                self._has_dropped = True  # what the others sent to this node meanwhile, too
                self._lost()
            self._wake.set()
            await _first_failure(
                *(self._receive(line) for line in lines.values()),
                self._publish(),
                self._follow_wants(lines),
            )
        finally:
            for line in lines.values():
                await line.disconnect(nowait=True)

    async def _want(self, lines: Mapping[str, AbstractConnection], channel: str, *, is_wanted: bool) -> None:
        verb = self._channels.subscribe if is_wanted else self._channels.unsubscribe
        name = self._prefix + channel
        line = lines.get(self._channels.server_of(name))
        if line is None:
            raise RedisError(f"{channel} is at another server now")
        if not is_wanted:
            self._leaving[channel] += 1
        await line.send_command(verb, name)

    async def _receive(self, line: AbstractConnection) -> None:
        while True:
            kind, channel, data = await line.read_response()
            name = channel.decode().removeprefix(self._prefix)
            if kind == self._channels.subscribed:
                self._say_missed(name)
            elif kind == self._channels.told and not data.startswith(self._node):
                self._hear(name, data[_TAG:])
            elif kind == self._channels.ended:
                self._left(name)

    def _left(self, channel: str) -> None:
        """Raises RedisError when nobody asked for it: a slot has moved."""
        if not self._leaving[channel]:
            raise RedisError(f"{channel} is at another server now")
        self._leaving[channel] -= 1
        if not self._leaving[channel]:
            del self._leaving[channel]

    def _hear(self, channel: str, message: bytes) -> None:
        if channel == _LOSS:
            self._lost()
        else:
            self._own.publish(channel, message)

    async def _publish(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_BATCH))]
                self._waiting_bytes -= sum(len(data) for _, data in batch)
                await self._publish_all(batch)
            if self._has_dropped:
                await self._publish_all([(_LOSS, b"")])
                self._has_dropped = False

    async def _publish_all(self, batch: list[tuple[str, bytes]]) -> None:
        async with self._channels.pipeline() as pipeline:
            for channel, data in batch:
                _ = pipeline.execute_command(
                    self._channels.publish, self._prefix + channel, self._node + data
                )
            try:
                await pipeline.execute()
            except FAILURES:
                self._has_dropped = True
                raise

    async def _follow_wants(self, lines: Mapping[str, AbstractConnection]) -> None:
        while True:
            await self._wants.wait()
            self._wants.clear()
            while self._wanted:
                channel, is_wanted = self._wanted.popleft()
                await self._want(lines, channel, is_wanted=is_wanted)

    # ------------------------------------------------------------ what waits

    def _send(self, channel: str, message: bytes) -> None:
        if self._waiting_bytes + len(message) > MOST_WAITING:
            self._has_dropped = True
            return
        self._waiting.append((channel, message))
        self._waiting_bytes += len(message)
        self._wake.set()

    def _count(self, channel: str, by: int) -> None:
        before = self._counts.get(channel, 0)
        self._counts[channel] = before + by
        if before + by == 0:
            del self._counts[channel], self._missed[channel]
        if before == 0 or before + by == 0:
            self._wanted.append((channel, by > 0))
            self._wants.set()

    def _lost(self) -> None:
        for listener in self._on_loss:
            listener()
        for channel in tuple(self._missed):
            self._say_missed(channel)

    def _say_missed(self, channel: str) -> None:
        for missed in tuple(self._missed.get(channel, {}).values()):
            missed()


def _nothing() -> None:
    """Whoever asks for nothing else, misses nothing that matters."""


async def _first_failure(*parts: Coroutine[None, None, None]) -> None:
    """Runs them until one fails, and raises that.

    A group that is cancelled while a part fails would raise the failure, and nobody would know of being cancelled.
    """
    failed: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()

    async def told(part: Coroutine[None, None, None]) -> None:
        try:
            await part
        except FAILURES as failure:
            if not failed.done():
                failed.set_result(failure)

    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(told(part)) for part in parts]
        try:
            failure = await failed
        finally:
            await _ended(running)
    raise failure


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    """Cancelled as often as it takes: a driver that is just giving up a connection may swallow it."""
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=RETRY_SECONDS)
