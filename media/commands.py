"""What the media server can be told: one closed union, sent over the Unix socket by the process that knows rooms.

Here there are peers, groups, sources and slots; no room, member or role. A *peer* is one device of somebody. A
*group* is a set of peers who receive each other. A *source* is what a peer publishes: at most one track each.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Source(StrEnum):
    MIC = "mic"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screen_audio"

    @property
    def is_audio(self) -> bool:
        return self in (Source.MIC, Source.SCREEN_AUDIO)


class Direction(StrEnum):
    PUBLISH = "publish"  # the peer sends, we receive
    RECEIVE = "receive"  # the peer receives, we send


class Command(Struct, frozen=True, tag_field="t"):
    """Base. Commands for a peer that is not there are ignored: its removal may be on the way."""


class AddPeer(Command, frozen=True, tag="add_peer"):
    """`may_publish` lists the sources whose packets the plane forwards; all others are dropped and counted.

    `is_always_heard`: its voice has a slot with every receiver, also where only the loudest have one.

    Adding a peer that exists replaces it: its connections end.
    """

    peer: str
    group: str
    may_publish: frozenset[Source]
    is_always_heard: bool = False


class RemovePeer(Command, frozen=True, tag="remove_peer"):
    peer: str


class Permit(Command, frozen=True, tag="permit"):
    """Replace the sources that the peer may publish. Packets of the others stop at the plane within 200 ms."""

    peer: str
    may_publish: frozenset[Source]
    is_always_heard: bool = False


class MovePeer(Command, frozen=True, tag="move_peer"):
    """Same connections, other group."""

    peer: str
    group: str


class Negotiate(Command, frozen=True, tag="negotiate"):
    """An SDP offer of the peer's publishing or receiving connection; answered by `Answered` or `Refused`.

    `sources` maps the mid of each sending section to its source. A first offer starts a connection; a later one
    with the same ICE credentials adds sections to it; one with new credentials and the same DTLS fingerprint
    restarts ICE (RFC 8839 section 4.4.1.1.1); one with a new fingerprint replaces the connection.
    """

    ref: int
    peer: str
    direction: Direction
    sdp: str
    sources: dict[str, Source] = {}


class View(Struct, frozen=True):
    """How a receiving section is looked at: the height of its picture in device pixels, 0 while nobody can see it.

    Where bandwidth is short, a higher `priority` keeps its sharpness longer.
    """

    height: int
    priority: int = 0


class Watch(Command, frozen=True, tag="watch"):
    """What the peer sees now, by mid: the whole list, the latest wins. A section that is not in it is seen in full.

    What nobody sees is not sent, and its publisher is told by `LayersWanted`.
    """

    peer: str
    views: dict[str, View]


class CheckPath(Command, frozen=True, tag="check_path"):
    """Answer the offer of somebody who only tries whether they could connect: answered by `Answered` or `Refused`.

    No peer of any group; forgotten after 20 seconds.
    """

    ref: int
    sdp: str


class TakeStatistics(Command, frozen=True, tag="take_statistics"):
    """Of everything, and of each peer of `group`."""

    ref: int
    group: str | None = None


class MasterKey(Struct, frozen=True):
    """Of SRTP with AEAD_AES_128_GCM, for one direction: 16 bytes of key, 12 of salt (RFC 7714 section 12)."""

    key: bytes
    salt: bytes


class Ticket(Struct, frozen=True):
    """Lets one other media process connect, once. All of it but the addresses is secret."""

    ufrag: str
    pwd: str
    addresses: list[tuple[str, int]]
    to_edge: MasterKey
    from_edge: MasterKey


class Encoding(Struct, frozen=True):
    """`rid` None: the only one of its track."""

    rid: str | None
    ssrc: int
    rtx_ssrc: int


class RelayedTrack(Struct, frozen=True):
    """What `peer` publishes from `source`, in any of `codecs`; `encodings` lowest first."""

    peer: str
    source: Source
    codecs: tuple[str, ...]
    encodings: tuple[Encoding, ...]
    is_always_heard: bool = False


class AcceptLink(Command, frozen=True, tag="accept_link"):
    """Another media process, the edge, wants to relay from this one: answered by `LinkAccepted` or `Refused`.

    A link of that name that was accepted before ends. `ufrag` is the edge's (RFC 8445 section 5.3).
    """

    ref: int
    link: str
    ufrag: str


class OpenLink(Command, frozen=True, tag="open_link"):
    """Be the edge: connect to whoever made `ticket`. `LinkUp` or `LinkLost` follows."""

    link: str
    ufrag: str
    ticket: Ticket


class CloseLink(Command, frozen=True, tag="close_link"):
    """At either end, with all that is on it. Nobody is told."""

    link: str


class Export(Command, frozen=True, tag="export"):
    """Have what `group` publishes on an accepted link from now on; `Exported` tells what that is."""

    link: str
    group: str


class EndExport(Command, frozen=True, tag="end_export"):
    link: str
    group: str


class WantLayers(Command, frozen=True, tag="want_layers"):
    """What `LayersWanted` said at the edge of an exported peer. Of pictures nothing is sent before."""

    link: str
    group: str
    peer: str
    layers: dict[Source, int]


class Import(Command, frozen=True, tag="import"):
    """What comes of `group` on an opened link: what `Exported` said last, or nothing any more."""

    link: str
    group: str
    tracks: list[RelayedTrack]


LinkCommand = AcceptLink | OpenLink | CloseLink | Export | EndExport | WantLayers | Import

AnyCommand = (
    LinkCommand | AddPeer | RemovePeer | Permit | MovePeer | Negotiate | Watch | CheckPath | TakeStatistics
)
