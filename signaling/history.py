"""What a client reads of older messages, page by page or by search, and of earlier answers, as it may read them."""

from __future__ import annotations

from rooms.chat.messages import seen_by
from rooms.visibility import Audience
from signaling.finding import Finder
from signaling.ports import EventLog
from signaling.wire import FindAnswers, FoundAnswers, History, ReadHistory, SearchMessages

MOST_ANSWERS = 5


async def found_messages(log: EventLog, request: ReadHistory | SearchMessages, audience: Audience) -> History:
    """The answer. Raises what the log raises."""
    one_more = request.limit + 1
    if isinstance(request, SearchMessages):
        found = await log.search(request.room, request.text, request.before, one_more)
    else:
        found = await log.messages(
            request.room, request.before, one_more, thread=request.thread, important=request.important
        )
    shown = [seen_by(message, audience) for message in found[-request.limit :]]
    return History(request.ref, shown, more=len(found) > request.limit)


async def found_answers(log: EventLog, finder: Finder, request: FindAnswers, space: str) -> FoundAnswers:
    """From all rooms of the space but its sub-rooms, into which not everybody may come. Raises what these raise."""
    rooms = [room.id for room in await finder.rooms(space)]
    return FoundAnswers(request.ref, await log.find_answers(rooms, request.text, MOST_ANSWERS))
