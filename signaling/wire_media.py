"""The frames about media: offers and answers, what each receiving section shows, how it is looked at, who speaks.

Part of the wire's two closed unions (wire.py). Media itself never passes here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from rooms.terms import Source
from signaling.wire_terms import Frame, Ref, Request, RoomId

Mid = Annotated[str, Meta(max_length=16)]


# ---------------------------------------------------------------- client to server


class MediaOffer(Request, frozen=True, tag="media_offer"):
    """An SDP offer for this device's sending or receiving peer connection (RFC 8829).

    `sources` names what each sending media section (by mid) carries; empty when receiving.
    """

    ref: Ref
    room: RoomId
    direction: Literal["publish", "receive"]
    sdp: Annotated[str, Meta(max_length=60_000)]
    sources: Annotated[dict[Mid, Source], Meta(max_length=64)] = {}


class View(Struct, frozen=True, forbid_unknown_fields=True):
    """How a receiving section is looked at: the height of its picture in device pixels, 0 while it cannot be seen.

    Where bandwidth is short, a higher `priority` keeps its sharpness longer.
    """

    height: Annotated[int, Meta(ge=0, le=10_000)]
    priority: Annotated[int, Meta(ge=0, le=3)] = 0


class WatchSlots(Request, frozen=True, tag="watch_slots"):
    """What this device sees now, by mid: the whole list, the latest wins. Unlisted sections are sent in full.

    Send it when tiles change their size or leave the screen, not more than four times a second.
    """

    room: RoomId
    views: Annotated[dict[Mid, View], Meta(max_length=64)]


class PicturesFroze(Request, frozen=True, tag="pictures_froze"):
    """For how many seconds each picture stood still since you last said so, by mid: only those that did.

    Send it every ten seconds if there is anything to say; what comes sooner is dropped.
    """

    room: RoomId
    seconds: Annotated[dict[Mid, Annotated[float, Meta(gt=0, le=60)]], Meta(min_length=1, max_length=64)]


# ---------------------------------------------------------------- server to client


class IceServer(Struct, frozen=True):
    """A relay for networks that let nothing else through (RFC 8656), with a credential that expires."""

    urls: list[str]
    username: str
    credential: str


class MediaAnswer(Frame, frozen=True, tag="media_answer"):
    ref: int
    sdp: str


class Slot(Struct, frozen=True):
    """Receiving section `mid` shows this source of this device now."""

    mid: str
    member: str
    device: str
    source: Source


class Slots(Frame, frozen=True, tag="slots"):
    """What every receiving section shows now: the whole list, the latest wins.

    `want_audio` and `want_video` count the tracks there are for you: offer again with more sections when
    they exceed what you have.
    """

    room: str
    slots: list[Slot]
    want_audio: int
    want_video: int


class LayersWanted(Frame, frozen=True, tag="layers_wanted"):
    """How many encodings of each video source of this device anybody can see, lowest first: stop sending the others,
    and with 0 the whole source. The latest wins."""

    room: str
    layers: dict[Source, int]


class DeviceRef(Struct, frozen=True):
    member: str
    device: str


class Speaking(Frame, frozen=True, tag="speaking"):
    """Ephemeral: who speaks now, loudest first. The latest wins."""

    room: str
    devices: list[DeviceRef]


class NetworkQuality(StrEnum):
    FAIR = "fair"
    POOR = "poor"
    BAD = "bad"


class DeviceQuality(Struct, frozen=True):
    member: str
    device: str
    quality: NetworkQuality


class Qualities(Frame, frozen=True, tag="qualities"):
    """Ephemeral: whose connection is not good. The whole list, the latest wins."""

    room: str
    devices: list[DeviceQuality]


class MediaLost(Frame, frozen=True, tag="media_lost"):
    """The media server lost this device's connections: make both peer connections anew."""

    room: str
