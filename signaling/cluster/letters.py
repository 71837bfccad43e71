"""What nodes say to each other, and nothing of how it travels: calls, their replies, and news for everybody.

Nodes of two versions share a cluster, so the evolution rule of stored events holds: a new field carries a default, and
one that is not known is passed over. Only commands stay strict: half of what somebody asked for must not happen.
"""

from __future__ import annotations

from msgspec import Raw, Struct, msgpack

from rooms.commands import AnyCommand
from rooms.rejections import Rejection
from rooms.terms import Actor
from signaling.codes import ErrorCode
from signaling.media_lines import DeviceLine
from signaling.ports import RoomSpec
from signaling.wire_media import View


class _Letter(Struct, frozen=True, tag_field="t", gc=False):
    pass


class Hold(_Letter, frozen=True, tag="hold"):
    """Keep this room open for a mirror of the sender; answered with `Held`, or with `NotHere`."""

    room: RoomSpec


class LetGo(_Letter, frozen=True, tag="let_go"):
    """The sender's mirror of this room has ended. Answered with `Stands(None)`."""

    room: str


class MovedOn(_Letter, frozen=True, tag="moved_on"):
    """The sender owns this room no more: ask the registry who does. Told, not asked."""

    room: str


class Heads(_Letter, frozen=True, tag="heads"):
    """The last entries of rooms that the receiver mirrors, by room: what was lost on its way shows. Told, not asked."""

    heads: dict[str, int]


class Submit(_Letter, frozen=True, tag="submit"):
    """Ask a room that is held; answered with `Stands`, `Refuses`, `Fails` or `NotHere`."""

    room: str
    command: AnyCommand
    actor: Actor
    trace: str = ""


class Negotiate(_Letter, frozen=True, tag="negotiate"):
    """As `ports.Media.negotiate`; answered with `Negotiated`, `MediaRefuses`, or `RelayYourself` if that may be."""

    room: str
    device: str
    direction: str
    sdp: str
    sources: dict[str, str]
    may_relay: bool = False


class Listen(_Letter, frozen=True, tag="listen"):
    """Send `MediaNews` of this device to the sender from now on, or no more."""

    room: str
    device: str
    on: bool


class Watch(_Letter, frozen=True, tag="watch"):
    """As `ports.Media.watch`."""

    room: str
    device: str
    views: dict[str, View]


class Froze(_Letter, frozen=True, tag="froze"):
    """As `ports.Media.froze`."""

    room: str
    device: str
    seconds: dict[str, float]


class AskLines(_Letter, frozen=True, tag="ask_lines"):
    """As `ports.Media.lines`; answered with `Lines`."""

    room: str


class ExpectMove(_Letter, frozen=True, tag="expect_move"):
    """As `ports.Media.expect_move`; `on` false ends the expectation."""

    device: str
    source: str
    room: str
    on: bool


class MediaNews(_Letter, frozen=True, tag="media_news"):
    """A frame for a device that sits at the receiver. `tag` None: its media is lost."""

    room: str
    device: str
    tag: str | None
    frame: bytes


class OpenLink(_Letter, frozen=True, tag="open_link"):
    """The sender wants a media link to the receiver; answered with `LinkOpened` or `MediaRefuses`."""

    ufrag: str


class Follow(_Letter, frozen=True, tag="follow"):
    """Put what this room publishes on the sender's link from now on, or no more. Said again, everything is told again."""

    room: str
    on: bool


class Relayed(_Letter, frozen=True, tag="relayed"):
    """What of this room is on the receiver's link: all of it, for its media to read."""

    room: str
    tracks: bytes


class WantLayers(_Letter, frozen=True, tag="want_layers"):
    """What the sender's viewers look at of what `peer` publishes, for the receiver's media to read."""

    room: str
    peer: str
    wanted: bytes


class RelayYourself(_Letter, frozen=True, tag="relay_yourself"):
    """Enough are served by the owner: this device is better served by the asker, who has a link or opens one."""


class LinkOpened(_Letter, frozen=True, tag="link_opened"):
    """It holds keys: who reads what nodes say to each other could read their media, and command their rooms."""

    ticket: bytes


class Negotiated(_Letter, frozen=True, tag="negotiated"):
    sdp: str


class Lines(_Letter, frozen=True, tag="lines"):
    devices: list[DeviceLine]


class MediaRefuses(_Letter, frozen=True, tag="media_refuses"):
    code: str
    detail: str


class Held(_Letter, frozen=True, tag="held"):
    """The owner has the room open, and `head` stands in the log."""

    head: int


class NotHere(_Letter, frozen=True, tag="not_here"):
    """The room has another owner, or none yet. Nothing of what was asked has happened."""


class Stands(_Letter, frozen=True, tag="stands"):
    """It stands in the log at `seq`; None when there was nothing to change."""

    seq: int | None


class Refuses(_Letter, frozen=True, tag="refuses"):
    rejection: Rejection


class Fails(_Letter, frozen=True, tag="fails"):
    """Nothing happened, for a reason that is not the room's."""

    code: ErrorCode


class NotUnderstood(_Letter, frozen=True, tag="not_understood"):
    """What was asked is of another version. Nothing of it has happened."""


class Unanswered(_Letter, frozen=True, tag="unanswered"):
    """No reply came, and whether anything happened is unknown. Said by the caller to itself, never sent."""


RoomCall = Hold | LetGo | MovedOn | Heads | Submit
RelayingCall = Follow | Relayed | WantLayers
MediaCall = Negotiate | Listen | Watch | Froze | AskLines | ExpectMove | MediaNews | OpenLink | RelayingCall
AnyCall = RoomCall | MediaCall
AnyReply = (
    Held
    | NotHere
    | Stands
    | Refuses
    | Fails
    | Negotiated
    | RelayYourself
    | LinkOpened
    | MediaRefuses
    | Lines
    | NotUnderstood
    | Unanswered
)


class Call(_Letter, frozen=True, tag="call"):
    """`number` is the sender's own, and comes back in the reply. `body` is of `AnyCall`, or of a newer version."""

    number: int
    sender: str
    body: Raw


class Reply(_Letter, frozen=True, tag="reply"):
    number: int
    body: Raw


_encode = msgpack.Encoder().encode
envelopes: msgpack.Decoder[Call | Reply] = msgpack.Decoder(Call | Reply)
calls: msgpack.Decoder[AnyCall] = msgpack.Decoder(AnyCall)
replies: msgpack.Decoder[AnyReply] = msgpack.Decoder(AnyReply)


def call(number: int, sender: str, body: AnyCall) -> bytes:
    return _encode(Call(number, sender, Raw(_encode(body))))


def reply(number: int, body: AnyReply) -> bytes:
    return _encode(Reply(number, Raw(_encode(body))))
