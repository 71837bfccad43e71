"""How staff order the queue: by a mode for all, and by hand."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.questions.events import QuestionMoved, QuestionsOrdered
from rooms.questions.finding import find
from rooms.questions.ordering import queue
from rooms.questions.terms import MoveQuestion, OrderQuestions, QuestionOrder, QuestionState
from rooms.questions.view import QuestionsView
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor


def order(room: RoomState, command: OrderQuestions, actor: Actor, now: float) -> Decision:
    if command.mode is room.questions.order:
        return []
    return [QuestionsOrdered(at=now, mode=command.mode, by=actor.member)]


def move(room: RoomState, command: MoveQuestion, actor: Actor, now: float) -> Decision:
    """Any mode may be on: the places hold when the order is manual."""
    question = find(room, command.id, actor)
    if isinstance(question, Rejection):
        return question
    if question.state is not QuestionState.QUEUED:
        return Rejection(RejectionCode.WRONG_STATE, f"{question.state} is not in the queue")
    everything = [each.seen for each in room.questions.items.values()]
    queued = [each.id for each in queue(QuestionsView(QuestionOrder.MANUAL, items=everything))]
    queued.remove(question.id)
    queued.insert(command.place, question.id)
    places = {id: place for place, id in enumerate(queued)}
    if all(room.questions.items[id].seen.place == place for id, place in places.items()):
        return []
    return [QuestionMoved(at=now, id=question.id, by=actor.member, places=places)]
