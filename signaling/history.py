"""What a client reads of older messages, page by page or by search, as its audience may read them."""

from __future__ import annotations

from rooms.chat.messages import seen_by
from rooms.visibility import Audience
from signaling.ports import EventLog
from signaling.wire import History, ReadHistory, SearchMessages


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
