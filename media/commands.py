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


AnyCommand = AddPeer | RemovePeer | Permit | MovePeer | Negotiate | Watch | CheckPath | TakeStatistics
