"""The way of one command, for whoever wants to see where its time goes: who records it is outside, and mostly nobody.

What is carried along is a string (a W3C `traceparent`), through calls of one turn by `carrying`, through mailboxes, and
between nodes in letters. Empty: this command is not followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Protocol

_CARRIED: ContextVar[str] = ContextVar("carried", default="")
_NO_CHANGE = nullcontext()
"""Mostly nothing is carried, and that must cost nothing."""


class Trace(Protocol):
    """Of one command, from its arrival to its answer."""

    @property
    def carried(self) -> str: ...

    def end(self, outcome: str) -> None:
        """It was answered with `ok`, or with the code of this name."""
        ...


class Tracer(Protocol):
    def begin(self, command: str, room: str) -> Trace:
        """`command` is its tag on the wire."""
        ...

    def record(self, stage: str, traces: Sequence[str], began: float, ended: float) -> None:
        """A stage that these commands, whose `carried` it is, went through together. UTC seconds."""
        ...


class _Unfollowed:
    """Implements `Trace`."""

    carried = ""

    def end(self, outcome: str) -> None:
        """Nobody wants to know."""


class Untraced:
    """Implements `Tracer`: nobody wants to know."""

    _trace = _Unfollowed()

    def begin(self, command: str, room: str) -> Trace:
        return self._trace

    def record(self, stage: str, traces: Sequence[str], began: float, ended: float) -> None:
        """Nobody wants to know."""


UNTRACED = Untraced()


def carried_now() -> str:
    return _CARRIED.get()


def carrying(carried: str) -> AbstractContextManager[None]:
    """Whatever is asked within the block is asked by this trace."""
    return _NO_CHANGE if carried == _CARRIED.get() else _carrying(carried)


@contextmanager
def _carrying(carried: str) -> Iterator[None]:
    token = _CARRIED.set(carried)
    try:
        yield
    finally:
        _CARRIED.reset(token)
