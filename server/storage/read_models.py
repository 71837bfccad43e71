"""Which events change which read model, all in the transaction that appends them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from rooms.chat.terms import ChatEvent
from rooms.events import AnyEvent
from rooms.obligations.events import ObligationsEvent
from rooms.questions.events import QuestionsEvent
from server.storage.held_rows import keep_held
from server.storage.message_rows import keep_messages
from server.storage.obligation_rows import keep_obligations
from server.storage.question_rows import keep_questions
from server.storage.tiding_rows import keep_tidings


def keep_all(connection: Connection, happened: Sequence[tuple[str, AnyEvent]]) -> None:
    """`happened` are streams and their events, in order."""
    keep_messages(connection, [(stream, event) for stream, event in happened if isinstance(event, ChatEvent)])
    keep_questions(
        connection, [(stream, event) for stream, event in happened if isinstance(event, QuestionsEvent)]
    )
    keep_held(connection, happened)
    keep_obligations(
        connection, [(stream, event) for stream, event in happened if isinstance(event, ObligationsEvent)]
    )
    keep_tidings(connection, happened)
