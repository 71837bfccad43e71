"""A sub-room calls for help, and staff in its parent answer: the oldest call is the same one until it ends."""

from __future__ import annotations

from rooms.decision import Decision, Refused
from rooms.events import AnyEvent
from rooms.moderation.content import screen
from rooms.moderation.gate import may_speak
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.sub_rooms.terms import AnswerHelp, CallForHelp, HelpAnswered, HelpCalled, HelpEnded
from rooms.terms import Actor


def call(room: RoomState, command: CallForHelp, actor: Actor, now: float) -> Decision:
    if room.life.parent is None:
        return Rejection(RejectionCode.WRONG_STATE, "staff of this room hear you here")
    known = room.sub_rooms.help
    if known is not None and (known.member, known.summary) == (actor.member, command.summary):
        return []
    screened = _screened(room, command, actor, now) if command.summary else []
    if not isinstance(screened, list):
        return screened
    return [*screened, HelpCalled(at=now, member=actor.member, name=actor.name, summary=command.summary)]


def _screened(
    room: RoomState, command: CallForHelp, actor: Actor, now: float
) -> list[AnyEvent] | Refused | Rejection:
    """Without words anybody may call, whatever holds against them. With words, they are words like any other."""
    refused = may_speak(room, command, actor, now)
    if refused is not None:
        return refused
    screening = screen(room, actor, command.summary, now)
    if screening.effect is None:
        return screening.events
    return Refused(Rejection(RejectionCode.REFUSED_BY_RULE, screening.rule), screening.events)


def call_off(room: RoomState, now: float) -> Decision:
    """Anybody in the sub-room may: the call was the room's."""
    if room.life.parent is None:
        return Rejection(RejectionCode.WRONG_STATE, "only a sub-room calls for help")
    return [] if room.sub_rooms.help is None else [HelpEnded(at=now, by="", by_name="")]


def answer(room: RoomState, command: AnswerHelp, actor: Actor, now: float) -> Decision:
    sub_room = room.sub_rooms.rooms.get(command.number)
    if sub_room is None:
        return Rejection(RejectionCode.NOT_FOUND)
    if sub_room.help is None:
        return Rejection(RejectionCode.WRONG_STATE, "it does not call for help")
    if sub_room.help.answered_by:
        return Rejection(RejectionCode.WRONG_STATE, f"{sub_room.help.answered_by_name} goes there")
    return [HelpAnswered(at=now, number=command.number, by=actor.member, by_name=actor.name)]
