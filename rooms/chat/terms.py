"""Chat: messages, replies one level deep, reactions, pins, and the lane of important messages.

Message ids come from one counter without gaps, so "unread" is a subtraction. A deleted message leaves a tombstone in
its place; a hidden one too, which its author and staff can read, and which can be restored; and so does one that moved
to another room, which says where to.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from rooms.rejections import RejectionCode
from rooms.terms import ClientCommand, Created, CreatingCommand, Event, MemberId, Number, Reason

RECENT_MESSAGES = 50
"""How many messages a snapshot carries; older ones are paged from history."""
RECENT_IMPORTANT = 20
MAX_PINS = 3

Body = Annotated[str, Meta(min_length=1, max_length=4000)]
Emoji = Annotated[str, Meta(min_length=1, max_length=24)]
AttachmentId = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{64}\.(png|jpg|gif|webp|pdf|txt|md|csv|zip|mp3|m4a|ogg|mp4|webm)$")
]
"""SHA-256 of the content in hex, and the suffix of a type that was found in the content."""


class AuthorKind(StrEnum):
    PERSON = "person"
    BOT = "bot"
    SYSTEM = "system"


class MessageState(StrEnum):
    SHOWN = "shown"
    DELETED = "deleted"  # by its author or staff: the text is gone for everybody
    HIDDEN = "hidden"  # by a rule or staff: may come back
    MOVED = "moved"  # by staff to another room: `moved` says where


class Attachment(Struct, frozen=True, forbid_unknown_fields=True):
    """An uploaded file. Name and size are what the uploader says; the content is what the id says."""

    id: AttachmentId
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    size: Annotated[int, Meta(ge=0, le=2**40)]


class Place(Struct, frozen=True, gc=False):
    """A message of another room. `id` is None while it is on its way there, and the room's title is not known."""

    room: str
    title: str = ""
    id: int | None = None


# ---------------------------------------------------------------- commands


class PostMessage(CreatingCommand, frozen=True, tag="post_message"):
    """Post text. A reply to a reply belongs to the first message of its thread. `important` is for staff.

    Of `mentions`, those are kept whom the room knows.
    """

    body: Body
    reply_to: Number | None = None
    important: bool = False
    mentions: Annotated[list[MemberId], Meta(max_length=20)] = []
    attachments: Annotated[list[Attachment], Meta(max_length=6)] = []


class EditMessage(ClientCommand, frozen=True, tag="edit_message"):
    id: Number
    body: Body


class DeleteMessage(ClientCommand, frozen=True, tag="delete_message"):
    """One's own, or for staff that of somebody below their rank; then the reason is kept."""

    id: Number
    reason: Reason = ""


class HideMessage(ClientCommand, frozen=True, tag="hide_message"):
    """Leave a tombstone that only staff and the author can read, until it is restored."""

    id: Number
    reason: Reason = ""


class RestoreMessage(ClientCommand, frozen=True, tag="restore_message"):
    id: Number


class PinMessage(ClientCommand, frozen=True, tag="pin_message"):
    id: Number
    on: bool


class MarkImportant(ClientCommand, frozen=True, tag="mark_important"):
    id: Number
    on: bool


class ReactToMessage(ClientCommand, frozen=True, tag="react_to_message"):
    """Each member once per emoji; `on=False` takes it back."""

    id: Number
    emoji: Emoji
    on: bool


ChatCommand = (
    PostMessage
    | EditMessage
    | DeleteMessage
    | HideMessage
    | RestoreMessage
    | PinMessage
    | MarkImportant
    | ReactToMessage
)

# ---------------------------------------------------------------- events


class MessagePosted(Created, frozen=True, tag="message_posted", kw_only=True):
    """`id` comes from the room's counter. `held` is the number under which it waited for review, if it did.

    `hidden`: a content rule hides it at once (`message_hidden` says which), so peers are never told its words.
    """

    id: int
    author_name: str
    body: str
    author_kind: AuthorKind = AuthorKind.PERSON
    reply_to: int | None = None
    important: bool = False
    mentions: list[str] = []
    attachments: list[Attachment] = []
    held: int | None = None
    hidden: bool = False


class MessageEdited(Event, frozen=True, tag="message_edited", kw_only=True):
    id: int
    body: str
    by: str


class MessageDeleted(Event, frozen=True, tag="message_deleted", kw_only=True):
    """`reason` is for the author and staff; `author` is empty when the room had forgotten whose it was."""

    id: int
    by: str
    reason: str = ""
    author: str = ""


class MessageHidden(Event, frozen=True, tag="message_hidden", kw_only=True):
    """`rule` is set when a content rule did it. `readable=False`: its text is gone for who sees this."""

    id: int
    author: str
    by: str
    reason: str = ""
    rule: str | None = None
    readable: bool = True


class MessageRestored(Event, frozen=True, tag="message_restored", kw_only=True):
    """Back in its place, with its text, which others may never have had."""

    id: int
    by: str
    body: str
    attachments: list[Attachment] = []
    mentions: list[str] = []


class MessagePinned(Event, frozen=True, tag="message_pinned", kw_only=True):
    """Carries the message: it may be older than what a client holds. `on=False`: unpinned."""

    id: int
    by: str
    on: bool
    message: MessageView


class MessageMarked(Event, frozen=True, tag="message_marked", kw_only=True):
    """Now in the lane of important messages, or with `on=False` no more."""

    id: int
    by: str
    on: bool
    message: MessageView


class MessageReacted(Event, frozen=True, tag="message_reacted", kw_only=True):
    id: int
    member: str
    emoji: str
    on: bool


class ThreadMoved(Event, frozen=True, tag="thread_moved", kw_only=True):
    """By staff: these messages, the first of them first, are on their way to the room `to`, and gone here.

    `reason` is for staff and the author of the first.
    """

    ids: list[int]
    to: str
    by: str
    author: str
    reason: str = ""


class ThreadArrived(Event, frozen=True, tag="thread_arrived", kw_only=True):
    """Where they stand now, by the ids that they had here."""

    places: dict[int, Place]


class ThreadStayed(Event, frozen=True, tag="thread_stayed", kw_only=True):
    """The room `to` did not take them: they are back in their places. Carries them."""

    messages: list[MessageView]
    to: str
    why: RejectionCode


class ThreadAdopted(Created, frozen=True, tag="thread_adopted", kw_only=True):
    """Messages that staff moved here, the first of them first, with new ids. `author` is who moved them.

    `source` is where the first stood. `reason` is for staff and the author of the first.
    """

    source: Place
    messages: list[MessageView]
    reason: str = ""


MovingChatEvent = ThreadMoved | ThreadArrived | ThreadStayed | ThreadAdopted
ChatEvent = (
    MessagePosted
    | MessageEdited
    | MessageDeleted
    | MessageHidden
    | MessageRestored
    | MessagePinned
    | MessageMarked
    | MessageReacted
    | MovingChatEvent
)

# ---------------------------------------------------------------- view


class MessageView(Struct, frozen=True, gc=False):
    """`reply_to` is the first message of its thread; `replies` counts those that a first message has.

    `moved`: where it went, for one that has moved away; for any other where it came from, if it came from elsewhere.
    """

    id: int
    at: float
    author: str
    author_name: str
    author_kind: AuthorKind
    cid: str
    body: str
    reply_to: int | None = None
    replies: int = 0
    important: bool = False
    mentions: list[str] = []
    attachments: list[Attachment] = []
    edited_at: float | None = None
    state: MessageState = MessageState.SHOWN
    reactions: dict[str, list[str]] = {}  # emoji -> members, in the order of reacting
    moved: Place | None = None


class ChatView(Struct, frozen=True):
    """The newest messages, oldest first; pins in the order of pinning; the newest important ones, oldest first."""

    messages: list[MessageView] = []
    pins: list[MessageView] = []
    important: list[MessageView] = []
