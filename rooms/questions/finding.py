"""Which question somebody means: one that they can see, in a state in which it can be what they ask for.

What is hidden from them is not there for them. Nothing here changes or decides anything.
"""

from __future__ import annotations

from rooms.questions.lifecycle import Verb, after
from rooms.questions.state import Question
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Action, Role, permits
from rooms.state import RoomState
from rooms.terms import Actor
from rooms.visibility import audience_of


def find(room: RoomState, id: int, actor: Actor) -> Question | Rejection:
    """Refuses with NOT_FOUND what never was or is hidden from the actor, with TOO_OLD what the room has forgotten."""
    question = room.questions.items.get(id)
    if question is None and id <= room.questions.last_id:
        return Rejection(RejectionCode.TOO_OLD, f"question {id}")
    if question is None or not question.is_seen_by(audience_of(actor.member, role_of(room, actor))):
        return Rejection(RejectionCode.NOT_FOUND, f"question {id}")
    return question


def find_for(room: RoomState, id: int, actor: Actor, verb: Verb) -> Question | Rejection:
    """As `find`; refuses with WRONG_STATE a question with which this cannot be done now."""
    question = find(room, id, actor)
    if isinstance(question, Rejection):
        return question
    return refusal(question, verb) or question


def refusal(question: Question, verb: Verb) -> Rejection | None:
    if after(question.state, verb) is None:
        return Rejection(RejectionCode.WRONG_STATE, f"cannot {verb} what is {question.state}")
    return None


def role_of(room: RoomState, actor: Actor) -> Role:
    """In this room, or at the desk."""
    return room.members.role_of(actor)


def is_run_by(room: RoomState, actor: Actor) -> bool:
    """Whether the actor is of those who run the questions of this room."""
    return permits(role_of(room, actor), Action.RUN_QUESTIONS)
