"""What one audience sees of a room: the snapshot a client starts from, and how each event changes it.

The snapshot law: `apply(view_before, project(events)) == view_after`, for every command and audience, here and
in the browser's reducer. So a view holds nothing that events of that audience do not say.
"""

from __future__ import annotations

from msgspec import Struct

from rooms.events import AuthorKind
from rooms.kinds import RoomKind
from rooms.roles import Role

RECENT_MESSAGES = 50
"""How many messages a snapshot carries; older ones are paged from history."""


class DeviceView(Struct, frozen=True):
    id: str
    mic: bool = False
    camera: bool = False
    screen: bool = False


class MemberView(Struct, frozen=True):
    """A present member. `away_until` is set while no device of theirs is attached."""

    id: str
    name: str
    role: Role
    devices: list[DeviceView]
    away_until: float | None = None


class MessageView(Struct, frozen=True):
    id: int
    at: float
    author: str
    author_name: str
    author_kind: AuthorKind
    cid: str
    body: str


class RoomView(Struct, frozen=True):
    title: str
    kind: RoomKind
    capacity: int
    has_media: bool
    everyone_publishes: bool
    members: list[MemberView]
    messages: list[MessageView]
