"""What `Room.handle` can answer: events, a refusal, a refusal that leaves a trace, or that it happened before."""

from __future__ import annotations

from msgspec import Struct

from rooms.events import AnyEvent
from rooms.rejections import Rejection


class AlreadyDone(Struct, frozen=True):
    """The same request was decided before; its effect stands in the log at `seq`."""

    seq: int


class Refused(Struct, frozen=True):
    """The asker is refused, and the log says so: waiting at the door, a post that a rule stopped."""

    rejection: Rejection
    events: list[AnyEvent]


Decision = list[AnyEvent] | Rejection | Refused | AlreadyDone
"""An empty list says that the command is allowed and changes nothing."""
