"""What offices tell each other over the bus: that something is to be looked at again, and nothing of what it is.

Each says where to look; what is there stands in the database. So one that is lost costs time only, and everything is
looked at again when some may be.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import MsgspecError, Struct, msgpack

from signaling.ports import Bus

CHANNEL = "office"


class Matter(StrEnum):
    PLAN = "plan"  # a space has another duty plan
    ROOMS = "rooms"  # there are other rooms in a space, or they are different
    STAFF = "staff"  # somebody has another role, or none
    ESCALATIONS = "escalations"  # a level of the ladder was reached
    TIDINGS = "tidings"  # something concerns members
    DELIVERIES = "deliveries"  # there is something to send
    SIGNS = "signs"  # that people struggle


class Circular(Struct, frozen=True, omit_defaults=True):
    """`space` is whose rooms have changed, or where `people` show signs."""

    matter: Matter
    space: str = ""
    people: tuple[str, ...] = ()


_encode = msgpack.Encoder().encode
_decoder = msgpack.Decoder(Circular)


class Circulars:
    """`hear` is told of every one, also of this office's own; `missed` when some may have been lost."""

    def __init__(self, bus: Bus, hear: Callable[[Circular], None], missed: Callable[[], None]) -> None:
        self._bus, self._hear = bus, hear
        bus.subscribe(CHANNEL, self._receive, missed)
        bus.on_loss(missed)

    def tell(self, circular: Circular) -> None:
        """Never waits."""
        self._bus.publish(CHANNEL, _encode(circular))

    def _receive(self, data: bytes) -> None:
        try:
            circular = _decoder.decode(data)
        except MsgspecError:
            return  # of a newer version, which also looks by itself
        self._hear(circular)
