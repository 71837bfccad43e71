"""Everything that can have happened in a room: one closed union, and the room's durable log is made of it.

Evolution rule: a new field carries a default and an old field is never renamed or reused, so that a log
written by the previous version replays and nodes of two versions can share a room.
`at` is UTC seconds, stamped by the host's clock when the event was decided.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from rooms.kinds import RoomKind
from rooms.roles import Role


class AuthorKind(StrEnum):
    PERSON = "person"
    BOT = "bot"
    SYSTEM = "system"


class LeaveReason(StrEnum):
    LEFT = "left"  # said goodbye
    LOST = "lost"  # did not come back within the reconnect grace


class Event(Struct, frozen=True, tag_field="t", kw_only=True):
    at: float


class RoomOpened(Event, frozen=True, tag="room_opened", kw_only=True):
    title: str
    kind: RoomKind


class MemberJoined(Event, frozen=True, tag="member_joined", kw_only=True):
    """Now present. Also when a member who had left comes back, with the name and role of today."""

    member: str
    name: str
    role: Role


class MemberLeft(Event, frozen=True, tag="member_left", kw_only=True):
    member: str
    reason: LeaveReason


class DeviceAttached(Event, frozen=True, tag="device_attached", kw_only=True):
    member: str
    device: str


class DeviceDetached(Event, frozen=True, tag="device_detached", kw_only=True):
    """`clean`: it said goodbye. `away_until` is set when the last device was lost: the end of the reconnect grace."""

    member: str
    device: str
    clean: bool
    away_until: float | None = None


class MediaAnnounced(Event, frozen=True, tag="media_announced", kw_only=True):
    member: str
    device: str
    mic: bool
    camera: bool
    screen: bool


class MessagePosted(Event, frozen=True, tag="message_posted", kw_only=True):
    """`id` comes from the room's counter; `cid` from the client, unique per author."""

    id: int
    author: str
    author_name: str
    cid: str
    body: str
    author_kind: AuthorKind = AuthorKind.PERSON


AnyEvent = (
    RoomOpened | MemberJoined | MemberLeft | DeviceAttached | DeviceDetached | MediaAnnounced | MessagePosted
)
