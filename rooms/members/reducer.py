"""How coming, going and announcing change the list of members that a client sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from msgspec.structs import replace

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


def reduce(members: list[MemberView], event: MembersEvent) -> list[MemberView]:
    match event:
        case MemberJoined():
            if all(member.id != event.member for member in members):
                return [*members, MemberView(event.member, event.name, event.role, [])]
            return _changed(
                members, event.member, lambda member: replace(member, name=event.name, role=event.role)
            )
        case MemberLeft():
            return [member for member in members if member.id != event.member]
        case DeviceAttached() | DeviceDetached() | MediaAnnounced():
            return _changed(members, event.member, lambda member: _devices(member, event))
        case _:
            assert_never(event)


def _devices(member: MemberView, event: DeviceAttached | DeviceDetached | MediaAnnounced) -> MemberView:
    match event:
        case DeviceAttached():
            return replace(member, devices=[*member.devices, DeviceView(event.device)], away_until=None)
        case DeviceDetached():
            left = [device for device in member.devices if device.id != event.device]
            return replace(member, devices=left, away_until=event.away_until)
        case MediaAnnounced():
            said = DeviceView(event.device, event.mic, event.camera, event.screen)
            return replace(
                member, devices=[said if device.id == said.id else device for device in member.devices]
            )
        case _:
            assert_never(event)


def _changed(
    members: list[MemberView], id: str, change: Callable[[MemberView], MemberView]
) -> list[MemberView]:
    return [change(member) if member.id == id else member for member in members]
