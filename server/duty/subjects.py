"""Whether what a member is told of is still so: asked when a notice is given, and again when it goes out.

What was deleted, hidden or moved away meanwhile is told to nobody; neither is an answer that is none any more.
"""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import select

from rooms.chat.terms import MessageState, MessageView
from rooms.obligations.changes import is_open
from rooms.obligations.terms import ObligationState
from rooms.obligations.view import ObligationView
from server.duty.notice import OF_ANSWERS, GivenNotice, Reason
from server.storage.database import Database
from server.storage.message_rows import decode_message
from server.storage.obligation_rows import decode_obligation
from server.storage.tables import messages, obligations


class Owed(Struct, frozen=True):
    """`asker` is told to nobody but themselves."""

    asker: str
    seen: ObligationView


class Subjects:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def message(self, room: str, id: int) -> MessageView | None:
        """None: nobody may read it."""
        query = select(messages.c.body).where(messages.c.stream == room, messages.c.id == id)
        async with self._database.reading() as connection:
            body = await connection.scalar(query)
        message = None if body is None else decode_message(body)
        return message if message is not None and message.state is MessageState.SHOWN else None

    async def owed(self, room: str, id: int) -> Owed | None:
        columns = obligations.c
        query = select(columns.asker, columns.body).where(columns.stream == room, columns.id == id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Owed(row.asker, decode_obligation(row.body))

    async def is_gone(self, notice: GivenNotice) -> bool:
        """Of one that concerns its person as a member."""
        if notice.reason not in OF_ANSWERS:
            message = await self.message(notice.room, notice.cycle)
            return message is None or (notice.reason is Reason.IMPORTANT and not message.important)
        owed = await self.owed(notice.room, notice.obligation)
        return owed is None or owed.seen.cycle != notice.cycle or not is_still_so(owed.seen, notice.reason)


def is_still_so(seen: ObligationView, reason: Reason) -> bool:
    """Of an answer. An earlier one is no news once the last has come."""
    if reason is Reason.ANSWERED:
        return seen.state is ObligationState.ANSWERED
    if reason is Reason.RESPONDED:
        return is_open(seen) and seen.acked_at is not None
    return is_open(seen) and seen.peer != ""
