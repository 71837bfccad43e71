"""How many questions a room remembers after they are done. What it forgets still stands in the log and in the export.

Forgetting is an event like any other, in the decision that makes one too many done, so that all who follow the log
forget the same. What follows a question that waits is remembered as long as that: its asker waits, too.
"""

from __future__ import annotations

from itertools import islice

from rooms.events import AnyEvent
from rooms.questions.changes import changed, concerned
from rooms.questions.events import QuestionAdopted, QuestionArchived, QuestionsEvent
from rooms.questions.lifecycle import DONE
from rooms.questions.terms import QuestionState
from rooms.questions.votes import canonical_of
from rooms.state import RoomState

REMEMBERED_DONE = 100


def with_forgotten(room: RoomState, decided: list[AnyEvent], now: float) -> list[AnyEvent]:
    """`decided`, and that the oldest done ones are forgotten: never one that the decision is about."""
    events = [event for event in decided if isinstance(event, QuestionsEvent)]
    done = room.questions.done
    surplus = len(done) + len(_finished(room, events)) - REMEMBERED_DONE
    if surplus <= 0:
        return decided
    about = {id for event in events for id in concerned(event)}
    oldest = islice((id for id in done if id not in about and not _follows(room, id)), surplus)
    return [*decided, *(QuestionArchived(at=now, id=id) for id in oldest)]


def _follows(room: RoomState, id: int) -> bool:
    canonical = canonical_of(room.questions, room.questions.items[id])
    return canonical is not None and canonical.id != id and not canonical.is_done


def _finished(room: RoomState, events: list[QuestionsEvent]) -> set[int]:
    """The questions that are done by these events and were not before. A draft that is withdrawn leaves nothing."""
    waiting = {
        id: question.seen
        for id, question in room.questions.items.items()
        if id not in room.questions.done and question.state is not QuestionState.DRAFT
    }
    return {
        id
        for event in events
        for id in concerned(event)
        if id in waiting and (isinstance(event, QuestionAdopted) or changed(waiting[id], event).state in DONE)
    }
