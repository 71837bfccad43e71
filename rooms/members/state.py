"""What a room remembers of its members: who is present, on which devices, and until when a lost one's place is kept."""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct, field

from rooms.members.terms import (
    DeviceAttached,
    DeviceDetached,
    DeviceView,
    MediaAnnounced,
    MemberJoined,
    MemberLeft,
    MembersEvent,
    MemberView,
)
from rooms.roles import Role
from rooms.terms import Actor


class Device(Struct, gc=False):
    """What one device says that it sends."""

    mic: bool = False
    camera: bool = False
    screen: bool = False


class Member(Struct, gc=False):
    """Present, with the name and role of their latest arrival. Without a device they are away."""

    name: str
    role: Role
    devices: dict[str, Device] = field(default_factory=dict)


class Members(Struct, gc=False):
    """`present` is in the order of arrival. `away` has the end of grace of each member without a device.

    `owners` says whose an attached device is: an id can be attached once, or somebody could take over another's.
    """

    present: dict[str, Member] = field(default_factory=dict)
    away: dict[str, float] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)

    def next_deadline(self) -> float | None:
        return min(self.away.values(), default=None)

    def has(self, member: str, device: str) -> bool:
        return self.owners.get(device) == member

    def role_of(self, actor: Actor) -> Role:
        """In this room; of who acts from the desk without being here, the one that they came with."""
        here = self.present.get(actor.member)
        return actor.role if here is None else here.role

    def name_of(self, actor: Actor) -> str:
        here = self.present.get(actor.member)
        return actor.name if here is None else here.name

    def apply(self, event: MembersEvent) -> None:
        match event:
            case MediaAnnounced():
                sending = Device(event.mic, event.camera, event.screen)
                self.present[event.member].devices[event.device] = sending
            case DeviceAttached():
                self.present[event.member].devices[event.device] = Device()
                self.owners[event.device] = event.member
                self.away.pop(event.member, None)
            case DeviceDetached():
                self._detached(event)
            case MemberJoined():
                self._joined(event)
            case MemberLeft():
                del self.present[event.member]
                self.away.pop(event.member, None)
            case _:
                assert_never(event)

    def _joined(self, event: MemberJoined) -> None:
        member = self.present.get(event.member)
        if member is None:
            self.present[event.member] = Member(event.name, event.role)
        else:
            member.name, member.role = event.name, event.role

    def _detached(self, event: DeviceDetached) -> None:
        del self.present[event.member].devices[event.device]
        del self.owners[event.device]
        if event.away_until is not None:
            self.away[event.member] = event.away_until

    def view(self) -> list[MemberView]:
        return [_view(id, member, self.away.get(id)) for id, member in self.present.items()]


def _view(id: str, member: Member, away_until: float | None) -> MemberView:
    devices = [
        DeviceView(id, device.mic, device.camera, device.screen) for id, device in member.devices.items()
    ]
    return MemberView(id, member.name, member.role, devices, away_until)
