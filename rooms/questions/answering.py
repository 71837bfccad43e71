"""Answering live: one focused question per stage, with a start, an end, and a cap of ten minutes.

Focusing another puts the former back into the queue, or, if it is being answered, ends that answer. Who is on stage
is not known here.
"""

from __future__ import annotations

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.questions.events import AnswerEnded, AnswerStarted, QuestionFocused, QuestionUnfocused
from rooms.questions.finding import find_for
from rooms.questions.forgetting import with_forgotten
from rooms.questions.lifecycle import Verb, after
from rooms.questions.state import Question
from rooms.questions.terms import AnswerEnd, EndAnswer, FocusQuestion, QuestionState, StartAnswer
from rooms.rejections import Rejection
from rooms.state import RoomState
from rooms.terms import Actor

ANSWER_SECONDS = 600.0
"""A live answer that nobody ends counts as answered after this."""


def focus(room: RoomState, command: FocusQuestion, actor: Actor, now: float) -> Decision:
    live = room.questions.live_question
    if command.id is None:
        return [] if live is None else [_make_way(room, live, actor.member, AnswerEnd.BUTTON, now)]
    question = find_for(room, command.id, actor, Verb.FOCUS)
    if isinstance(question, Rejection):
        return question
    return _focused(room, question, actor.member, now)


def start(room: RoomState, command: StartAnswer, actor: Actor, now: float) -> Decision:
    question = find_for(room, command.id, actor, Verb.START)
    if isinstance(question, Rejection):
        return question
    return _started(room, question, actor.member, now)


def end(room: RoomState, command: EndAnswer, actor: Actor, now: float) -> Decision:
    question = find_for(room, command.id, actor, Verb.END if command.answered else Verb.RETURN)
    if isinstance(question, Rejection):
        return question
    answered, note = command.answered, command.note.strip()
    return [ended(room, question, actor.member, AnswerEnd.BUTTON, now, answered=answered, note=note)]


def time_out(room: RoomState, now: float) -> list[AnyEvent]:
    """The cap ends a live answer, on behalf of nobody."""
    live, until = room.questions.live_question, room.questions.next_deadline()
    if live is None or until is None or until > now:
        return []
    return with_forgotten(room, [ended(room, live, "", AnswerEnd.CAP, now)], now)


def begin(room: RoomState, number: int, by: str, now: float) -> list[AnyEvent]:
    """Focus the question and start its live answer, ending another; nothing if it cannot be answered now."""
    question = room.questions.items.get(number)
    if question is None or after(question.state, Verb.START) is None:
        return []
    return with_forgotten(room, _started(room, question, by, now), now)


def end_with_stage(room: RoomState, number: int, by: str, now: float) -> list[AnyEvent]:
    """Its asker left the stage: the live answer ends, if it runs."""
    question = room.questions.items.get(number)
    if question is None or after(question.state, Verb.END) is None:
        return []
    return with_forgotten(room, [ended(room, question, by, AnswerEnd.STAGE, now)], now)


def ended(
    room: RoomState,
    question: Question,
    by: str,
    why: AnswerEnd,
    now: float,
    *,
    answered: bool = True,
    note: str = "",
) -> AnswerEnded:
    """The end of a live answer that runs."""
    return AnswerEnded(
        at=now,
        id=question.id,
        by=by,
        why=why,
        answered=answered,
        note=note,
        offset_ms=room.life.offset_ms(now),
    )


def _started(room: RoomState, question: Question, by: str, now: float) -> list[AnyEvent]:
    started = AnswerStarted(
        at=now, id=question.id, by=by, until=now + ANSWER_SECONDS, offset_ms=room.life.offset_ms(now)
    )
    return [*_focused(room, question, by, now), started]


def _focused(room: RoomState, question: Question, by: str, now: float) -> list[AnyEvent]:
    live = room.questions.live_question
    if live is question:
        return []
    focused = QuestionFocused(at=now, id=question.id, by=by)
    return [focused] if live is None else [_make_way(room, live, by, AnswerEnd.NEXT, now), focused]


def _make_way(room: RoomState, live: Question, by: str, why: AnswerEnd, now: float) -> AnyEvent:
    if live.state is QuestionState.ANSWERING:
        return ended(room, live, by, why, now)
    return QuestionUnfocused(at=now, id=live.id, by=by)
