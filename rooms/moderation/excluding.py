"""Removing somebody for good takes two: one of the staff proposes it with a reason, somebody else confirms or refuses it.

Until then the longest ban holds, and it ends as any other if nobody confirms. Who confirms may set rules and decide
appeals, and outranks whom it is about, as for every sanction.
"""

from __future__ import annotations

from typing import assert_never

from rooms.decision import Decision
from rooms.moderation.events import (
    ExclusionConfirmed,
    ExclusionProposed,
    ExclusionRefused,
    MemberRemoved,
)
from rooms.moderation.sanctioning import removed
from rooms.moderation.terms import (
    MONTH,
    ConfirmExclusion,
    ExclusionCommand,
    ProposeExclusion,
    RefuseExclusion,
)
from rooms.moderation.view import ExclusionView
from rooms.moderation.whois import outranked, whois
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor

MAX_PROPOSALS = 100
"""That wait at once in one room."""


def decide(room: RoomState, command: ExclusionCommand, actor: Actor, now: float) -> Decision:
    match command:
        case ProposeExclusion():
            return _propose(room, command, actor, now)
        case ConfirmExclusion():
            return _confirm(room, command, actor, now)
        case RefuseExclusion():
            return _refuse(room, command, actor, now)
        case _:
            assert_never(command)


def _propose(room: RoomState, command: ProposeExclusion, actor: Actor, now: float) -> Decision:
    sanctions, member = room.moderation.sanctions, command.member
    refused = outranked(room, actor, member)
    if refused is not None:
        return refused
    if member in sanctions.exclusions or sanctions.is_excluded(member):
        return Rejection(RejectionCode.WRONG_STATE, "proposed or removed for good already")
    if len(sanctions.exclusions) >= MAX_PROPOSALS:
        return Rejection(RejectionCode.TOO_MANY, f"{MAX_PROPOSALS} wait for a second opinion")
    who = whois(room, member)
    name = "" if who is None else who.name
    reason = command.reason.strip()
    removal = MemberRemoved(
        at=now, member=member, name=name, by=actor.member, reason=reason, until=now + MONTH
    )
    proposed = ExclusionProposed(
        at=now,
        member=member,
        name=name,
        by=actor.member,
        by_name=room.members.name_of(actor),
        reason=reason,
    )
    return [*removed(room, removal), proposed]


def _confirm(room: RoomState, command: ConfirmExclusion, actor: Actor, now: float) -> Decision:
    proposal = _proposal(room, command.member, actor)
    if isinstance(proposal, Rejection):
        return proposal
    return [ExclusionConfirmed(at=now, member=command.member, by=actor.member)]


def _refuse(room: RoomState, command: RefuseExclusion, actor: Actor, now: float) -> Decision:
    """The ban that holds meanwhile stays, and can be lifted."""
    proposal = _proposal(room, command.member, actor)
    if isinstance(proposal, Rejection):
        return proposal
    return [ExclusionRefused(at=now, member=command.member, by=actor.member, note=command.note)]


def _proposal(room: RoomState, member: str, actor: Actor) -> ExclusionView | Rejection:
    proposal = room.moderation.sanctions.exclusions.get(member)
    if proposal is None:
        return Rejection(RejectionCode.NOT_FOUND, "nobody has proposed it")
    if proposal.by == actor.member:
        return Rejection(RejectionCode.NOT_PERMITTED, "somebody else has to decide it")
    return outranked(room, actor, member) or proposal
