"""What the media server tells: answers to commands by `ref`, and what happened to peers and tracks."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from media.commands import Direction, Source


class RefusalCode(StrEnum):
    BAD_SDP = "bad_sdp"
    UNKNOWN_PEER = "unknown_peer"
    FULL = "full"


class Event(Struct, frozen=True, tag_field="t"):
    """Base."""


class Ready(Event, frozen=True, tag="ready"):
    """First event after start: the sockets are bound at these (address, port) pairs."""

    addresses: list[tuple[str, int]]


class Answered(Event, frozen=True, tag="answered"):
    ref: int
    sdp: str


class Refused(Event, frozen=True, tag="refused"):
    """`detail` is for developers and names no secret."""

    ref: int
    code: RefusalCode
    detail: str


class Connected(Event, frozen=True, tag="connected"):
    """ICE and DTLS are done: media may flow in this direction."""

    peer: str
    direction: Direction


class Disconnected(Event, frozen=True, tag="disconnected"):
    """The connection ended: goodbye by DTLS, or no ICE consent (RFC 7675) for 30 seconds."""

    peer: str
    direction: Direction


class Slot(Struct, frozen=True):
    mid: str
    peer: str  # whose track it shows
    source: Source


class SlotsAssigned(Event, frozen=True, tag="slots_assigned"):
    """What every receiving section of `peer` shows now: the whole list; the latest wins.

    `want_audio`, `want_video`: how many tracks of its group there are for it.
    """

    peer: str
    slots: list[Slot]
    want_audio: int
    want_video: int


class Statistics(Event, frozen=True, tag="statistics"):
    """Counters since start. `drops` is by reason; `threads` has the CPU seconds of each plane thread."""

    ref: int
    peers: int
    packets_in: int
    packets_out: int
    bytes_in: int
    bytes_out: int
    drops: dict[str, int]
    threads: list[float]
    process_cpu: float


AnyEvent = Ready | Answered | Refused | Connected | Disconnected | SlotsAssigned | Statistics
