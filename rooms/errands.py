"""What a room has to tell other rooms: said again at every opening until it is confirmed, and understood once.

A room knows no other room's state. The node carries errands: it hands `command` to the target, and `then`, if there
is one, back to this room once the target's answer stands in its log.
"""

from __future__ import annotations

from msgspec import Struct

from rooms.commands import AnySystemCommand
from rooms.questions.deferring import owed_questions
from rooms.state import RoomState
from rooms.sub_rooms.reporting import owed_reports
from rooms.terms import Target


class Errand(Struct, frozen=True):
    target: Target
    command: AnySystemCommand
    then: AnySystemCommand | None = None


def errands(room: RoomState) -> list[Errand]:
    return [Errand(*owed) for owed in (*owed_questions(room), *owed_reports(room))]
