"""Words that wait for approval, as far as somebody must be told of them: what is overdue, until somebody has looked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from rooms.events import AnyEvent
from rooms.moderation.events import HeldDropped, HeldOverdue, HeldReleased
from rooms.questions.events import (
    AnswerWritten,
    QuestionApproved,
    QuestionDismissed,
    QuestionOverdue,
    QuestionWithdrawn,
)
from server.storage.escalation_rows import HELD_MESSAGE, HELD_QUESTION, escalate, escalation, settle


def keep_held(connection: Connection, happened: Sequence[tuple[str, AnyEvent]]) -> None:
    """`happened` are streams and their events, in order."""
    for stream, event in happened:
        match event:
            case HeldOverdue():
                escalate(connection, [escalation(stream, event.number, HELD_MESSAGE, event.at)])
            case HeldReleased() | HeldDropped():
                settle(connection, stream, event.number, HELD_MESSAGE)
            case QuestionOverdue():
                escalate(connection, [escalation(stream, event.id, HELD_QUESTION, event.at)])
            case QuestionApproved() | QuestionDismissed() | QuestionWithdrawn():
                settle(connection, stream, event.id, HELD_QUESTION)
            case AnswerWritten(resolves=True):
                settle(connection, stream, event.question, HELD_QUESTION)
            case _:
                pass
