"""How media reaches one device, as staff are told: what is lost on the way, how long it takes, and what stood still."""

from __future__ import annotations

from msgspec import Struct

from rooms.terms import Source


class TrackLine(Struct, frozen=True):
    """Something that the device sends (`outgoing`) or is sent now. `layer` of a picture is the encoding that it is sent,
    lowest 0, or the highest that it sends. Bits per second."""

    outgoing: bool
    source: Source
    layer: int | None
    bitrate: int


class DeviceLine(Struct, frozen=True):
    """Losses are shares of the last two seconds: of what came from the device (`up`), and of what went to it (`down`).

    None: nothing is known. `estimate` is what may be sent to it, in bits per second. `frozen`: seconds of the last minute
    in which its worst picture stood still, as its page says.
    """

    member: str
    device: str
    loss_up: float | None
    loss_down: float | None
    rtt_ms: int | None
    estimate: int | None
    frozen: float
    tracks: list[TrackLine]
