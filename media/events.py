"""What the media server tells: answers to commands by `ref`, and what happened to peers and tracks."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from media.commands import Direction, RelayedTrack, Source, Ticket


class RefusalCode(StrEnum):
    BAD_SDP = "bad_sdp"
    UNKNOWN_PEER = "unknown_peer"
    FULL = "full"


class Event(Struct, frozen=True, tag_field="t"):
    """Base."""


class Ready(Event, frozen=True, tag="ready"):
    """First event after start: UDP sockets are bound at `addresses`, TCP listens at `tcp_addresses`."""

    addresses: list[tuple[str, int]]
    tcp_addresses: list[tuple[str, int]] = []


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


class LayersWanted(Event, frozen=True, tag="layers_wanted"):
    """How many encodings of each source of `peer` anybody can see, lowest first; 0: nobody looks, so nothing need be
    sent. The whole list of its video sources; the latest wins."""

    peer: str
    layers: dict[Source, int]


class Speaking(Event, frozen=True, tag="speaking"):
    """Who speaks in `group` now, loudest first, without who merely coughed: the latest wins."""

    group: str
    peers: list[str]


class Quality(StrEnum):
    """How badly media reaches or leaves a peer: the steps are loss of 5, 10, 20 %, or a round trip of 500, 1000, 2000 ms."""

    FAIR = "fair"
    POOR = "poor"
    BAD = "bad"


class Qualities(Event, frozen=True, tag="qualities"):
    """Everybody in `group` whose connection is not good; the latest wins."""

    group: str
    peers: dict[str, Quality]


class TrackStatistics(Struct, frozen=True):
    """One encoding that a peer publishes (`rid` None without simulcast), or one slot that it is sent. Bits per second;
    `lost` and `rtt_ms` are what reports of the receiving end said; `layer` is the one that a slot is sent."""

    mid: str
    source: Source | None
    rid: str | None = None
    layer: int | None = None
    bitrate: int = 0
    packets: int = 0
    lost: int = 0
    rtt_ms: int | None = None


class Line(Struct, frozen=True):
    """One connection in the last two seconds. Losses are shares: of what its peer sent, and of what it reported of ours.
    `rtt_ms` None: nothing is known."""

    loss_in: float
    loss_out: float
    rtt_ms: int | None


class PeerStatistics(Struct, frozen=True):
    """`estimate`: bits per second that may be sent to it, None where nothing tells. `lines`: of its connections that
    carried media lately."""

    peer: str
    group: str
    published: list[TrackStatistics]
    received: list[TrackStatistics]
    estimate: int | None = None
    lines: list[Line] = []


class Distribution(Struct, frozen=True):
    """Of values that there are now: `counts` has how many are at most the first of `bounds`, how many of the rest at most
    the second, and so on, and last how many are above all of them. `total` is their sum."""

    bounds: list[float]
    counts: list[int]
    total: float


class Statistics(Event, frozen=True, tag="statistics"):
    """Counters since start. `by_peer` is of the group that was asked for; `drops` is by reason; `threads` has the CPU seconds of each plane thread.

    `pictures`: how many slots are sent a picture now, by layer; of a camera without layers, by the one that is wanted.
    `tracks`: bits per second, of `audio_in`, `audio_out`, `video_in` and `video_out`; `losses`: shares of what lines
    carried `in` and `out`; `round_trips`: seconds of lines; `estimates`: bits per second that receivers may be sent.
    """

    ref: int
    peers: int
    packets_in: int
    packets_out: int
    bytes_in: int
    bytes_out: int
    drops: dict[str, int]
    threads: list[float]
    process_cpu: float
    by_peer: list[PeerStatistics] = []
    pictures: dict[str, int] = {}
    resent: int = 0
    keyframes_wanted: int = 0  # by receivers
    keyframes_asked: int = 0  # of publishers
    tracks: dict[str, Distribution] = {}
    losses: dict[str, Distribution] = {}
    round_trips: Distribution | None = None
    estimates: Distribution | None = None


class LinkAccepted(Event, frozen=True, tag="link_accepted"):
    ref: int
    ticket: Ticket


class LinkUp(Event, frozen=True, tag="link_up"):
    """The edge has found a way to the other end."""

    link: str


class LinkLost(Event, frozen=True, tag="link_lost"):
    """The link has ended with all that was on it: the other end is silent, or it was used for too long."""

    link: str


class Exported(Event, frozen=True, tag="exported"):
    """What `group` publishes, as it is on the link: the whole list; the latest wins."""

    link: str
    group: str
    tracks: list[RelayedTrack]


AnyEvent = (
    Ready
    | LinkAccepted
    | LinkUp
    | LinkLost
    | Exported
    | Answered
    | Refused
    | Connected
    | Disconnected
    | SlotsAssigned
    | LayersWanted
    | Speaking
    | Qualities
    | Statistics
)
