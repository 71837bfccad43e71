"""Every frame on the WebSocket: two closed unions. `PROTOCOL.md` explains them; TypeScript is generated from them.

Client to server: one binary message is exactly one MessagePack map, strict (unknown field = close BAD_FRAME).
Server to client: one binary message is one or more MessagePack maps, concatenated; unknown `t` is ignored.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from rooms.chat.terms import MessageView
from rooms.commands import AnyClientCommand
from rooms.events import AnyEvent
from rooms.kinds import Purpose, RoomKind
from rooms.roles import Role
from rooms.terms import DeviceId
from rooms.view import RoomView
from signaling.wire_duty import (
    Board,
    BoardChanged,
    DutyNow,
    FindAnswers,
    FoundAnswers,
    FromDesk,
    Notices,
    SeeNotices,
    WatchBoard,
)
from signaling.wire_media import (
    IceServer,
    LayersWanted,
    MediaAnswer,
    MediaLost,
    MediaOffer,
    PicturesFroze,
    Qualities,
    Slots,
    Speaking,
    WatchSlots,
)
from signaling.wire_terms import Count, Frame, Ref, Request, RoomId

PROTOCOL_VERSION = 1
SUBPROTOCOL = "studyhall.v1.msgpack"
MAX_FRAME_BYTES = 64 * 1024
HEARTBEAT_SECONDS = 15.0
TYPING_SECONDS = 5.0
"""How long a page shows that somebody types, unless it hears it again."""

CheerEmoji = Literal["👏", "👍", "❤️", "😂", "😮", "🎉", "🤔", "✅"]
CHEER_SECONDS = 0.25
"""At most one merged frame of floating reactions per room and this time."""


class Position(Struct, frozen=True):
    """The log entry that was seen last. The epoch names who wrote it, so a lost log cannot look current."""

    epoch: Count
    seq: Count


# ---------------------------------------------------------------- client to server


class Hello(Request, frozen=True, tag="hello"):
    """First frame. `device` is random per page load and survives reconnects of that page."""

    version: int
    ticket: Annotated[str, Meta(max_length=4096)]
    device: DeviceId


class EnterRoom(Request, frozen=True, tag="enter_room"):
    """Enter, or resume after `position`: answered by `entered`, then the missed events or a snapshot."""

    ref: Ref
    room: RoomId
    position: Position | None = None


class LeaveRoom(Request, frozen=True, tag="leave_room"):
    ref: Ref
    room: RoomId


class RoomCommand(Request, frozen=True, tag="command"):
    ref: Ref
    room: RoomId
    command: AnyClientCommand


class MoveRoom(Request, frozen=True, tag="move_room"):
    """Go from one room to another as one step, with the same media connections: refused, one stays where one is.

    Answered like `enter_room`: the snapshot of `room` follows.
    """

    ref: Ref
    source: RoomId
    room: RoomId


class ReadHistory(Request, frozen=True, tag="read_history"):
    """Messages with an id below `before` (None: the newest), newest last: all, one thread, or the important ones."""

    ref: Ref
    room: RoomId
    before: Count | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    thread: Count | None = None
    important: bool = False


class SearchMessages(Request, frozen=True, tag="search_messages"):
    """Messages of a room that contain all words of `text`, newest last; words of Chinese need no spaces."""

    ref: Ref
    room: RoomId
    text: Annotated[str, Meta(min_length=1, max_length=200)]
    before: Count | None = None
    limit: Annotated[int, Meta(ge=1, le=50)] = 20


class MarkRead(Request, frozen=True, tag="mark_read"):
    """The person has seen messages up to `message`, and important ones up to `important`. It never goes back."""

    room: RoomId
    message: Count
    important: Count


class WatchLobby(Request, frozen=True, tag="watch_lobby"):
    """Be told of the rooms of the space, now and at each change, until `on` is false."""

    ref: Ref
    on: bool


class Typing(Request, frozen=True, tag="typing"):
    room: RoomId


class Cheer(Request, frozen=True, tag="cheer"):
    """A floating reaction: counted, never kept."""

    room: RoomId
    emoji: CheerEmoji


class Ping(Request, frozen=True, tag="ping"):
    """`heads` are the positions the client holds, so that a lost last event is found."""

    heads: Annotated[dict[RoomId, Position], Meta(max_length=64)] = {}


AnyRequest = (
    Hello
    | EnterRoom
    | MoveRoom
    | LeaveRoom
    | RoomCommand
    | ReadHistory
    | SearchMessages
    | MarkRead
    | MediaOffer
    | WatchSlots
    | PicturesFroze
    | WatchLobby
    | WatchBoard
    | FromDesk
    | FindAnswers
    | SeeNotices
    | Typing
    | Cheer
    | Ping
)

# ---------------------------------------------------------------- server to client


class Welcome(Frame, frozen=True, tag="welcome"):
    """The hello was accepted. `now` is the server's clock, UTC seconds."""

    session: str
    member: str
    name: str
    role: Role
    space_title: str
    now: float
    heartbeat: float
    max_frame: int
    ice_servers: list[IceServer] = []


class Ok(Frame, frozen=True, tag="ok"):
    """The request was done and, for a command, stands in the durable log at `seq`."""

    ref: int
    seq: int | None = None


class Error(Frame, frozen=True, tag="error"):
    """The request was refused. `retry_ms` is set for the codes that may be tried again as they are."""

    ref: int
    code: int
    detail: str = ""
    retry_ms: int | None = None


class Entered(Frame, frozen=True, tag="entered"):
    """You are in. `resumed` promises that the events after your position follow, each once; else a snapshot follows."""

    ref: int
    room: str
    resumed: bool


class Snapshot(Frame, frozen=True, tag="snapshot"):
    """Replace what you hold of this room; it contains everything up to `seq`."""

    room: str
    epoch: int
    seq: int
    view: RoomView


class RoomEvent(Frame, frozen=True, tag="event"):
    """Log entry `seq` as your audience may see it. `event` is None when nothing of it is for you."""

    room: str
    epoch: int
    seq: int
    event: AnyEvent | None


class History(Frame, frozen=True, tag="history"):
    """The answer to `read_history` and `search_messages`."""

    ref: int
    messages: list[MessageView]
    more: bool


class TypingNow(Frame, frozen=True, tag="typing_now"):
    """Ephemeral: somebody types; forget it after `TYPING_SECONDS`."""

    room: str
    member: str


class Cheers(Frame, frozen=True, tag="cheers"):
    """Ephemeral: how often each floating reaction came since the last such frame."""

    room: str
    counts: dict[str, int]


class ReadMarks(Frame, frozen=True, tag="read_marks"):
    """What this person has read of a room, on any device: after entering, and when another device read on."""

    room: str
    message: int
    important: int


class Admitted(Frame, frozen=True, tag="admitted"):
    """Staff let you in: enter the room again. After the error `WAITING`."""

    room: str


class LobbyRoom(Struct, frozen=True):
    id: str
    title: str
    kind: RoomKind
    present: list[str]  # display names, at most eight of them
    count: int
    capacity: int
    has_media: bool
    last_message: int  # id of the newest message, 0 before the first
    purpose: Purpose
    daily: bool
    archived: bool


class Lobby(Frame, frozen=True, tag="lobby"):
    rooms: list[LobbyRoom]


class Pong(Frame, frozen=True, tag="pong"):
    now: float


AnyFrame = (
    Welcome
    | Ok
    | Error
    | Entered
    | Snapshot
    | RoomEvent
    | History
    | MediaAnswer
    | Slots
    | LayersWanted
    | Speaking
    | Qualities
    | MediaLost
    | TypingNow
    | Cheers
    | ReadMarks
    | Admitted
    | Lobby
    | Board
    | BoardChanged
    | DutyNow
    | Notices
    | FoundAnswers
    | Pong
)
