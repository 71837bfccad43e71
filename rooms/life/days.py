"""A daily room begins anew when its local day does: pins go, and what is said belongs to the new day.

The community says when days begin, in advance, for it alone knows zones; here a day is a moment like any deadline. After a
long silence only the newest day begins. Whatever is owed goes on with its clock.
"""

from __future__ import annotations

from rooms.chat.terms import MessagePinned
from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.life.terms import DayBegan, DaysSet, SetDays
from rooms.state import RoomState


def set_days(room: RoomState, command: SetDays, now: float) -> Decision:
    """Days that have begun already do not begin again. Hearing the same twice changes nothing."""
    life = room.life
    if not life.is_daily:
        return []
    today = "" if life.day is None else life.day.date
    days = [day for day in command.days if day.date > today]
    if (command.zone, days) == (life.zone, life.days):
        return []
    return [DaysSet(at=now, zone=command.zone, days=days)]


def next_deadline(room: RoomState) -> float | None:
    """When the next day begins. An archived room has none until it is taken up again."""
    life = room.life
    return None if life.is_archived or not life.days else life.days[0].starts_at


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    begun = [] if room.life.is_archived else [day for day in room.life.days if day.starts_at <= now]
    if not begun:
        return []
    unpinned = [
        MessagePinned(at=now, id=id, by="", on=False, message=room.chat.messages[id]) for id in room.chat.pins
    ]
    return [
        *unpinned,
        DayBegan(at=now, date=begun[-1].date, zone=room.life.zone, after=room.chat.last_id),
    ]
