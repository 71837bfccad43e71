"""What a room has to tell other rooms: said again at every opening until it is confirmed, and understood once.

A room knows no other room's state. The node carries errands: it hands `command` to the target, and `then`, if there
is one, back to this room once the target's answer stands in its log. `otherwise` comes back where there is no such
target, or it refuses.
"""

from __future__ import annotations

from msgspec import Struct

from rooms.commands import AnySystemCommand
from rooms.moving.adopting import owed_news
from rooms.moving.departing import departures
from rooms.moving.terms import KeepThread
from rooms.questions.deferring import owed_questions
from rooms.state import RoomState
from rooms.sub_rooms.reporting import owed_reports
from rooms.terms import Target


class Errand(Struct, frozen=True):
    target: Target
    command: AnySystemCommand
    then: AnySystemCommand | None = None
    otherwise: KeepThread | None = None


def errands(room: RoomState) -> list[Errand]:
    owed = [Errand(*owed) for owed in (*owed_questions(room), *owed_reports(room))]
    owed += [Errand(target, command, otherwise=keep) for target, command, keep in departures(room)]
    return owed + [Errand(*owed) for owed in owed_news(room)]
