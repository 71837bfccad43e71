"""What signalling tells whoever counts: how commands end, and what fan-out costs. It never knows where numbers go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from rooms.commands import AnyClientCommand
from signaling.tracing import UNTRACED, Tracer


class Meter(Protocol):
    """Called on the event loop; must be cheap, and must not raise."""

    def answered(self, command: str, outcome: str, seconds: float) -> None:
        """A room was asked `command` (its tag on the wire) by a client of this node, and said `ok` or a code's name after
        so many seconds.
        """
        ...

    def refused(self, code: str) -> None:
        """A client read an error frame with the code of this name."""
        ...

    def fanned_out(self, writes: int, size: int) -> None:
        """A pass over the clients of one room ended. So many writes with so many bytes were made since the last one."""
        ...


def tag_of(command: AnyClientCommand) -> str:
    """What it is called on the wire."""
    return str(command.__struct_config__.tag)


class Unmetered:
    """Implements `Meter`: nobody counts."""

    def answered(self, command: str, outcome: str, seconds: float) -> None:
        """Not counted."""

    def refused(self, code: str) -> None:
        """Not counted."""

    def fanned_out(self, writes: int, size: int) -> None:
        """Not counted."""


@dataclass(frozen=True, slots=True)
class Instruments:
    meter: Meter = field(default_factory=Unmetered)
    tracer: Tracer = UNTRACED


UNMEASURED = Instruments()
