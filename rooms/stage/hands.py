"""The queue of hands: who may raise one, what about, and in which order they stand.

A place is a position. Who asks again, or sees others pass, keeps their clock. Nothing here calls anybody.
"""

from __future__ import annotations

from rooms.decision import Decision, Refused
from rooms.events import AnyEvent
from rooms.moderation.content import screen
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Action, is_staff, permits
from rooms.stage.terms import HandLowered, HandMoved, HandRaised, LowerHand, MoveHand, RaiseHand
from rooms.state import RoomState
from rooms.terms import Actor

MAX_HANDS = 500
"""As many as anybody would wait for; every view carries them all."""


def raise_hand(room: RoomState, command: RaiseHand, actor: Actor, now: float) -> Decision:
    refused = _refusal(room, command, actor)
    if refused is not None:
        return refused
    topic = command.topic.strip()
    raised = room.stage.hands.get(actor.member)
    if raised is not None and (raised.topic, raised.question) == (topic, command.question):
        return []
    screening = screen(room, actor, topic, now) if topic else None
    noted = [] if screening is None else screening.events
    if screening is not None and screening.effect is not None:
        return Refused(Rejection(RejectionCode.REFUSED_BY_RULE, screening.rule), noted)
    return [*noted, HandRaised(at=now, member=actor.member, topic=topic, question=command.question)]


def _refusal(room: RoomState, command: RaiseHand, actor: Actor) -> Rejection | None:
    if is_staff(room.members.present[actor.member].role):
        return Rejection(RejectionCode.WRONG_STATE, "staff call, and are not called")
    if actor.member in room.stage.speakers:
        return Rejection(RejectionCode.WRONG_STATE, "on stage already")
    if command.question is not None:
        unfit = unfit_for_stage(room, command.question, actor.member)
        if unfit is not None:
            return unfit
    if actor.member not in room.stage.hands and len(room.stage.hands) >= MAX_HANDS:
        return Rejection(RejectionCode.TOO_MANY, f"{MAX_HANDS} hands are up")
    return None


def unfit_for_stage(room: RoomState, question: int, member: str) -> Rejection | None:
    """Hand and stage show whose it is to everybody, so nothing goes there that was asked anonymously."""
    if not room.questions.is_open_of(question, member):
        return Rejection(RejectionCode.NOT_YOURS, "no open question of theirs")
    if room.questions.items[question].seen.anonymous:
        return Rejection(RejectionCode.WRONG_STATE, "it was asked anonymously")
    return None


def lower_hand(room: RoomState, command: LowerHand, actor: Actor, now: float) -> Decision:
    member = command.member or actor.member
    if member != actor.member and not permits(room.members.present[actor.member].role, Action.RUN_STAGE):
        return Rejection(RejectionCode.NOT_YOURS)
    if member not in room.stage.hands:
        return []
    return [HandLowered(at=now, member=member, by=actor.member)]


def move_hand(room: RoomState, command: MoveHand, actor: Actor, now: float) -> Decision:
    queue = list(room.stage.hands)
    if command.member not in queue:
        return Rejection(RejectionCode.NOT_FOUND)
    place = min(command.place, len(queue) - 1)
    if queue[place] == command.member:
        return []
    return [HandMoved(at=now, member=command.member, place=place, by=actor.member)]


def lower_all(room: RoomState, actor: Actor, now: float) -> list[AnyEvent]:
    return [HandLowered(at=now, member=member, by=actor.member) for member in room.stage.hands]
