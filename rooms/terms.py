"""What every concept of a room builds on: who asks, and the bases of commands and events.

Client commands are strict: an unknown field, tag or type is an error that names its path. System commands come from
the host and the community, never from a socket; the wire decoder does not know them. Events follow the evolution
rule: a new field carries a default and an old field is never renamed or reused, so that a log written by the
previous version replays. `at` is UTC seconds, stamped by the host's clock when the event was decided.

Values that a room has very many of say `gc=False`: they are trees, so the collector need not walk them, and with a
million of them its full runs would stop the server for seconds.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from rooms.roles import Role

DeviceId = Annotated[str, Meta(min_length=8, max_length=40, pattern="^[A-Za-z0-9_-]+$")]
ClientId = Annotated[str, Meta(min_length=8, max_length=40, pattern="^[A-Za-z0-9_-]+$")]
MemberId = Annotated[str, Meta(min_length=1, max_length=60)]
DisplayName = Annotated[str, Meta(min_length=1, max_length=60)]
Number = Annotated[int, Meta(ge=1, le=2**53 - 1)]
"""An id from one of the room's own counters."""
Reason = Annotated[str, Meta(max_length=500)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]


class Source(StrEnum):
    MIC = "mic"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screen_audio"


class TargetKind(StrEnum):
    PARENT = "parent"
    SUB_ROOM = "sub_room"
    ZONE = "zone"  # the question zone of the same space
    ROOM = "room"  # any other of the same space, by its id


class Target(Struct, frozen=True):
    """Another room, as a room can name it. `number` is set for a sub-room, `room` where it is known by its id."""

    kind: TargetKind
    number: int | None = None
    room: str = ""


class Actor(Struct, frozen=True):
    """Who asks, and from which device. Built by the session from a verified ticket; never decoded from a client."""

    member: str
    role: Role
    name: str
    device: str = ""
    at_desk: bool = False  # acts from the board, and need not be in the room


SYSTEM = Actor(member="", role=Role.OPERATOR, name="")
"""Asks on behalf of nobody: no client can have an empty member id."""


class ClientCommand(Struct, frozen=True, tag_field="t", forbid_unknown_fields=True, gc=False):
    """Base of what a socket may send into a room."""


class CreatingCommand(ClientCommand, frozen=True):
    """Makes something new, once per client id: sending the same `cid` again answers with the first result."""

    cid: ClientId


class SystemCommand(Struct, frozen=True, tag_field="t", gc=False):
    """Base of what only the host asks."""


class Event(Struct, frozen=True, tag_field="t", kw_only=True, gc=False):
    at: float


class Created(Event, frozen=True, kw_only=True):
    """What a `CreatingCommand` made. `cid` comes from the client, unique per author."""

    author: str
    cid: str
