"""What others were answered before, for somebody who types a question: from all rooms of their space.

Sub-rooms are left out: not everybody may come into them.
"""

from __future__ import annotations

from signaling.finding import Finder
from signaling.ports import EventLog
from signaling.wire_duty import FindAnswers, FoundAnswers

MOST = 5


async def found_answers(log: EventLog, finder: Finder, request: FindAnswers, space: str) -> FoundAnswers:
    """The answer to the request. Raises what log and directory raise."""
    rooms = [room.id for room in await finder.rooms(space)]
    return FoundAnswers(request.ref, await log.find_answers(rooms, request.text, MOST))
