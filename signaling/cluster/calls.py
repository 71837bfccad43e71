"""Calls between nodes over the bus: one channel per node, replies found by number, and a bound on how many wait.

A call that is lost, or whose node is gone, ends as `Unanswered`. Calls to one node arrive in the order in which they
were made, and each is begun before the next is looked at. What another version says and this one does not know is dropped,
counted, and answered as not understood.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from itertools import count

from msgspec import MsgspecError

from rooms.commands import AnyClientCommand
from signaling.cluster import letters
from signaling.cluster.letters import (
    AnyCall,
    AnyReply,
    Call,
    Fails,
    NotUnderstood,
    Reply,
    Submit,
    Unanswered,
)
from signaling.codes import ErrorCode
from signaling.ports import Bus, Clock

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 5.0
"""Longer than an append to a slow log takes, and than the death of a node goes unnoticed."""

MOST_WAITING = 10_000
"""Calls to all nodes together that wait for a reply: beyond it, what people ask is refused at once."""

_UNANSWERED = 0
"""The number of calls that get no reply."""

Answer = Callable[[str, AnyCall], asyncio.Future[AnyReply]]
"""Begins what a node asks for; the result becomes the reply. It must not block."""


def channel(node: str) -> str:
    return f"node:{node}"


class Calls:
    """Of one node. `close` it when the node ends."""

    def __init__(self, node: str, bus: Bus, clock: Clock) -> None:
        self._node, self._bus, self._clock = node, bus, clock
        self._numbers = count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._answer: Answer | None = None
        self.dropped = 0
        """Letters and news that could not be read."""
        self._unsubscribe = bus.subscribe(channel(node), self._receive)

    def serve(self, answer: Answer) -> None:
        """What is called before this is not answered."""
        self._answer = answer

    def ask(self, node: str, body: AnyCall) -> asyncio.Future[AnyReply]:
        """Never fails: `Unanswered` after `PATIENCE_SECONDS`, or `Fails` when too many wait for what people ask."""
        waiting = _Waiting(node)
        if len(self._waiting) >= MOST_WAITING and _is_asked_by_people(body):
            waiting.end(Fails(ErrorCode.RATE_LIMITED))
            return waiting.reply
        number = next(self._numbers)
        self._waiting[number] = waiting
        waiting.cancel_timer = self._clock.call_at(
            self._clock.now() + PATIENCE_SECONDS, lambda: self._end(number, Unanswered())
        )
        self._bus.publish(channel(node), letters.call(number, self._node, body))
        return waiting.reply

    def tell(self, node: str, body: AnyCall) -> None:
        """A call that nobody waits for, which may be lost."""
        self._bus.publish(channel(node), letters.call(_UNANSWERED, self._node, body))

    def gone(self, node: str) -> None:
        """That node is dead: nobody waits for it any longer."""
        for number, waiting in tuple(self._waiting.items()):
            if waiting.node == node:
                self._end(number, Unanswered())

    def doubt(self) -> None:
        """What travels may have been lost, there or back: nobody waits for it any longer."""
        for number in tuple(self._waiting):
            self._end(number, Unanswered())

    def close(self) -> None:
        self._unsubscribe()
        self.doubt()

    def _end(self, number: int, reply: AnyReply) -> None:
        waiting = self._waiting.pop(number, None)
        if waiting is not None:
            waiting.end(reply)

    def drop(self) -> None:
        """What came is of another version."""
        self.dropped += 1
        logger.warning("a letter of another version was dropped")

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def _receive(self, data: bytes) -> None:
        try:
            letter = letters.envelopes.decode(data)
        except MsgspecError:
            self.drop()
            return
        if isinstance(letter, Reply):
            self._replied(letter)
        elif self._answer is not None:
            self._called(letter, self._answer)

    def _replied(self, letter: Reply) -> None:
        try:
            self._end(letter.number, letters.replies.decode(letter.body))
        except MsgspecError:
            self.drop()
            self._end(letter.number, Unanswered())

    def _called(self, letter: Call, answer: Answer) -> None:
        try:
            body = letters.calls.decode(letter.body)
        except MsgspecError:
            self.drop()
            if letter.number != _UNANSWERED:
                self._bus.publish(channel(letter.sender), letters.reply(letter.number, NotUnderstood()))
        else:
            self._reply(letter, answer(letter.sender, body))

    def _reply(self, call: Call, outcome: asyncio.Future[AnyReply]) -> None:
        if call.number == _UNANSWERED:
            return

        def send(done: asyncio.Future[AnyReply]) -> None:
            if not done.cancelled() and done.exception() is None:
                self._bus.publish(channel(call.sender), letters.reply(call.number, done.result()))

        outcome.add_done_callback(send)


def _is_asked_by_people(body: AnyCall) -> bool:
    return isinstance(body, Submit) and isinstance(body.command, AnyClientCommand)


class _Waiting:
    __slots__ = ("cancel_timer", "node", "reply")

    def __init__(self, node: str) -> None:
        self.node = node
        self.reply: asyncio.Future[AnyReply] = asyncio.get_running_loop().create_future()
        self.cancel_timer: Callable[[], None] | None = None

    def end(self, reply: AnyReply) -> None:
        if self.cancel_timer is not None:
            self.cancel_timer()
        if not self.reply.done():  # who waited may have been cancelled
            self.reply.set_result(reply)
