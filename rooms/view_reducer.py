"""How each event changes a view. The browser's reducer does the same; shared traces hold the two together.

It sees projected events and the view alone, as a client does: never a room's state.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from msgspec.structs import replace

from rooms.chat import message_view
from rooms.events import (
    AnyEvent,
    DeviceAttached,
    DeviceDetached,
    MediaAnnounced,
    MemberJoined,
    MemberLeft,
    MessagePosted,
    RoomOpened,
)
from rooms.kinds import POLICIES
from rooms.view import RECENT_MESSAGES, DeviceView, MemberView, RoomView


def reduce_view(view: RoomView, event: AnyEvent | None) -> RoomView:
    """The view after `event`; None is an event of which this audience sees nothing."""
    match event:
        case None:
            return view
        case RoomOpened():
            return _opened(view, event)
        case MessagePosted():
            messages = [*view.messages, message_view(event)]
            return replace(view, messages=messages[-RECENT_MESSAGES:])
        case _:
            return replace(view, members=_members(view.members, event))


def _opened(view: RoomView, event: RoomOpened) -> RoomView:
    policy = POLICIES[event.kind]
    return replace(
        view,
        title=event.title,
        kind=event.kind,
        capacity=policy.capacity,
        has_media=policy.has_media,
        everyone_publishes=policy.everyone_publishes,
    )


def _members(
    members: list[MemberView],
    event: MemberJoined | MemberLeft | DeviceAttached | DeviceDetached | MediaAnnounced,
) -> list[MemberView]:
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
