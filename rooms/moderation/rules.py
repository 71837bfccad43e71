"""To whom a command of moderation is passed, and what time ends by itself."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.moderation import cases, doorkeeping, excluding, reviewing, rulebook, sanctions
from rooms.moderation.doorkeeping import DoorCommand
from rooms.moderation.reviewing import ReviewCommand
from rooms.moderation.rulebook import RulesCommand
from rooms.moderation.terms import ExclusionCommand, ModerationCommand, SanctionCommand
from rooms.state import RoomState
from rooms.terms import Actor


def decide(room: RoomState, command: ModerationCommand, actor: Actor, now: float) -> Decision:
    if isinstance(command, SanctionCommand):
        return sanctions.decide(room, command, actor, now)
    if isinstance(command, ExclusionCommand):
        return excluding.decide(room, command, actor, now)
    if isinstance(command, DoorCommand):
        return doorkeeping.decide(room, command, actor, now)
    if isinstance(command, RulesCommand):
        return rulebook.decide(room, command, actor, now)
    if isinstance(command, ReviewCommand):
        return reviewing.decide(room, command, actor, now)
    return cases.decide(room, command, actor, now)


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return [*sanctions.tick(room, now), *reviewing.tick(room, now)]
