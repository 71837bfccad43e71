"""What a device says that it sends: so that everybody sees a muted microphone at once.

It is the device's word, bounded by what its member may publish here; packets are stopped elsewhere, by the same
table in `publishing.py`.
"""

from __future__ import annotations

from rooms.commands import Actor, AnnounceMedia
from rooms.decision import Decision
from rooms.events import AnyEvent, MediaAnnounced
from rooms.kinds import RoomKind
from rooms.members import Device, Members
from rooms.publishing import Source, publishable
from rooms.rejections import Rejection, RejectionCode


def announce(members: Members, kind: RoomKind, command: AnnounceMedia, actor: Actor, now: float) -> Decision:
    member = members.present.get(actor.member)
    if member is None or actor.device not in member.devices:
        return Rejection(RejectionCode.NOT_PRESENT)
    forbidden = _sources(command) - publishable(kind, member.role)
    if forbidden:
        names = ", ".join(sorted(forbidden))
        return Rejection(RejectionCode.NOT_PERMITTED, f"{member.role} may not send {names} here")
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


def silence(members: Members, kind: RoomKind, actor: Actor, now: float) -> list[AnyEvent]:
    """What their devices may no longer send once the member has the role of `actor`."""
    member = members.present.get(actor.member)
    if member is None:
        return []
    allowed = publishable(kind, actor.role)
    bounded = {
        id: Device(
            device.mic and Source.MIC in allowed,
            device.camera and Source.CAMERA in allowed,
            device.screen and Source.SCREEN in allowed,
        )
        for id, device in member.devices.items()
    }
    return [
        MediaAnnounced(
            at=now, member=actor.member, device=id, mic=left.mic, camera=left.camera, screen=left.screen
        )
        for id, left in bounded.items()
        if left != member.devices[id]
    ]


def _sources(command: AnnounceMedia) -> set[Source]:
    said = {Source.MIC: command.mic, Source.CAMERA: command.camera, Source.SCREEN: command.screen}
    return {source for source, is_sent in said.items() if is_sent}
