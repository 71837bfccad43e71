"""Whether somebody is connected to any other node: asked of all over the bus, and answered by those who have them.

Silence means that nobody has, or that nobody hears.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec import MsgspecError, Struct, msgpack

from signaling.ports import Bus, Clock

CHANNEL = "presence"
ANSWER_SECONDS = 1.0


class Sought(Struct, frozen=True, tag_field="t", tag="sought"):
    person: str


class Found(Struct, frozen=True, tag_field="t", tag="found"):
    person: str


_encode = msgpack.Encoder().encode
_decoder: msgpack.Decoder[Sought | Found] = msgpack.Decoder(Sought | Found)


class Presence:
    """`is_here(person)`: at this node."""

    def __init__(self, bus: Bus, clock: Clock, is_here: Callable[[str], bool]) -> None:
        self._bus, self._clock, self._is_here = bus, clock, is_here
        self._waiting: dict[str, set[asyncio.Future[bool]]] = {}
        bus.subscribe(CHANNEL, self._receive)

    async def ask(self, person: str) -> bool:
        """After `ANSWER_SECONDS` at the latest."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        waiting = self._waiting.setdefault(person, set())
        waiting.add(answer)
        cancel = self._clock.call_at(self._clock.now() + ANSWER_SECONDS, lambda: _settle(answer, found=False))
        self._bus.publish(CHANNEL, _encode(Sought(person)))
        try:
            return await answer
        finally:
            cancel()
            waiting.discard(answer)
            if not waiting:
                self._waiting.pop(person, None)

    def _receive(self, data: bytes) -> None:
        try:
            heard = _decoder.decode(data)
        except MsgspecError:
            return  # of a newer version
        if isinstance(heard, Found):
            for answer in self._waiting.get(heard.person, ()):
                _settle(answer, found=True)
        elif self._is_here(heard.person):
            self._bus.publish(CHANNEL, _encode(Found(heard.person)))


def _settle(answer: asyncio.Future[bool], *, found: bool) -> None:
    if not answer.done():
        answer.set_result(found)
