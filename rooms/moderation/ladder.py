"""What a strike leads to: the step of the room's ladder that the member's strikes of the last 30 days have reached.

The same strike gives the same sanction to everybody: nothing here asks for a role, a name, or how active somebody is.
"""

from __future__ import annotations

from rooms.events import AnyEvent
from rooms.moderation.events import MemberMuted, MemberRemoved, MemberWarned
from rooms.moderation.sanctioning import muted, removed
from rooms.moderation.terms import ContentRule, LadderStep, MuteScope, RuleEffect
from rooms.state import RoomState


def sanctions(room: RoomState, member: str, rule: ContentRule, now: float) -> list[AnyEvent]:
    """For a strike that happens now, by `rule`. The rule's own mute comes first, a longer one of the ladder instead."""
    strikes = len(room.moderation.content.strikes_of(member, now)) + 1
    step = _step(room.moderation.content.ladder, strikes)
    events: list[AnyEvent] = []
    seconds = _mute(rule, step)
    if seconds is not None:
        scopes = [MuteScope.TEXT]
        mute = MemberMuted(at=now, member=member, scopes=scopes, by="", until=now + seconds, rule=rule.id)
        events += muted(room, mute)
    if step is not None and step.ban is not None:
        events += removed(room, _removal(room, member, rule, now + step.ban, now))
    elif step is not None and step.mute is None:
        events.append(MemberWarned(at=now, member=member, by="", reason="", rule=rule.id))
    return events


def _step(ladder: list[LadderStep], strikes: int) -> LadderStep | None:
    reached = [step for step in ladder if step.strikes <= strikes]
    return max(reached, key=lambda step: step.strikes, default=None)


def _mute(rule: ContentRule, step: LadderStep | None) -> int | None:
    own = rule.seconds if rule.effect is RuleEffect.MUTE else None
    of_step = None if step is None else step.mute
    return max((seconds for seconds in (own, of_step) if seconds is not None), default=None)


def _removal(room: RoomState, member: str, rule: ContentRule, until: float, now: float) -> MemberRemoved:
    name = room.members.present[member].name
    return MemberRemoved(at=now, member=member, name=name, by="", reason="", until=until, rule=rule.id)
