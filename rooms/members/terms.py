"""Who is in the room, on which devices, and what each device says that it sends."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from rooms.moderation.bequest import Bequest
from rooms.roles import Role
from rooms.terms import ClientCommand, DeviceId, Event, SystemCommand


class LeaveReason(StrEnum):
    LEFT = "left"  # said goodbye
    LOST = "lost"  # did not come back within the reconnect grace
    MOVED = "moved"  # went to a sub-room, or back from one
    REMOVED = "removed"  # by staff
    CLOSED = "closed"  # the room ended


# ---------------------------------------------------------------- commands


class AnnounceMedia(ClientCommand, frozen=True, tag="announce_media"):
    """Say what the asking device sends now, so that others see a muted microphone at once."""

    mic: bool
    camera: bool
    screen: bool


class Leave(ClientCommand, frozen=True, tag="leave"):
    """Leave for good: no reconnect grace."""


class AttachDevice(SystemCommand, frozen=True, tag="attach_device"):
    """A device of the actor entered; the first one makes the actor a member. `bequest` is that of a sub-room's parent."""

    device: DeviceId
    bequest: Bequest | None = None


class DetachDevice(SystemCommand, frozen=True, tag="detach_device"):
    """A device is gone. `clean` says that it said goodbye, so it gets no reconnect grace; `moved`, that it went to another room."""

    device: DeviceId
    clean: bool
    moved: bool = False


class ChangeRole(SystemCommand, frozen=True, tag="change_role"):
    """The space gave the actor, who may be here, another role: theirs from now on."""


MembersClientCommand = AnnounceMedia | Leave
MembersSystemCommand = AttachDevice | DetachDevice | ChangeRole

# ---------------------------------------------------------------- events


class MemberJoined(Event, frozen=True, tag="member_joined", kw_only=True):
    """Now present. Also when a member who had left comes back, with the name and role of today; or has another role."""

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


MembersEvent = MemberJoined | MemberLeft | DeviceAttached | DeviceDetached | MediaAnnounced

# ---------------------------------------------------------------- view


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
