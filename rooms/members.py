"""Who is in the room, and on which devices. A person on two devices is one member.

The last device of a member may vanish (a crash, a tunnel): their place is kept until `away_until`. A device
that said goodbye gets no such grace. Nothing here knows sockets or media.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from rooms.commands import Actor, AttachDevice, DetachDevice
from rooms.decision import Decision
from rooms.events import (
    AnyEvent,
    DeviceAttached,
    DeviceDetached,
    LeaveReason,
    MediaAnnounced,
    MemberJoined,
    MemberLeft,
)
from rooms.kinds import Policy
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Action, Role, permits

DEVICES_PER_MEMBER = 8
"""Capacity counts people, but every device costs the room a media peer and a place in each view."""


class Device(Struct):
    """What one device says that it sends."""

    mic: bool = False
    camera: bool = False
    screen: bool = False


class Member(Struct):
    """Present, with the name and role of their latest arrival. Without a device they are away."""

    name: str
    role: Role
    devices: dict[str, Device] = field(default_factory=dict)


class Members(Struct):
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

    # ------------------------------------------------------------ decide

    def attach(self, command: AttachDevice, actor: Actor, policy: Policy, now: float) -> Decision:
        """Become present if need be, take today's name and role, and bring one device."""
        if not permits(actor.role, Action.ENTER):
            return Rejection(RejectionCode.NOT_PERMITTED, f"{actor.role} may not enter")
        if self.owners.get(command.device, actor.member) != actor.member:
            return Rejection(RejectionCode.NOT_PERMITTED, "this device id belongs to another member")
        member = self.present.get(actor.member)
        if member is None and len(self.present) >= policy.capacity:
            return Rejection(RejectionCode.ROOM_FULL, f"{policy.capacity} are here")
        is_new = member is None or command.device not in member.devices
        if is_new and member is not None and len(member.devices) >= DEVICES_PER_MEMBER:
            return Rejection(RejectionCode.ROOM_FULL, f"{DEVICES_PER_MEMBER} devices of yours are here")
        decided: list[AnyEvent] = []
        if member is None or (member.name, member.role) != (actor.name, actor.role):
            decided.append(MemberJoined(at=now, member=actor.member, name=actor.name, role=actor.role))
        if is_new:
            decided.append(DeviceAttached(at=now, member=actor.member, device=command.device))
        return decided

    def detach(self, command: DetachDevice, actor: Actor, policy: Policy, now: float) -> list[AnyEvent]:
        member = self.present.get(actor.member)
        if member is None or command.device not in member.devices:
            return []  # it left by another way while this was under way
        is_last = len(member.devices) == 1
        gone = DeviceDetached(
            at=now,
            member=actor.member,
            device=command.device,
            clean=command.clean,
            away_until=now + policy.reconnect_grace if is_last and not command.clean else None,
        )
        if is_last and command.clean:
            return [gone, MemberLeft(at=now, member=actor.member, reason=LeaveReason.LEFT)]
        return [gone]

    def leave(self, actor: Actor, now: float) -> Decision:
        """Every device of the member is detached first: who follows devices need not know of leaving."""
        member = self.present.get(actor.member)
        if member is None:
            return Rejection(RejectionCode.NOT_PRESENT)
        return [
            *(
                DeviceDetached(at=now, member=actor.member, device=device, clean=True)
                for device in member.devices
            ),
            MemberLeft(at=now, member=actor.member, reason=LeaveReason.LEFT),
        ]

    def expire(self, now: float) -> list[AnyEvent]:
        return [
            MemberLeft(at=now, member=id, reason=LeaveReason.LOST)
            for id, until in self.away.items()
            if until <= now
        ]

    def take_over(self, policy: Policy, now: float) -> list[AnyEvent]:
        """The former owner's sockets are gone: every device is lost, and the grace starts now."""
        return list(self._lose_all_devices(now, now + policy.reconnect_grace))

    def _lose_all_devices(self, now: float, until: float) -> Iterator[AnyEvent]:
        for id, member in self.present.items():
            last = len(member.devices) - 1
            for position, device in enumerate(member.devices):
                away_until = until if position == last else None
                yield DeviceDetached(at=now, member=id, device=device, clean=False, away_until=away_until)

    # ------------------------------------------------------------ apply

    def joined(self, event: MemberJoined) -> None:
        member = self.present.get(event.member)
        if member is None:
            self.present[event.member] = Member(event.name, event.role)
        else:
            member.name, member.role = event.name, event.role

    def left(self, event: MemberLeft) -> None:
        del self.present[event.member]
        self.away.pop(event.member, None)

    def attached(self, event: DeviceAttached) -> None:
        self.present[event.member].devices[event.device] = Device()
        self.owners[event.device] = event.member
        self.away.pop(event.member, None)

    def detached(self, event: DeviceDetached) -> None:
        del self.present[event.member].devices[event.device]
        del self.owners[event.device]
        if event.away_until is not None:
            self.away[event.member] = event.away_until

    def announced(self, event: MediaAnnounced) -> None:
        sending = Device(event.mic, event.camera, event.screen)
        self.present[event.member].devices[event.device] = sending
