"""Who is called onto the stage, for how long, and what ends with going back; and who is asked to unmute.

The stage gives sources on top of those of a role, so it has nothing to give to somebody who publishes by role.
It switches nobody's microphone on: only the member can.
"""

from __future__ import annotations

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.members.announcing import bound
from rooms.members.publishing import by_role
from rooms.moderation.events import MemberUnmuted
from rooms.moderation.terms import MuteScope
from rooms.questions.answering import begin, end_with_stage
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Action, is_staff, outranks, permits
from rooms.stage.hands import unfit_for_stage
from rooms.stage.terms import AskToUnmute, Demote, Demoted, Promote, Promoted, StageEnd, UnmuteAsked
from rooms.state import RoomState
from rooms.terms import Actor, Source

MAX_SPEAKERS = 12
"""Called at once: what a page can show beside those who publish by role."""


def promote(room: RoomState, command: Promote, actor: Actor, now: float) -> Decision:
    refused = _refusal(room, command, actor)
    if refused is not None:
        return refused
    question = _question(room, command)
    promoted = Promoted(
        at=now,
        member=command.member,
        by=actor.member,
        sources=list(dict.fromkeys(command.sources)),
        until=None if command.seconds is None else now + command.seconds,
        question=question,
    )
    if question is None:
        return [promoted]
    return [promoted, *begin(room, question, actor.member, now)]


def _question(room: RoomState, command: Promote) -> int | None:
    """What they are called for. Their hand counts, also when its question is answered meanwhile."""
    hand = room.stage.hands.get(command.member)
    return command.question if hand is None or hand.question is None else hand.question


def _refusal(room: RoomState, command: Promote, actor: Actor) -> Rejection | None:
    if not room.policy.has_media:
        return Rejection(RejectionCode.WRONG_STATE, "this room has no stage")
    if actor.at_desk and not any(is_staff(present.role) for present in room.members.present.values()):
        return Rejection(RejectionCode.WRONG_STATE, "nobody of the staff is there to talk to")
    member = room.members.present.get(command.member)
    if member is None:
        return Rejection(RejectionCode.NOT_FOUND)
    if by_role(room.kind, member.role) or command.member in room.stage.speakers:
        return Rejection(RejectionCode.WRONG_STATE, "on stage already")
    if len(room.stage.speakers) >= MAX_SPEAKERS:
        return Rejection(RejectionCode.TOO_MANY, f"{MAX_SPEAKERS} are on stage")
    if command.question is None or _question(room, command) != command.question:
        return None
    return unfit_for_stage(room, command.question, command.member)


def demote(room: RoomState, command: Demote, actor: Actor, now: float) -> Decision:
    member = command.member or actor.member
    is_own = member == actor.member
    if not is_own and not permits(room.members.present[actor.member].role, Action.RUN_STAGE):
        return Rejection(RejectionCode.NOT_YOURS)
    if member not in room.stage.speakers:
        return Rejection(RejectionCode.WRONG_STATE, "was not called onto the stage")
    why = StageEnd.SELF if is_own else StageEnd.STAFF
    return _back_from_stage(room, member, actor.member, why, now)


def time_out(room: RoomState, now: float) -> list[AnyEvent]:
    """Back to the audience, whose time on stage is over."""
    return [
        event
        for member, speaker in room.stage.speakers.items()
        if speaker.until is not None and speaker.until <= now
        for event in _back_from_stage(room, member, "", StageEnd.TIMER, now)
    ]


def _back_from_stage(room: RoomState, member: str, by: str, why: StageEnd, now: float) -> list[AnyEvent]:
    question = room.stage.speakers[member].question
    sent_back = send_back(room, member, by, why, now)
    if question is None:
        return sent_back
    return [*sent_back, *end_with_stage(room, question, by, now)]


def send_back(room: RoomState, member: str, by: str, why: StageEnd, now: float) -> list[AnyEvent]:
    """Off the stage, with the sources that were the stage's. A live answer is the caller's to end."""
    role = room.members.present[member].role
    demoted = Demoted(at=now, member=member, by=by, why=why)
    return [demoted, *bound(room, member, by_role(room.kind, role), now)]


def ask_to_unmute(room: RoomState, command: AskToUnmute, actor: Actor, now: float) -> Decision:
    """Nothing if it is on, or if the same person asks already. Lifting a mute takes a higher rank, as ever."""
    member = room.members.present.get(command.member)
    if member is None:
        return Rejection(RejectionCode.NOT_FOUND)
    if Source.MIC not in by_role(room.kind, member.role) | room.stage.sources_of(command.member):
        return Rejection(RejectionCode.WRONG_STATE, "has no microphone here")
    is_muted = MuteScope.VOICE in room.moderation.scopes_of(command.member)
    if is_muted and not outranks(room.members.present[actor.member].role, member.role):
        return Rejection(RejectionCode.OUTRANKED)
    if is_muted and MuteScope.VOICE not in room.moderation.sanctions.own_scopes_of(command.member):
        return Rejection(RejectionCode.WRONG_STATE, "muted in the room itself")
    is_on = any(device.mic for device in member.devices.values())
    if not is_muted and (is_on or room.stage.asked.get(command.member) == actor.name):
        return []
    asked = UnmuteAsked(at=now, member=command.member, by=actor.member, by_name=actor.name)
    if not is_muted:
        return [asked]
    lifted = MemberUnmuted(at=now, member=command.member, scopes=[MuteScope.VOICE], by=actor.member)
    return [lifted, asked]
