"""Everything a room can be asked to do: one closed union, split by who may ask.

Client commands are strict: an unknown field, tag or type is an error that names its path. System commands
come from the host and the community, never from a socket; the wire decoder does not know them.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from rooms.kinds import RoomKind
from rooms.roles import Role

DeviceId = Annotated[str, Meta(min_length=8, max_length=40, pattern="^[A-Za-z0-9_-]+$")]
ClientId = Annotated[str, Meta(min_length=8, max_length=40, pattern="^[A-Za-z0-9_-]+$")]
DisplayName = Annotated[str, Meta(min_length=1, max_length=60)]
Body = Annotated[str, Meta(min_length=1, max_length=4000)]


class Actor(Struct, frozen=True):
    """Who asks, and from which device. Built by the session from a verified ticket; never decoded from a client."""

    member: str
    role: Role
    name: str
    device: str = ""


SYSTEM = Actor(member="", role=Role.OPERATOR, name="")
"""Asks on behalf of nobody: no client can have an empty member id."""


class ClientCommand(Struct, frozen=True, tag_field="t", tag=str.lower, forbid_unknown_fields=True):
    """Base of what a socket may send into a room."""


class PostMessage(ClientCommand, frozen=True, tag="post_message"):
    """Post text. `cid` is chosen by the client; posting the same one again answers with the first result."""

    cid: ClientId
    body: Body


class AnnounceMedia(ClientCommand, frozen=True, tag="announce_media"):
    """Say what the asking device sends now, so that others see a muted microphone at once."""

    mic: bool
    camera: bool
    screen: bool


class Leave(ClientCommand, frozen=True, tag="leave"):
    """Leave for good: no reconnect grace."""


class SystemCommand(Struct, frozen=True, tag_field="t", tag=str.lower):
    """Base of what only the host asks."""


class OpenRoom(SystemCommand, frozen=True, tag="open_room"):
    title: str
    kind: RoomKind


class AttachDevice(SystemCommand, frozen=True, tag="attach_device"):
    """A device of the actor entered; the first one makes the actor a member."""

    device: DeviceId


class DetachDevice(SystemCommand, frozen=True, tag="detach_device"):
    """A device is gone. `clean` says that it said goodbye, so it gets no reconnect grace."""

    device: DeviceId
    clean: bool


class TakeOver(SystemCommand, frozen=True, tag="take_over"):
    """A new owner opened this room: devices of the old one are gone and their grace starts now."""


class Tick(SystemCommand, frozen=True, tag="tick"):
    """A deadline may have passed."""


AnyClientCommand = PostMessage | AnnounceMedia | Leave
AnySystemCommand = OpenRoom | AttachDevice | DetachDevice | TakeOver | Tick
AnyCommand = AnyClientCommand | AnySystemCommand
