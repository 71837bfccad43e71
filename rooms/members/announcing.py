"""What a device says that it sends: so that everybody sees a muted microphone at once.

It is the device's word, bounded by what its member may publish now; packets are stopped elsewhere, by the same
rule in `publishing.py`.
"""

from __future__ import annotations

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.members.publishing import publishable
from rooms.members.state import Device
from rooms.members.terms import AnnounceMedia, MediaAnnounced
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor, Source


def announce(room: RoomState, command: AnnounceMedia, actor: Actor, now: float) -> Decision:
    member = room.members.present[actor.member]
    if actor.device not in member.devices:
        return Rejection(RejectionCode.NOT_PRESENT)
    forbidden = _sources(command) - publishable(room, actor.member, member.role)
    if forbidden:
        names = ", ".join(sorted(forbidden))
        return Rejection(RejectionCode.NOT_PERMITTED, f"{member.role} may not send {names} here now")
    if member.devices[actor.device] == Device(command.mic, command.camera, command.screen):
        return []
    return [
        MediaAnnounced(
            at=now,
            member=actor.member,
            device=actor.device,
            mic=command.mic,
            camera=command.camera,
            screen=command.screen,
        )
    ]


def bound(room: RoomState, id: str, allowed: frozenset[Source], now: float) -> list[AnyEvent]:
    """What the member's devices say less, once they may send `allowed` only. Goes with every decision that narrows it."""
    member = room.members.present.get(id)
    if member is None:
        return []
    bounded = {
        id: Device(
            device.mic and Source.MIC in allowed,
            device.camera and Source.CAMERA in allowed,
            device.screen and Source.SCREEN in allowed,
        )
        for id, device in member.devices.items()
    }
    return [
        MediaAnnounced(at=now, member=id, device=device, mic=left.mic, camera=left.camera, screen=left.screen)
        for device, left in bounded.items()
        if left != member.devices[device]
    ]


def _sources(command: AnnounceMedia) -> set[Source]:
    said = {Source.MIC: command.mic, Source.CAMERA: command.camera, Source.SCREEN: command.screen}
    return {source for source, is_sent in said.items() if is_sent}
