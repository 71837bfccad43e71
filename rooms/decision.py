"""What `Room.handle` can answer: the events that shall happen, a refusal, or that it happened before."""

from __future__ import annotations

from msgspec import Struct

from rooms.events import AnyEvent
from rooms.rejections import Rejection


class AlreadyDone(Struct, frozen=True):
    """The same request was decided before; its effect stands in the log at `seq`."""

    seq: int


Decision = list[AnyEvent] | Rejection | AlreadyDone
"""An empty list says that the command is allowed and changes nothing."""
