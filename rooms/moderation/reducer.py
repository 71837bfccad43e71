"""How events change what a client sees of moderation. Sanctions and the queues have files of their own; here is the door.

A client tells its own by `own.member`: staff are told what concerns others in the same words.
"""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from rooms.moderation import sanction_reducer
from rooms.moderation.door_state import waiting_of
from rooms.moderation.events import (
    CaseEvent,
    ContentEvent,
    EntranceEvent,
    MemberAdmitted,
    MemberTurnedAway,
    ModerationEvent,
    RoomLocked,
    RulesAccepted,
    RulesPublished,
    SanctionEvent,
    SlowModeSet,
    WaitingBegan,
    WaitingEnded,
    WaitingRoomSet,
)
from rooms.moderation.queue_reducer import reduce_case, reduce_content
from rooms.moderation.view import DoorView, ModerationView, RulesView, StaffView

_WaitingEvent = WaitingBegan | WaitingEnded | MemberAdmitted | MemberTurnedAway


def reduce(view: ModerationView, event: ModerationEvent) -> ModerationView:
    if isinstance(event, SanctionEvent):
        return sanction_reducer.reduce(view, event)
    if isinstance(event, ContentEvent):
        return reduce_content(view, event)
    if isinstance(event, CaseEvent):
        return reduce_case(view, event)
    return _entrance(view, event)


def _entrance(view: ModerationView, event: EntranceEvent) -> ModerationView:
    if isinstance(event, _WaitingEvent):
        return view if view.staff is None else replace(view, staff=_waiting(view.staff, event))
    return replace(view, door=_door(view.door, event))


def _door(
    door: DoorView, event: SlowModeSet | RoomLocked | WaitingRoomSet | RulesPublished | RulesAccepted
) -> DoorView:
    match event:
        case SlowModeSet():
            return replace(door, slow_seconds=event.seconds)
        case RoomLocked():
            return replace(door, locked=event.on)
        case WaitingRoomSet():
            return replace(door, waiting_room=event.on)
        case RulesPublished():
            return replace(door, rules=RulesView(event.version, event.en, event.zh))
        case RulesAccepted():
            return replace(door, accepted=event.version)
        case _:
            assert_never(event)


def _waiting(staff: StaffView, event: _WaitingEvent) -> StaffView:
    if isinstance(event, WaitingBegan):
        return replace(staff, waiting=[*staff.waiting, waiting_of(event)])
    return replace(staff, waiting=[known for known in staff.waiting if known.member != event.member])
