"""Events survive the socket."""

from __future__ import annotations

import msgspec
import pytest

from media.commands import Direction, Source
from media.events import (
    Answered,
    AnyEvent,
    Connected,
    Disconnected,
    Ready,
    RefusalCode,
    Refused,
    Slot,
    SlotsAssigned,
    Statistics,
)


@pytest.mark.parametrize(
    "event",
    [
        Ready([("127.0.0.1", 7000), ("2001:db8::1", 7000)]),
        Answered(1, "v=0"),
        Refused(2, RefusalCode.BAD_SDP, "too long"),
        Connected("p", Direction.PUBLISH),
        Disconnected("p", Direction.RECEIVE),
        SlotsAssigned("p", [Slot("0", "q", Source.MIC)], 1, 2),
        Statistics(3, 1, 2, 3, 4, 5, {"stun_forged": 6}, [0.5], 1.5),
    ],
)
def test_an_event_survives_encoding(event: AnyEvent) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(event), type=AnyEvent) == event
