"""An operator with a reason learns who asked. That they did, and why, stands in the log, and staff see it."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.questions.events import QuestionUnmasked
from rooms.questions.finding import find
from rooms.questions.terms import UnmaskQuestion
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor


def unmask(room: RoomState, command: UnmaskQuestion, actor: Actor, now: float) -> Decision:
    question = find(room, command.id, actor)
    if isinstance(question, Rejection):
        return question
    if not question.seen.anonymous:
        return Rejection(RejectionCode.WRONG_STATE, "it is not anonymous")
    if actor.member == question.asker or actor.member in question.unmasked_by:
        return []
    return [
        QuestionUnmasked(
            at=now,
            id=question.id,
            by=actor.member,
            reason=command.reason,
            asker=question.asker,
            asker_name=question.seen.asker_name,
        )
    ]
